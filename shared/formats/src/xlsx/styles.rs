//! Which cell styles make a number a date or a percentage.

use std::collections::HashMap;
use std::io::Read;

use crate::error::FileError;
use crate::markup::{Markup, Token};

/// How a number is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Look {
    #[default]
    Number,
    Date,
    Percent,
}

/// The looks of a workbook's cell formats, by index.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<Look>);

impl Styles {
    pub(super) fn look(&self, index: usize) -> Look {
        self.0.get(index).copied().unwrap_or_default()
    }
}

/// Reads `xl/styles.xml`.
pub(super) fn read<R: Read>(mut markup: Markup<R>) -> Result<Styles, FileError> {
    const MOST: usize = 65_536;
    let mut custom: HashMap<u32, Look> = HashMap::new();
    let mut looks = Vec::new();
    let mut in_cell_formats = false;
    loop {
        match markup.next()? {
            Token::Start => match markup.local_name() {
                "cellXfs" => in_cell_formats = true,
                "numFmt" if custom.len() < MOST => {
                    let (mut id, mut code) = (None, String::new());
                    markup.attributes(|name, value| match name {
                        "numFmtId" => id = value.parse().ok(),
                        "formatCode" => code = value.to_owned(),
                        _ => {}
                    })?;
                    if let Some(id) = id {
                        custom.insert(id, look_of_code(&code));
                    }
                }
                "xf" if in_cell_formats && looks.len() < MOST => {
                    let id = markup.raw_attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    looks.push(custom.get(&id).copied().unwrap_or_else(|| look_of_builtin(id)));
                }
                _ => {}
            },
            Token::End if markup.local_name() == "cellXfs" => in_cell_formats = false,
            Token::End | Token::Text => {}
            Token::Eof => return Ok(Styles(looks)),
        }
    }
}

/// The number formats that need no definition (ECMA-376, part 1, 18.8.30, with the East Asian ones).
fn look_of_builtin(id: u32) -> Look {
    match id {
        9 | 10 => Look::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Look::Date,
        _ => Look::Number,
    }
}

/// A format is a date's where it has a letter of dates outside quotes and brackets.
fn look_of_code(code: &str) -> Look {
    let mut chars = code.chars();
    let mut look = Look::Number;
    while let Some(c) = chars.next() {
        match c {
            '"' => _ = chars.find(|c| *c == '"'),
            '[' => _ = chars.find(|c| *c == ']'),
            '\\' | '_' | '*' => _ = chars.next(),
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return Look::Date,
            // "General" has no letter of dates but is written out in some codes.
            '%' => look = Look::Percent,
            ';' => break,
            _ => {}
        }
    }
    look
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_known_by_their_letters() {
        for (code, look) in [
            ("yyyy-mm-dd h:mm:ss", Look::Date),
            ("[$-409]d\\-mmm;@", Look::Date),
            ("0.00%", Look::Percent),
            ("General", Look::Number),
            ("#,##0.00 \"days\"", Look::Number),
            ("[Red]0", Look::Number),
            ("0;\"d\"", Look::Number),
        ] {
            assert_eq!(look_of_code(code), look, "{code}");
        }
    }
}
