//! JSON and JSON Lines, read as a stream: only one record is in memory, texts beyond the limit are
//! passed over, and numbers stay the text that the file writes.

use std::io::Read;
use std::ops::ControlFlow;

use memchr::{memchr, memchr2};

use crate::csv::Step;
use crate::error::FileError;
use crate::limits::Limits;
use crate::record::{Path, Record, Shape};
use crate::text::TextReader;

/// What a document must contain to be read on, or why it is not JSON.
enum Trouble {
    /// Not JSON; the sentence says where and why.
    Syntax(String),
    /// The reading itself failed, or the visitor did.
    File(FileError),
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::File(error.into())
    }
}

type Parsed<T> = Result<T, Trouble>;

/// Calls `visit` for every record at `path` of a document.
pub(crate) fn read<R: Read>(
    text: TextReader<R>,
    path: &Path,
    limits: &Limits,
    visit: &mut dyn FnMut(&Record) -> Step,
) -> Result<(), FileError> {
    let mut parser = Parser::new(text, limits);
    let result = parser.document(path, visit).and_then(|step| if step.is_continue() { parser.expect_end() } else { Ok(()) });
    result.map_err(|trouble| match trouble {
        Trouble::Syntax(message) => FileError::unreadable(format!("this is not JSON: {message} (line {})", parser.line)),
        Trouble::File(error) => error,
    })
}

/// Calls `visit` for every record of a file with one document a line. A line that is not JSON
/// becomes a broken record; the lines around it are read.
pub(crate) fn read_lines<R: Read>(
    text: TextReader<R>,
    path: &Path,
    limits: &Limits,
    visit: &mut dyn FnMut(&Record) -> Step,
) -> Result<(), FileError> {
    let mut parser = Parser::new(text, limits);
    parser.is_lines = true;
    while parser.next_line()? {
        parser.begin_line();
        let step = match parser.document(path, visit).and_then(|step| {
            if step.is_continue() {
                parser.expect_end()?;
            }
            Ok(step)
        }) {
            Ok(step) => step,
            Err(Trouble::Syntax(message)) => {
                parser.skip_line()?;
                parser.keep_seen();
                let mut record = std::mem::take(&mut parser.record);
                record.restart();
                record.begin(Shape::Text, "", &parser.seen, limits);
                record.broken = Some(message);
                let step = visit(&record)?;
                parser.record = record;
                step
            }
            Err(Trouble::File(error)) => return Err(error),
        };
        if step.is_break() {
            break;
        }
    }
    Ok(())
}

/// Whether the file holds one document a line: its first document has no line break inside and
/// another document follows. Reads no further than that.
pub(crate) fn is_lines<R: Read>(mut text: TextReader<R>) -> std::io::Result<bool> {
    let (mut depth, mut in_text, mut is_escaped, mut is_begun) = (0_u64, false, false, false);
    while text.fill()? {
        let piece = text.rest();
        for byte in piece.bytes() {
            if is_begun && depth == 0 {
                if !byte.is_ascii_whitespace() {
                    return Ok(true);
                }
                continue;
            }
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' if in_text => is_escaped = true,
                b'"' => in_text = !in_text,
                _ if in_text => {}
                b'{' | b'[' => {
                    depth += 1;
                    is_begun = true;
                }
                b'}' | b']' => depth = depth.saturating_sub(1),
                b'\n' if is_begun => return Ok(false),
                _ => {}
            }
        }
        let n = piece.len();
        text.consume(n);
    }
    Ok(false)
}

struct Parser<'a, R> {
    text: TextReader<R>,
    limits: &'a Limits,
    line: u64,
    /// Line breaks end a document.
    is_lines: bool,
    /// Where the present line begins in the buffer, and its start that is there no more: to show a broken one.
    line_start: usize,
    seen: String,
    record: Record,
    /// The name or word read last.
    scratch: String,
    /// The text read last.
    content: String,
}

/// What a text token left in the scratch buffer.
#[derive(PartialEq, Eq)]
enum Fit {
    Whole,
    Cut,
}

impl<'a, R: Read> Parser<'a, R> {
    fn new(text: TextReader<R>, limits: &'a Limits) -> Self {
        Self {
            text,
            limits,
            line: 1,
            is_lines: false,
            line_start: 0,
            seen: String::new(),
            record: Record::default(),
            scratch: String::new(),
            content: String::new(),
        }
    }

    /// The path leads from here to the records.
    fn document(&mut self, path: &Path, visit: &mut dyn FnMut(&Record) -> Step) -> Parsed<ControlFlow<()>> {
        self.descend(path.steps(), 0, visit)
    }

    fn descend(&mut self, path: &[String], depth: usize, visit: &mut dyn FnMut(&Record) -> Step) -> Parsed<ControlFlow<()>> {
        self.check_depth(depth)?;
        match self.peek_after_space()? {
            Some(b'[') => {
                self.bump();
                let mut is_first = true;
                while self.next_element(b']', &mut is_first)? {
                    if self.descend(path, depth + 1, visit)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Ok(ControlFlow::Continue(()))
            }
            Some(b'{') if !path.is_empty() => {
                self.bump();
                let mut is_first = true;
                while self.next_element(b'}', &mut is_first)? {
                    self.key()?;
                    if self.scratch == path[0] {
                        if self.descend(&path[1..], depth + 1, visit)?.is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                    } else {
                        self.skip(depth + 1)?;
                    }
                }
                Ok(ControlFlow::Continue(()))
            }
            Some(_) if !path.is_empty() => {
                self.skip(depth)?;
                Ok(ControlFlow::Continue(()))
            }
            _ => {
                let mut record = std::mem::take(&mut self.record);
                record.restart();
                let result = self.value("", depth, &mut record);
                let step = result.and_then(|()| Ok(visit(&record)?));
                self.record = record;
                step
            }
        }
    }

    /// Reads a value into the record.
    fn value(&mut self, name: &str, depth: usize, record: &mut Record) -> Parsed<()> {
        self.check_depth(depth)?;
        match self.peek_after_space()? {
            Some(b'{') => {
                self.bump();
                let node = record.begin(Shape::Object, name, "", self.limits);
                let mut is_first = true;
                while self.next_element(b'}', &mut is_first)? {
                    self.key()?;
                    let name = std::mem::take(&mut self.scratch);
                    self.value(&name, depth + 1, record)?;
                    self.scratch = name;
                }
                record.end(node);
            }
            Some(b'[') => {
                self.bump();
                let node = record.begin(Shape::List, name, "", self.limits);
                let mut is_first = true;
                while self.next_element(b']', &mut is_first)? {
                    self.value("", depth + 1, record)?;
                }
                record.end(node);
            }
            Some(b'"') => {
                let mut text = std::mem::take(&mut self.content);
                let fit = self.string(&mut text)?;
                let shape = if fit == Fit::Whole { Shape::Text } else { Shape::TooLong };
                record.begin(shape, name, &text, self.limits);
                self.content = text;
            }
            _ => {
                let shape = self.word()?;
                record.begin(shape, name, &self.content, self.limits);
            }
        }
        Ok(())
    }

    /// Passes over a value.
    fn skip(&mut self, depth: usize) -> Parsed<()> {
        self.check_depth(depth)?;
        match self.peek_after_space()? {
            Some(opening @ (b'{' | b'[')) => {
                self.bump();
                let closing = if opening == b'{' { b'}' } else { b']' };
                let mut is_first = true;
                while self.next_element(closing, &mut is_first)? {
                    if opening == b'{' {
                        self.key()?;
                    }
                    self.skip(depth + 1)?;
                }
            }
            Some(b'"') => {
                let mut text = std::mem::take(&mut self.scratch);
                let result = self.string(&mut text);
                self.scratch = text;
                result?;
            }
            _ => {
                self.word()?;
            }
        }
        Ok(())
    }

    fn check_depth(&self, depth: usize) -> Parsed<()> {
        if depth > self.limits.depth {
            return Err(Trouble::Syntax(format!("it is nested deeper than {} levels", self.limits.depth)));
        }
        Ok(())
    }

    /// Moves to the next element or member; false after the closing bracket.
    fn next_element(&mut self, closing: u8, is_first: &mut bool) -> Parsed<bool> {
        match self.peek_after_space()? {
            Some(byte) if byte == closing => {
                self.bump();
                Ok(false)
            }
            Some(b',') if !*is_first => {
                self.bump();
                match self.peek_after_space()? {
                    Some(byte) if byte == closing => Err(Trouble::Syntax("a comma leads to nothing".to_owned())),
                    Some(_) => Ok(true),
                    None => Err(self.cut_off()),
                }
            }
            Some(_) if *is_first => {
                *is_first = false;
                Ok(true)
            }
            Some(byte) => Err(Trouble::Syntax(format!("a comma or {:?} is missing", char::from(closing)) + &found(byte))),
            None => Err(self.cut_off()),
        }
    }

    /// Reads a member's name and its colon; the name is in the scratch buffer.
    fn key(&mut self) -> Parsed<()> {
        if self.peek_after_space()? != Some(b'"') {
            return Err(Trouble::Syntax("a member's name in quotes is missing".to_owned()));
        }
        let mut name = std::mem::take(&mut self.scratch);
        let result = self.string(&mut name);
        self.scratch = name;
        result?;
        if self.peek_after_space()? != Some(b':') {
            return Err(Trouble::Syntax("a colon is missing".to_owned()));
        }
        self.bump();
        Ok(())
    }

    /// Reads a text in quotes into `out`, as much as a cell may hold.
    fn string(&mut self, out: &mut String) -> Parsed<Fit> {
        out.clear();
        self.bump();
        let mut fit = Fit::Whole;
        loop {
            if self.peek()?.is_none() {
                return Err(self.cut_off());
            }
            let piece = self.text.rest();
            let end = memchr2(b'"', b'\\', piece.as_bytes()).unwrap_or(piece.len());
            let plain = &piece[..end];
            if let Some(byte) = plain.bytes().find(|byte| *byte < b' ') {
                return Err(Trouble::Syntax(format!("a text has the control character {byte:#04x} in it")));
            }
            let room = self.limits.cell_bytes.saturating_sub(out.len());
            if plain.len() > room {
                fit = Fit::Cut;
            }
            out.push_str(&plain[..plain.floor_char_boundary(room)]);
            self.advance(end);
            match self.peek()? {
                Some(b'"') => {
                    self.bump();
                    return Ok(fit);
                }
                Some(b'\\') => {
                    self.bump();
                    let c = self.escape()?;
                    if out.len() + c.len_utf8() <= self.limits.cell_bytes {
                        out.push(c);
                    } else {
                        fit = Fit::Cut;
                    }
                }
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let Some(byte) = self.peek()? else { return Err(self.cut_off()) };
        if !byte.is_ascii() {
            return Err(Trouble::Syntax("\\ begins no escape".to_owned()));
        }
        self.bump();
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                if self.peek()? != Some(b'\\') {
                    return Ok(char::REPLACEMENT_CHARACTER);
                }
                self.bump();
                if self.peek()? != Some(b'u') {
                    return Err(Trouble::Syntax("half a surrogate pair".to_owned()));
                }
                self.bump();
                let second = self.hex()?;
                if !(0xdc00..0xe000).contains(&second) {
                    return Ok(char::REPLACEMENT_CHARACTER);
                }
                let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(Trouble::Syntax(format!("\\{} is no escape", char::from(byte)))),
        })
    }

    fn hex(&mut self) -> Parsed<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek()?.and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(Trouble::Syntax("\\u needs four hexadecimal digits".to_owned()));
            };
            code = code * 16 + digit;
            self.bump();
        }
        Ok(code)
    }

    /// Reads a number, true, false or null as the content.
    fn word(&mut self) -> Parsed<Shape> {
        const LONGEST: usize = 64;
        self.content.clear();
        while self.peek()?.is_some() && self.content.len() <= LONGEST {
            let piece = self.text.rest();
            let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
            let len = piece.bytes().take(LONGEST + 1).take_while(is_of_word).count();
            self.content.push_str(&piece[..len]);
            self.advance(len);
            if len == 0 {
                break;
            }
        }
        match self.content.as_str() {
            "" => match self.peek()? {
                Some(byte) => Err(Trouble::Syntax("a value is missing".to_owned() + &found(byte))),
                None => Err(self.cut_off()),
            },
            "true" | "false" => Ok(Shape::Bool),
            "null" => {
                self.content.clear();
                Ok(Shape::Null)
            }
            word if is_number(word) => Ok(Shape::Number),
            word => Err(Trouble::Syntax(format!("{word:?} is no value"))),
        }
    }

    fn cut_off(&self) -> Trouble {
        Trouble::Syntax(if self.is_lines { "the line is cut off" } else { "the file is cut off" }.to_owned())
    }

    fn expect_end(&mut self) -> Parsed<()> {
        match self.peek_after_space()? {
            None => Ok(()),
            Some(byte) => Err(Trouble::Syntax("text follows the end of the document".to_owned() + &found(byte))),
        }
    }

    // -- bytes

    /// The next byte; None at the end of the file, or of the line where lines are documents.
    fn peek(&mut self) -> Parsed<Option<u8>> {
        let byte = self.peek_any()?;
        Ok(if self.is_lines { byte.filter(|byte| *byte != b'\n') } else { byte })
    }

    fn peek_any(&mut self) -> std::io::Result<Option<u8>> {
        if self.text.is_consumed() {
            if self.is_lines {
                self.keep_seen();
                self.line_start = 0;
            }
            if !self.text.fill()? {
                return Ok(None);
            }
        }
        Ok(self.text.next_byte())
    }

    fn peek_after_space(&mut self) -> Parsed<Option<u8>> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.bump(),
                byte => return Ok(byte),
            }
        }
    }

    /// Consumes the ASCII byte that was peeked.
    fn bump(&mut self) {
        if !self.is_lines && self.text.next_byte() == Some(b'\n') {
            self.line += 1;
        }
        self.text.consume(1);
    }

    fn advance(&mut self, n: usize) {
        if !self.is_lines {
            let passed = &self.text.rest()[..n];
            self.line += u64::try_from(memchr::memchr_iter(b'\n', passed.as_bytes()).count()).expect("64 bits");
        }
        self.text.consume(n);
    }

    // -- lines

    /// Moves to the next line that has something in it; false at the end of the file.
    fn next_line(&mut self) -> std::io::Result<bool> {
        while let Some(byte) = self.peek_any()? {
            if !byte.is_ascii_whitespace() {
                return Ok(true);
            }
            self.text.consume(1);
        }
        Ok(false)
    }

    fn begin_line(&mut self) {
        self.seen.clear();
        self.line_start = self.text.position();
    }

    /// Adds what has been read of the line and is still in the buffer to what is to be shown of it.
    fn keep_seen(&mut self) {
        let passed = self.text.passed(self.line_start);
        let room = self.limits.cell_bytes.saturating_sub(self.seen.len());
        self.seen.push_str(&passed[..passed.floor_char_boundary(room)]);
        self.line_start = self.text.position();
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        while self.peek_any()?.is_some() {
            let piece = self.text.rest();
            match memchr(b'\n', piece.as_bytes()) {
                Some(end) => {
                    self.advance(end);
                    return Ok(());
                }
                None => {
                    let n = piece.len();
                    self.advance(n);
                }
            }
        }
        Ok(())
    }
}

fn found(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!(", found {:?}", char::from(byte)) } else { String::new() }
}

/// The grammar of RFC 8259: no leading zero, digits around the point.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (word, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Charset;

    fn records(text: &str, path: &str, is_lines: bool) -> Result<Vec<String>, FileError> {
        let mut found = Vec::new();
        let reader = TextReader::new(text.as_bytes(), Charset::Lenient);
        let mut visit = |record: &Record| {
            let root = record.root().unwrap();
            found.push(match &record.broken {
                Some(message) => format!("{}: {message}", record.text(root)),
                None => {
                    record.children(root).map(|node| format!("{}={}", record.name(node), record.text(node))).collect::<Vec<_>>().join(" ")
                }
            });
            Ok(ControlFlow::Continue(()))
        };
        if is_lines {
            read_lines(reader, &Path::parse(path), &Limits::default(), &mut visit)?;
        } else {
            read(reader, &Path::parse(path), &Limits::default(), &mut visit)?;
        }
        Ok(found)
    }

    #[test]
    fn records_are_found_at_their_path_and_numbers_keep_their_text() {
        let text =
            r#"{"meta": {"n": [1, {}]}, "data": {"orders": [{"id": 1.50, "a": null}, {"id": -2e3, "b": "\u017b\ud83d\ude00"}]}, "z": 0}"#;
        assert_eq!(records(text, "data.orders", false).unwrap(), ["id=1.50 a=", "id=-2e3 b=Ż😀"]);
        assert_eq!(records("[{\"id\":1},[{\"id\":2}]]", "", false).unwrap(), ["id=1", "id=2"]);
        assert!(records(text, "nothing", false).unwrap().is_empty());
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_line() {
        for (text, why) in [
            ("[{\"a\":1},\n]", "(line 2)"),
            ("{\"a\" 1}", "colon"),
            ("{\"a\":01}", "no value"),
            ("{\"a\":\"x", "cut off"),
            ("[1", "cut off"),
            ("{} {}", "follows"),
            ("{\"a\":\"\u{1}\"}", "control character"),
            ("{'a':1}", "in quotes"),
        ] {
            let FileError::Refused(faults) = records(text, "", false).unwrap_err() else { panic!("an IO error") };
            assert!(faults[0].message.contains(why), "{text}: {faults:?}");
        }
        assert!(records(&"[".repeat(100_000), "", false).is_err());
    }

    #[test]
    fn a_broken_line_spares_its_neighbours() {
        let found = records("{\"id\":1}\n{\"id\":\n\n{\"id\":3} x\n{\"id\":4}", "", true).unwrap();
        assert_eq!(found[0], "id=1");
        assert!(found[1].starts_with("{\"id\":: the line is cut off"), "{found:?}");
        assert_eq!(found[2], "id=3");
        assert!(found[3].starts_with("{\"id\":3} x: text follows"), "{found:?}");
        assert_eq!(found[4], "id=4");
    }

    #[test]
    fn json_lines_are_told_from_a_document() {
        let is_lines = |text: &str| is_lines(TextReader::new(text.as_bytes(), Charset::Lenient)).unwrap();
        assert!(is_lines("{\"a\":\"}{\"}\n{\"a\":2}\n"));
        assert!(!is_lines("{\n\"a\":1}"));
        assert!(!is_lines("{\"a\":{\"b\":1}}\n"));
    }
}
