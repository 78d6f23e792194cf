//! A file's bytes as UTF-8, one bounded piece at a time, whatever its encoding.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes read at once.
const RAW: usize = 64 << 10;

/// How bytes become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// UTF-8, and windows-1252 for the bytes that are not.
    Lenient,
    /// A declared encoding; what it does not have becomes U+FFFD.
    Declared(&'static Encoding),
}

impl Charset {
    /// Recognises a byte order mark, or UTF-16 without one, by the start of a file. Gives the
    /// length of the mark too.
    pub(crate) fn recognise(start: &[u8]) -> (Option<Self>, usize) {
        if let Some((encoding, mark)) = Encoding::for_bom(start) {
            let charset = if encoding == UTF_8 { Self::Lenient } else { Self::Declared(encoding) };
            return (Some(charset), mark);
        }
        let zeros = |from: usize| start.iter().take(256).skip(from).step_by(2).filter(|byte| **byte == 0).count();
        let pairs = start.len().min(256) / 2;
        let is_most = |n: usize| pairs > 1 && n * 4 > pairs * 3;
        match (is_most(zeros(0)), is_most(zeros(1))) {
            (true, false) => (Some(Self::Declared(UTF_16BE)), 0),
            (false, true) => (Some(Self::Declared(UTF_16LE)), 0),
            _ => (None, 0),
        }
    }

    /// The WHATWG name, for people and for declarations.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lenient => UTF_8.name(),
            Self::Declared(encoding) => encoding.name(),
        }
    }
}

/// Reads text piece by piece: [`TextReader::rest`] is what has been decoded and not consumed.
pub(crate) struct TextReader<R> {
    input: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// Bytes of `raw` that wait for their successors: the start of a character.
    pending: usize,
    text: String,
    position: usize,
    is_ended: bool,
}

impl<R: Read> TextReader<R> {
    /// The byte order mark must have been read already.
    pub(crate) fn new(input: R, charset: Charset) -> Self {
        let decoder = match charset {
            Charset::Lenient => None,
            Charset::Declared(encoding) => Some(encoding.new_decoder_without_bom_handling()),
        };
        Self { input, decoder, raw: vec![0; RAW], pending: 0, text: String::new(), position: 0, is_ended: false }
    }

    pub(crate) fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    /// The next byte of what has been decoded.
    pub(crate) fn next_byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    /// Whether all that has been decoded is consumed.
    pub(crate) fn is_consumed(&self) -> bool {
        self.position == self.text.len()
    }

    /// How much of the present piece is consumed.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// What has been consumed of the present piece, from a position on.
    pub(crate) fn passed(&self, from: usize) -> &str {
        &self.text[from..self.position]
    }

    pub(crate) fn consume(&mut self, n: usize) {
        self.position += n;
    }

    /// Decodes the next piece once everything is consumed; false at the end of the file.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        while self.position == self.text.len() {
            if self.is_ended {
                return Ok(false);
            }
            self.text.clear();
            self.position = 0;
            let n = match self.input.read(&mut self.raw[self.pending..]) {
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.is_ended = n == 0;
            self.decode(self.pending + n);
        }
        Ok(true)
    }

    fn decode(&mut self, n: usize) {
        match &mut self.decoder {
            Some(decoder) => {
                let room = decoder.max_utf8_buffer_length(n).expect("64 KiB of input do not overflow usize");
                self.text.reserve(room);
                // With that much room one call takes all the input.
                let _ = decoder.decode_to_string(&self.raw[..n], &mut self.text, self.is_ended);
            }
            None => {
                let kept = decode_lenient(&self.raw[..n], self.is_ended, &mut self.text);
                self.raw.copy_within(n - kept..n, 0);
                self.pending = kept;
            }
        }
    }
}

/// Decodes UTF-8 with windows-1252 for bytes that are not; gives how many bytes at the end are the
/// start of a character that is not complete yet.
fn decode_lenient(mut bytes: &[u8], is_last: bool, text: &mut String) -> usize {
    loop {
        match std::str::from_utf8(bytes) {
            Ok(valid) => {
                text.push_str(valid);
                return 0;
            }
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).expect("checked up to here"));
                let n_bad = match error.error_len() {
                    Some(n) => n,
                    None if is_last => rest.len(),
                    None => return rest.len(),
                };
                let (bad, rest) = rest.split_at(n_bad);
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(bad).0);
                bytes = rest;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives the bytes in small portions, so that characters are cut.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buffer.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn read_all(bytes: &[u8], portion: usize, charset: Charset) -> String {
        let mut reader = TextReader::new(Drops(bytes, portion), charset);
        let mut all = String::new();
        while reader.fill().unwrap() {
            all.push_str(reader.rest());
            reader.consume(reader.rest().len());
        }
        all
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_windows_1252() {
        assert_eq!(read_all(b"\xc5\xbb\xf3\x80 \xa3", 1, Charset::Lenient), "Żó€ £");
        assert_eq!(read_all(b"end \xc5", 3, Charset::Lenient), "end Å");
    }

    #[test]
    fn utf_16_is_known_by_its_mark_and_by_its_zeros() {
        assert_eq!(Charset::recognise(b"\xff\xfea\0"), (Some(Charset::Declared(UTF_16LE)), 2));
        assert_eq!(Charset::recognise(b"a\0b\0;\0"), (Some(Charset::Declared(UTF_16LE)), 0));
        assert_eq!(Charset::recognise(b"\0a\0b\0;"), (Some(Charset::Declared(UTF_16BE)), 0));
        assert_eq!(Charset::recognise(b"\xef\xbb\xbfa"), (Some(Charset::Lenient), 3));
        assert_eq!(Charset::recognise(b"reference;sku"), (None, 0));
    }

    proptest! {
        #[test]
        fn text_survives_any_portion(text in "\\PC{0,40}", portion in 1_usize..5) {
            prop_assert_eq!(read_all(text.as_bytes(), portion, Charset::Lenient), text.as_str());
            let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(read_all(&utf_16, portion, Charset::Declared(UTF_16LE)), text);
        }
    }
}
