//! Order files in XML: records at a path of element names, one in memory at a time.

use std::io::Read;

use domain::imports::fault::FaultCode;

use crate::csv::Step;
use crate::error::FileError;
use crate::limits::Limits;
use crate::markup::{Markup, MarkupError, Token};
use crate::record::{Path, Record, Shape, is_named};
use crate::text::TextReader;

impl From<MarkupError> for FileError {
    fn from(error: MarkupError) -> Self {
        match error {
            MarkupError::Forbidden => Self::refused(
                FaultCode::ForbiddenXml,
                "the file has a document type or an entity definition in it",
                "send XML without <!DOCTYPE …>",
            ),
            MarkupError::Malformed(message) => Self::unreadable(format!("this is not well-formed XML: {message}")),
            MarkupError::Io(error) => error.into(),
        }
    }
}

/// Calls `visit` for every element at `path`, which begins with the root element. An empty path
/// means the canonical place: every `order` in a root called `orders`, else the root itself.
pub(crate) fn read<R: Read>(
    text: TextReader<R>,
    path: &Path,
    limits: &Limits,
    visit: &mut dyn FnMut(&Record) -> Step,
) -> Result<(), FileError> {
    let canonical = Path::parse("orders.order");
    let mut markup = Markup::new(text, limits.depth);
    let mut steps = path.steps();
    let mut record = Record::default();
    // How many of the open elements lie on the path.
    let mut n_matched = 0;
    loop {
        match markup.next()? {
            Token::Start => {
                markup.attributes(|_, _| ())?;
                let depth = markup.depth();
                if depth == 1 && path.steps().is_empty() {
                    let is_canonical = is_named(markup.name(), &canonical.steps()[0]);
                    steps = if is_canonical { canonical.steps() } else { &[] };
                }
                let is_on_path = n_matched + 1 == depth && steps.get(depth - 1).is_none_or(|step| is_named(markup.name(), step));
                if !is_on_path {
                    continue;
                }
                n_matched = depth;
                if depth >= steps.len() {
                    record.restart();
                    read_record(&mut markup, &mut record, limits)?;
                    n_matched -= 1;
                    if visit(&record)?.is_break() {
                        return Ok(());
                    }
                }
            }
            Token::End => n_matched = n_matched.min(markup.depth()),
            Token::Text => {}
            Token::Eof => return Ok(()),
        }
    }
}

/// An element that is not ended yet.
struct Open {
    node: Option<usize>,
    text: String,
    is_too_long: bool,
}

/// Reads the element that has just begun, to its end.
fn read_record<R: Read>(markup: &mut Markup<R>, record: &mut Record, limits: &Limits) -> Result<(), FileError> {
    let mut open: Vec<Open> = Vec::new();
    begin(markup, record, limits, &mut open)?;
    while let Some(element) = open.last_mut() {
        match markup.next()? {
            Token::Start => begin(markup, record, limits, &mut open)?,
            Token::Text => {
                let piece = markup.piece();
                let room = limits.cell_bytes.saturating_sub(element.text.len());
                element.is_too_long |= piece.len() > room;
                element.text.push_str(&piece[..piece.floor_char_boundary(room)]);
            }
            Token::End => {
                if let Some(element) = open.pop() {
                    record.end(element.node);
                    record.give_text(element.node, element.text.trim(), element.is_too_long, limits);
                }
            }
            Token::Eof => break,
        }
    }
    Ok(())
}

fn begin<R: Read>(markup: &Markup<R>, record: &mut Record, limits: &Limits, open: &mut Vec<Open>) -> Result<(), FileError> {
    let node = record.begin(Shape::Object, markup.name(), "", limits);
    let mut name = String::new();
    markup.attributes(|attribute, value| {
        name.clear();
        name.push('@');
        name.push_str(attribute);
        let is_too_long = value.len() > limits.cell_bytes;
        let value = &value[..value.floor_char_boundary(limits.cell_bytes)];
        record.begin(if is_too_long { Shape::TooLong } else { Shape::Text }, &name, value, limits);
    })?;
    open.push(Open { node, text: String::new(), is_too_long: false });
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::text::Charset;

    fn names(text: &str, records: &str, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        let reader = TextReader::new(text.as_bytes(), Charset::Lenient);
        read(reader, &Path::parse(records), &Limits::default(), &mut |record| {
            let mut nodes = Vec::new();
            record.find_all(0, Path::parse(path).steps(), &mut nodes);
            found.extend(nodes.iter().map(|node| record.text(*node).to_owned()));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        found
    }

    #[test]
    fn records_lie_on_the_path_only() {
        let text = "<Env><Order><Id>no</Id></Order><Orders><Order><Id>1</Id><Order><Id>in</Id></Order></Order>\
                    <x:Order n='7'><x:Id> 2 </x:Id></x:Order></Orders><Orders><Order><Id>3</Id></Order></Orders></Env>";
        assert_eq!(names(text, "Env.Orders.Order", "Id"), ["1", "2", "3"]);
        assert_eq!(names(text, "Env.Orders.Order", "@n"), ["7"]);
        assert_eq!(names(text, "Other.Orders.Order", "Id"), [""; 0]);
    }

    #[test]
    fn without_a_path_the_root_is_the_record_or_holds_the_orders() {
        assert_eq!(names("<order><reference>1</reference></order>", "", "reference"), ["1"]);
        assert_eq!(names("<orders><order><reference>1</reference></order><order/></orders>", "", "reference"), ["1"]);
    }
}
