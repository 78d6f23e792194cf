//! XML as a stream of tags and texts, in bounded memory. Serves order files in XML and the parts of
//! a workbook.
//!
//! A document type is refused wherever it stands, so there are no entities but the five of XML
//! itself and character references; nothing is ever fetched.

use std::io::{self, Read};

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::text::TextReader;

/// Longest tag, attributes included.
const TAG_BYTES: usize = 64 << 10;

/// Why the XML is not read on.
#[derive(Debug)]
pub(crate) enum MarkupError {
    /// A document type.
    Forbidden,
    /// Not well-formed; the sentence says why.
    Malformed(String),
    /// The bytes could not be read.
    Io(io::Error),
}

impl From<io::Error> for MarkupError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn malformed<T>(message: impl Into<String>) -> Result<T, MarkupError> {
    Err(MarkupError::Malformed(message.into()))
}

/// What comes next in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// A start tag; its name and attributes can be asked for.
    Start,
    /// An end tag, or the second half of an empty element.
    End,
    /// A piece of text; long texts come in several pieces.
    Text,
    /// The end of the document.
    Eof,
}

/// The reader; what it gives is valid until the next token.
pub(crate) struct Markup<R> {
    text: TextReader<R>,
    depth_limit: usize,
    /// The present tag, without its brackets.
    tag: String,
    name_len: usize,
    /// How much of the name is its prefix with the colon.
    prefix_len: usize,
    /// An empty element was begun and is to be ended.
    is_empty: bool,
    /// The names of the open elements, side by side.
    open_names: String,
    open: Vec<usize>,
    has_root: bool,
    piece: String,
    in_cdata: bool,
}

impl<R: Read> Markup<R> {
    pub(crate) fn new(text: TextReader<R>, depth_limit: usize) -> Self {
        Self {
            text,
            depth_limit,
            tag: String::new(),
            name_len: 0,
            prefix_len: 0,
            is_empty: false,
            open_names: String::new(),
            open: Vec::new(),
            has_root: false,
            piece: String::new(),
            in_cdata: false,
        }
    }

    pub(crate) fn next(&mut self) -> Result<Token, MarkupError> {
        if self.is_empty {
            self.is_empty = false;
            self.close()?;
            return Ok(Token::End);
        }
        loop {
            if self.text.is_consumed() && !self.text.fill()? {
                return match self.open.last() {
                    _ if self.in_cdata => malformed("the document is cut off"),
                    Some(_) => malformed(format!("the document is cut off within <{}>", self.open_name())),
                    None if !self.has_root => malformed("there is no element in it"),
                    None => Ok(Token::Eof),
                };
            }
            if self.in_cdata {
                self.cdata()?;
            } else if self.text.next_byte() == Some(b'<') {
                self.text.consume(1);
                match self.peek()? {
                    Some(b'!') => self.declaration()?,
                    Some(b'?') => self.skip_to("?>")?,
                    Some(b'/') => {
                        self.text.consume(1);
                        self.end_tag()?;
                        return Ok(Token::End);
                    }
                    _ => {
                        self.start_tag()?;
                        return Ok(Token::Start);
                    }
                }
                continue;
            } else {
                self.characters()?;
            }
            if !self.open.is_empty() {
                if !self.piece.is_empty() {
                    return Ok(Token::Text);
                }
            } else if !self.piece.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
                return malformed("text stands outside the root element");
            }
        }
    }

    /// The name of the element begun or ended last, with its prefix.
    pub(crate) fn name(&self) -> &str {
        &self.tag[..self.name_len]
    }

    /// The name without its prefix.
    pub(crate) fn local_name(&self) -> &str {
        &self.tag[self.prefix_len..self.name_len]
    }

    /// The present piece of text, decoded.
    pub(crate) fn piece(&self) -> &str {
        &self.piece
    }

    /// How many elements are open, the present one included.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The attributes as written, references not decoded: enough for the numbers of a workbook.
    pub(crate) fn raw_attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rest = &self.tag[self.name_len..];
        std::iter::from_fn(move || {
            let (name, value, after) = split_attribute(rest)?;
            rest = after;
            Some((name, value))
        })
    }

    /// One attribute as written.
    pub(crate) fn raw_attribute(&self, name: &str) -> Option<&str> {
        self.raw_attributes().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// Every attribute, its value decoded into `value`, checked for well-formedness.
    pub(crate) fn attributes(&self, mut each: impl FnMut(&str, &str)) -> Result<(), MarkupError> {
        let mut rest = &self.tag[self.name_len..];
        let mut value = String::new();
        while let Some((name, raw, after)) = split_attribute(rest) {
            value.clear();
            decode_references(raw, &mut value)?;
            each(name, &value);
            rest = after;
        }
        if rest.trim().is_empty() { Ok(()) } else { malformed(format!("<{}> has a broken attribute", self.name())) }
    }

    fn peek(&mut self) -> Result<Option<u8>, MarkupError> {
        if self.text.is_consumed() && !self.text.fill()? {
            return Ok(None);
        }
        Ok(self.text.next_byte())
    }

    // -- tags

    fn start_tag(&mut self) -> Result<(), MarkupError> {
        self.read_tag()?;
        self.is_empty = self.tag.ends_with('/');
        if self.is_empty {
            self.tag.pop();
        }
        self.end_name(self.tag.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(self.tag.len()));
        let name = &self.tag[..self.name_len];
        let begins_well = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        if !begins_well || name.bytes().any(|byte| matches!(byte, b'"' | b'\'' | b'<' | b'&' | b'=' | b'/')) {
            return malformed(format!("<{}> is no element", crate::error::excerpt(name)));
        }
        if self.open.is_empty() && self.has_root {
            return malformed("there is more than one root element");
        }
        if self.open.len() >= self.depth_limit {
            return malformed(format!("it is nested deeper than {} levels", self.depth_limit));
        }
        self.has_root = true;
        self.open.push(self.open_names.len());
        self.open_names.push_str(name);
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), MarkupError> {
        self.read_tag()?;
        self.end_name(self.tag.trim_ascii_end().len());
        if self.open.is_empty() || self.name() != self.open_name() {
            return malformed(format!("</{}> ends no element that is open", crate::error::excerpt(self.name())));
        }
        self.close()
    }

    /// The name ends here.
    fn end_name(&mut self, len: usize) {
        self.name_len = len;
        self.prefix_len = self.tag.as_bytes()[..len].iter().position(|byte| *byte == b':').map_or(0, |colon| colon + 1);
    }

    fn close(&mut self) -> Result<(), MarkupError> {
        match self.open.pop() {
            Some(start) => self.open_names.truncate(start),
            None => return malformed("an element is ended that was not begun"),
        }
        Ok(())
    }

    fn open_name(&self) -> &str {
        &self.open_names[self.open.last().copied().unwrap_or_default()..]
    }

    /// Reads up to the bracket that closes the tag; brackets in quotes do not.
    fn read_tag(&mut self) -> Result<(), MarkupError> {
        self.tag.clear();
        if self.take_plain_tag() {
            return Ok(());
        }
        let mut quote = None;
        loop {
            if self.peek()?.is_none() {
                return malformed("the document is cut off within a tag");
            }
            let piece = self.text.rest();
            let bytes = piece.as_bytes();
            let mut at = 0;
            let mut is_closed = false;
            while at < bytes.len() {
                let found = match quote {
                    Some(quote) => memchr2(quote, b'<', &bytes[at..]),
                    None => memchr3(b'>', b'"', b'\'', &bytes[at..]),
                };
                let Some(n) = found else {
                    at = bytes.len();
                    break;
                };
                at += n + 1;
                match (quote, bytes[at - 1]) {
                    (_, b'<') => return malformed("a tag has < in it"),
                    (Some(_), _) => quote = None,
                    (None, b'>') => {
                        is_closed = true;
                        break;
                    }
                    (None, mark) => quote = Some(mark),
                }
            }
            let kept = if is_closed { at - 1 } else { at };
            if self.tag.len() + kept > TAG_BYTES {
                return malformed(format!("a tag is longer than {TAG_BYTES} bytes"));
            }
            self.tag.push_str(&piece[..kept]);
            self.text.consume(at);
            if is_closed {
                return Ok(());
            }
        }
    }

    /// Takes a tag that lies whole in the buffer and has nothing odd in it, as nearly all do.
    fn take_plain_tag(&mut self) -> bool {
        let rest = self.text.rest();
        let Some(end) = memchr(b'>', rest.as_bytes()).filter(|end| *end <= TAG_BYTES) else { return false };
        let (mut n_quotes, mut is_odd) = (0_usize, false);
        for byte in rest[..end].bytes() {
            n_quotes += usize::from(byte == b'"');
            is_odd |= matches!(byte, b'\'' | b'<');
        }
        if is_odd || n_quotes % 2 == 1 {
            return false;
        }
        self.tag.push_str(&rest[..end]);
        self.text.consume(end + 1);
        true
    }

    /// Behind `<!`: a comment, CDATA, or a document type.
    fn declaration(&mut self) -> Result<(), MarkupError> {
        self.text.consume(1);
        match self.peek()? {
            Some(b'-') => {
                self.expect("--")?;
                self.skip_to("-->")
            }
            Some(b'[') if !self.open.is_empty() => {
                self.expect("[CDATA[")?;
                self.in_cdata = true;
                Ok(())
            }
            Some(_) => Err(MarkupError::Forbidden),
            None => malformed("the document is cut off"),
        }
    }

    fn expect(&mut self, text: &str) -> Result<(), MarkupError> {
        for wanted in text.bytes() {
            if self.peek()? != Some(wanted) {
                return malformed("<! begins neither a comment nor CDATA");
            }
            self.text.consume(1);
        }
        Ok(())
    }

    /// Passes over everything up to and including `end`, which is ASCII.
    fn skip_to(&mut self, end: &str) -> Result<(), MarkupError> {
        let end = end.as_bytes();
        let mut n_matched = 0;
        loop {
            let Some(byte) = self.peek()? else { return malformed("the document is cut off within a comment") };
            if n_matched == 0 {
                let piece = self.text.rest();
                let n = memchr(end[0], piece.as_bytes()).unwrap_or(piece.len());
                if n > 0 {
                    self.text.consume(n);
                    continue;
                }
            }
            if byte == end[n_matched] {
                n_matched += 1;
            } else if byte == end[0] {
                // `--->` ends a comment too: two dashes stay matched.
                n_matched = if n_matched >= 2 && end[1] == end[0] { 2 } else { 1 };
            } else {
                n_matched = 0;
                if !byte.is_ascii() {
                    let n = self.text.rest().chars().next().map_or(1, char::len_utf8);
                    self.text.consume(n);
                    continue;
                }
            }
            self.text.consume(1);
            if n_matched == end.len() {
                return Ok(());
            }
        }
    }

    // -- texts

    /// Reads a piece of text up to a tag, the end of the buffer, or behind a reference.
    fn characters(&mut self) -> Result<(), MarkupError> {
        self.piece.clear();
        let rest = self.text.rest();
        let end = memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        if end > 0 {
            self.piece.push_str(&rest[..end]);
            self.text.consume(end);
            return Ok(());
        }
        self.text.consume(1);
        let mut reference = String::new();
        loop {
            match self.peek()? {
                Some(b';') => {
                    self.text.consume(1);
                    break;
                }
                Some(byte) if reference.len() < 10 && (byte.is_ascii_alphanumeric() || byte == b'#') => {
                    reference.push(char::from(byte));
                    self.text.consume(1);
                }
                _ => return malformed("an & begins no reference"),
            }
        }
        self.piece.push(decode_reference(&reference)?);
        Ok(())
    }

    /// Reads a piece of CDATA, up to its end or the buffer's.
    fn cdata(&mut self) -> Result<(), MarkupError> {
        self.piece.clear();
        let rest = self.text.rest();
        if let Some(end) = memmem::find(rest.as_bytes(), b"]]>") {
            self.piece.push_str(&rest[..end]);
            self.text.consume(end + 3);
            self.in_cdata = false;
            return Ok(());
        }
        let certain = rest.trim_end_matches(']').len();
        if certain > 0 {
            self.piece.push_str(&rest[..certain]);
            self.text.consume(certain);
            return Ok(());
        }
        // Only brackets are left of the buffer: they may be the first half of the end.
        let mut brackets = 0_usize;
        loop {
            match self.peek()? {
                Some(b']') => {
                    brackets += 1;
                    self.text.consume(1);
                    if brackets > 2 {
                        brackets -= 1;
                        self.piece.push(']');
                        if self.piece.len() > 4096 {
                            self.piece.push_str("]]");
                            return Ok(());
                        }
                    }
                }
                Some(b'>') if brackets == 2 => {
                    self.text.consume(1);
                    self.in_cdata = false;
                    return Ok(());
                }
                _ => {
                    self.piece.extend(std::iter::repeat_n(']', brackets));
                    return Ok(());
                }
            }
        }
    }
}

/// Splits ` name="value" rest`; None where no attribute follows.
fn split_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_ascii_start();
    // Names and values are so short that a search by blocks takes longer.
    let equals = text.bytes().position(|byte| byte == b'=')?;
    let name = text[..equals].trim_ascii_end();
    let after = text[equals + 1..].trim_ascii_start();
    let quote = *after.as_bytes().first().filter(|quote| matches!(quote, b'"' | b'\''))?;
    let end = 1 + after.bytes().skip(1).position(|byte| byte == quote)?;
    let is_name = !name.is_empty() && !name.bytes().any(|byte| byte.is_ascii_whitespace());
    is_name.then_some((name, &after[1..end], &after[end + 1..]))
}

fn decode_references(raw: &str, out: &mut String) -> Result<(), MarkupError> {
    let mut rest = raw;
    while let Some((plain, after)) = rest.split_once('&') {
        out.push_str(plain);
        let Some((reference, after)) = after.split_once(';') else {
            return malformed("an & begins no reference");
        };
        out.push(decode_reference(reference)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(())
}

fn decode_reference(reference: &str) -> Result<char, MarkupError> {
    let code = match reference {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => match reference.strip_prefix("#x").or_else(|| reference.strip_prefix("#X")) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => reference.strip_prefix('#').unwrap_or("?").parse(),
        },
    };
    match code.ok().and_then(char::from_u32).filter(|c| *c != '\0') {
        Some(c) => Ok(c),
        None => malformed(format!("&{}; is an entity that XML itself does not have", crate::error::excerpt(reference))),
    }
}

/// The text with the characters that XML keeps for itself written as references, and without the
/// control characters that XML does not have.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Charset;

    fn tokens(text: &str) -> Result<String, MarkupError> {
        let mut markup = Markup::new(TextReader::new(text.as_bytes(), Charset::Lenient), 64);
        let mut found = String::new();
        loop {
            match markup.next()? {
                Token::Start => {
                    found.push_str(&format!("<{}", markup.name()));
                    markup.attributes(|name, value| found.push_str(&format!(" {name}={value}")))?;
                    found.push('>');
                }
                Token::End => found.push_str(&format!("</{}>", markup.name())),
                Token::Text => found.push_str(markup.piece()),
                Token::Eof => return Ok(found),
            }
        }
    }

    #[test]
    fn tags_texts_and_references() {
        let text = "\u{feff}<?xml version='1.0'?><!-- a --- b --><a x='1' y=\"&lt;>\"><b/>T&amp;&#x17b;<![CDATA[<]]]]><c></c ></a>\n";
        assert_eq!(tokens(text).unwrap(), "<a x=1 y=<>><b></b>T&Ż<]]<c></c></a>");
    }

    #[test]
    fn every_document_type_is_forbidden() {
        for text in [
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "<?xml version='1.0'?>\n<!doctype html><html/>",
            "<a><!ENTITY x 'y'></a>",
            "<a><!DOCTYPE b></a>",
        ] {
            assert!(matches!(tokens(text), Err(MarkupError::Forbidden)), "{text}");
        }
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "",
            "  ",
            "<a>",
            "<a",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "<a/>x",
            "x<a/>",
            "<a b></a>",
            "<a b=c/>",
            "<a>&x;</a>",
            "<a>&#0;</a>",
            "<a>&amp</a>",
            "<1/>",
            "<a b='<'/>",
            "<a><![CDATA[x</a>",
            "<a><!-- x</a>",
            "<a>&lol9;</a>",
            "<>",
            "<a>&",
            "< a/>",
        ] {
            assert!(matches!(tokens(text), Err(MarkupError::Malformed(_))), "{text}");
        }
        assert!(tokens(&"<a>".repeat(100_000)).is_err());
        assert!(tokens(&format!("<a b='{}'/>", "x".repeat(100_000))).is_err());
    }

    #[test]
    fn pieces_may_be_cut_anywhere() {
        let filler = "x".repeat(65_520);
        for n in 0..40 {
            let text = format!("<a>{filler}{}<![CDATA[é]]]]]>&amp;<b c='1'/><!-- é --></a>", "y".repeat(n));
            assert!(tokens(&text).unwrap().ends_with("yé]]]&<b c=1></b></a>".trim_start_matches(if n == 0 { "y" } else { "" })), "{n}");
        }
    }
}
