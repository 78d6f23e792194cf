//! A sheet's rows, as a stream.

use std::io::Read;

use super::strings::SharedStrings;
use super::styles::{Look, Styles};
use crate::csv::Step;
use crate::error::FileError;
use crate::limits::Limits;
use crate::mapping::dates::local_of_serial;
use crate::markup::{Markup, Token};
use crate::row::{Kind, Row};

/// What a cell's `t` attribute says its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Text,
    Shared,
    Bool,
    Date,
    Error,
}

/// The element whose text is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Value,
    Formula,
    Phonetic,
}

/// A cell as far as it has been read.
struct CellState {
    column: usize,
    kind: Type,
    style: usize,
    text: String,
    formula: String,
    has_formula: bool,
    is_too_long: bool,
}

/// Calls `visit` for every row that has cells.
pub(super) fn read<R: Read>(
    mut markup: Markup<R>,
    mut strings: SharedStrings,
    styles: &Styles,
    is_1904: bool,
    limits: &Limits,
    visit: &mut dyn FnMut(&Row) -> Step,
) -> Result<(), FileError> {
    let mut row = Row::default();
    let mut shared = String::new();
    let mut within = Within::Nothing;
    let mut in_data = false;
    let mut cell = CellState {
        column: 0,
        kind: Type::Number,
        style: 0,
        text: String::new(),
        formula: String::new(),
        has_formula: false,
        is_too_long: false,
    };
    loop {
        match markup.next()? {
            Token::Start => match markup.local_name() {
                "sheetData" => in_data = true,
                _ if !in_data => {}
                "row" => {
                    let number = markup.raw_attribute("r").and_then(|r| r.parse().ok()).unwrap_or(row.number + 1);
                    if number <= row.number {
                        return Err(FileError::unreadable(format!("row {number} of the sheet stands behind row {}", row.number)));
                    }
                    row.restart(number);
                }
                "c" => begin(&mut cell, &markup, &row)?,
                "v" => within = Within::Value,
                "t" if within != Within::Phonetic => within = Within::Value,
                "f" => {
                    cell.has_formula = true;
                    within = Within::Formula;
                }
                "rPh" => within = Within::Phonetic,
                _ => {}
            },
            Token::Text => {
                let text = match within {
                    Within::Value => &mut cell.text,
                    Within::Formula => &mut cell.formula,
                    Within::Nothing | Within::Phonetic => continue,
                };
                let piece = markup.piece();
                let room = limits.cell_bytes.saturating_sub(text.len());
                cell.is_too_long |= piece.len() > room;
                text.push_str(&piece[..piece.floor_char_boundary(room)]);
            }
            Token::End => match markup.local_name() {
                "row" if in_data && visit(&row)?.is_break() => return Ok(()),
                "sheetData" => return Ok(()),
                "c" if in_data => {
                    within = Within::Nothing;
                    push(&mut row, &cell, &mut strings, &mut shared, styles, is_1904, limits)?;
                }
                "t" if within == Within::Phonetic => {}
                "v" | "t" | "f" | "rPh" => within = Within::Nothing,
                _ => {}
            },
            Token::Eof => return Ok(()),
        }
    }
}

/// Takes over a cell's tag.
fn begin<R: Read>(cell: &mut CellState, markup: &Markup<R>, row: &Row) -> Result<(), FileError> {
    cell.column = row.len();
    cell.kind = Type::Number;
    cell.style = 0;
    cell.text.clear();
    cell.formula.clear();
    cell.has_formula = false;
    cell.is_too_long = false;
    for (name, value) in markup.raw_attributes() {
        match name {
            "r" => cell.column = column_of(value).unwrap_or(cell.column),
            "s" => cell.style = value.parse().unwrap_or(0),
            "t" => {
                cell.kind = match value {
                    "n" => Type::Number,
                    "s" => Type::Shared,
                    "b" => Type::Bool,
                    "d" => Type::Date,
                    "e" => Type::Error,
                    _ => Type::Text,
                };
            }
            _ => {}
        }
    }
    if cell.column < row.len() {
        return Err(FileError::unreadable(format!("row {} of the sheet has its cells in disorder", row.number)));
    }
    Ok(())
}

/// Adds the cell to the row, behind the empty cells before it.
fn push(
    row: &mut Row,
    cell: &CellState,
    strings: &mut SharedStrings,
    shared: &mut String,
    styles: &Styles,
    is_1904: bool,
    limits: &Limits,
) -> Result<(), FileError> {
    if cell.text.is_empty() && !cell.has_formula {
        return Ok(());
    }
    if cell.column >= limits.columns {
        return Err(FileError::unreadable(format!("row {} has more than {} columns", row.number, limits.columns)));
    }
    while row.len() < cell.column {
        row.push("", Kind::Text);
    }
    let text = cell.text.trim_ascii();
    if cell.has_formula {
        row.push(&format!("={}", cell.formula), Kind::Formula);
    } else if cell.is_too_long {
        row.push(&cell.text, Kind::TooLong);
    } else {
        match cell.kind {
            Type::Text => row.push(&cell.text, Kind::Text),
            Type::Error => row.push(text, Kind::Formula),
            Type::Bool => row.push(if text == "1" { "true" } else { "false" }, Kind::Text),
            Type::Date => row.push(text.trim_end_matches('Z'), Kind::Date),
            Type::Shared => {
                let is_whole = match text.parse() {
                    Ok(index) => strings.get(index, shared)?,
                    Err(_) => None,
                };
                match is_whole {
                    Some(is_whole) => row.push(shared, if is_whole { Kind::Text } else { Kind::TooLong }),
                    None => return Err(FileError::unreadable(format!("row {} uses a text that the workbook does not have", row.number))),
                }
            }
            Type::Number => match styles.look(cell.style) {
                Look::Number => row.push(text, Kind::Number),
                Look::Percent => row.push(text, Kind::Percent),
                Look::Date => {
                    let exact =
                        if text.contains(['e', 'E']) { rust_decimal::Decimal::from_scientific(text).ok() } else { text.parse().ok() };
                    match exact.and_then(|days| local_of_serial(days, is_1904)) {
                        Some(local) => row.push(&local.to_string(), Kind::Date),
                        None => row.push(text, Kind::Number),
                    }
                }
            },
        }
    }
    Ok(())
}

/// The column of a reference such as `AB12`, counted from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.take(8).fold(0_usize, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A' + 1));
    column.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_letters() {
        assert_eq!(["A1", "Z9", "AA3", "XFD1048576", "7"].map(column_of), [Some(0), Some(25), Some(26), Some(16_383), None]);
    }
}
