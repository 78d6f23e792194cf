//! The texts that a workbook's cells share, looked up by number. A few megabytes stay in memory,
//! the rest lies in a scratch file and comes back page by page.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use domain::imports::fault::FaultCode;

use crate::error::FileError;
use crate::limits::Limits;
use crate::markup::{Markup, Token};

/// Texts between two known offsets: a lookup passes over fewer than this many.
const STRIDE: usize = 4;

/// Texts that a workbook may share.
const MOST: usize = 10_000_000;

/// A page of the scratch file, and how many are kept.
const PAGE: usize = 16 << 10;
const PAGES: usize = 128;

/// Shared texts, each stored as its length and its bytes.
pub(super) struct SharedStrings {
    /// Where every [`STRIDE`]th text begins.
    offsets: Vec<u64>,
    n: usize,
    end: u64,
    store: Store,
}

enum Store {
    Memory(Vec<u8>),
    Disk { file: File, pages: Vec<Page> },
}

#[derive(Default)]
struct Page {
    number: Option<u64>,
    bytes: Vec<u8>,
}

/// A text's length with the bit that says it was cut.
const CUT: u32 = 1 << 31;

impl SharedStrings {
    pub(super) fn none() -> Self {
        Self { offsets: Vec::new(), n: 0, end: 0, store: Store::Memory(Vec::new()) }
    }

    /// Puts the text into `out`; says whether it is whole, or None where there is no such text.
    pub(super) fn get(&mut self, index: usize, out: &mut String) -> io::Result<Option<bool>> {
        out.clear();
        if index >= self.n {
            return Ok(None);
        }
        let mut at = self.offsets[index / STRIDE];
        let mut head = [0; 4];
        let mut bytes = std::mem::take(out).into_bytes();
        for passed in 0..=index % STRIDE {
            self.store.read_at(at, &mut head)?;
            let head = u32::from_le_bytes(head);
            let len = head & !CUT;
            if passed == index % STRIDE {
                bytes.resize(usize::try_from(len).expect("64 bits"), 0);
                self.store.read_at(at + 4, &mut bytes)?;
                *out = String::from_utf8(bytes).map_err(io::Error::other)?;
                return Ok(Some(head & CUT == 0));
            }
            at += 4 + u64::from(len);
        }
        Ok(None)
    }
}

impl Store {
    /// Fills the buffer from `at`; everything up to the end was written before.
    fn read_at(&mut self, mut at: u64, mut buffer: &mut [u8]) -> io::Result<()> {
        match self {
            Self::Memory(bytes) => {
                let at = usize::try_from(at).expect("64 bits");
                buffer.copy_from_slice(&bytes[at..at + buffer.len()]);
            }
            Self::Disk { file, pages } => {
                while !buffer.is_empty() {
                    let number = at / PAGE as u64;
                    let slot = usize::try_from(number).expect("64 bits") % PAGES;
                    let page = &mut pages[slot];
                    if page.number != Some(number) {
                        page.number = None;
                        page.bytes.resize(PAGE, 0);
                        let n = read_page(file, number * PAGE as u64, &mut page.bytes)?;
                        page.bytes.truncate(n);
                        page.number = Some(number);
                    }
                    let from = usize::try_from(at % PAGE as u64).expect("64 bits");
                    let n = buffer.len().min(page.bytes.len().saturating_sub(from));
                    if n == 0 {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                    buffer[..n].copy_from_slice(&page.bytes[from..from + n]);
                    buffer = &mut buffer[n..];
                    at += n as u64;
                }
            }
        }
        Ok(())
    }
}

fn read_page(file: &File, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match file.read_at(&mut buffer[n..], at + n as u64)? {
            0 => break,
            more => n += more,
        }
    }
    Ok(n)
}

/// Reads `xl/sharedStrings.xml`.
pub(super) fn read<R: Read>(mut markup: Markup<R>, limits: &Limits, scratch: &Path) -> Result<SharedStrings, FileError> {
    let mut strings = SharedStrings::none();
    let mut memory = Vec::new();
    let mut disk: Option<BufWriter<File>> = None;
    let mut text = String::new();
    let (mut in_text, mut n_phonetic, mut is_cut) = (false, 0_u32, false);
    loop {
        match markup.next()? {
            Token::Start => match markup.local_name() {
                "si" => {
                    text.clear();
                    is_cut = false;
                }
                "rPh" => n_phonetic += 1,
                "t" => in_text = n_phonetic == 0,
                _ => {}
            },
            Token::Text if in_text => {
                let piece = markup.piece();
                let room = limits.cell_bytes.saturating_sub(text.len());
                is_cut |= piece.len() > room;
                text.push_str(&piece[..piece.floor_char_boundary(room)]);
            }
            Token::Text => {}
            Token::End => match markup.local_name() {
                "t" => in_text = false,
                "rPh" => n_phonetic -= 1,
                "si" => {
                    if strings.n == MOST {
                        return Err(FileError::refused(
                            FaultCode::FileTooLarge,
                            format!("the workbook has more than {MOST} different texts"),
                            "split it into several files",
                        ));
                    }
                    if strings.n.is_multiple_of(STRIDE) {
                        strings.offsets.push(strings.end);
                    }
                    let len = u32::try_from(text.len()).expect("a cell is shorter than 2 GiB");
                    let head = (if is_cut { len | CUT } else { len }).to_le_bytes();
                    if disk.is_none() && memory.len() + text.len() > limits.shared_string_bytes {
                        let mut file = BufWriter::new(tempfile::tempfile_in(scratch)?);
                        file.write_all(&std::mem::take(&mut memory))?;
                        disk = Some(file);
                    }
                    match &mut disk {
                        Some(file) => {
                            file.write_all(&head)?;
                            file.write_all(text.as_bytes())?;
                        }
                        None => {
                            memory.extend_from_slice(&head);
                            memory.extend_from_slice(text.as_bytes());
                        }
                    }
                    strings.n += 1;
                    strings.end += 4 + u64::from(len);
                }
                _ => {}
            },
            Token::Eof => break,
        }
    }
    strings.store = match disk {
        Some(file) => {
            let file = file.into_inner().map_err(|error| error.into_error())?;
            Store::Disk { file, pages: std::iter::repeat_with(Page::default).take(PAGES).collect() }
        }
        None => Store::Memory(memory),
    };
    Ok(strings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Charset, TextReader};

    #[test]
    fn texts_come_back_from_memory_and_from_the_disk() {
        let mut xml = String::from("<sst>");
        for n in 0..5_000 {
            xml.push_str(&format!("<si><r><t>text {n} </t></r><r><t>{}</t></r><rPh><t>no</t></rPh></si>", "ż".repeat(n % 50)));
        }
        xml.push_str("</sst>");
        for shared_string_bytes in [1 << 20, 1_000] {
            let limits = Limits { shared_string_bytes, ..Limits::default() };
            let markup = Markup::new(TextReader::new(xml.as_bytes(), Charset::Lenient), 8);
            let mut strings = read(markup, &limits, &std::env::temp_dir()).unwrap();
            let mut text = String::new();
            for n in (0..5_000).chain((0..5_000).rev()) {
                assert_eq!(strings.get(n, &mut text).unwrap(), Some(true));
                assert_eq!(text, format!("text {n} {}", "ż".repeat(n % 50)));
            }
            assert_eq!(strings.get(5_000, &mut text).unwrap(), None);
        }
    }
}
