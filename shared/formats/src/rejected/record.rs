//! Rejected records as JSON, JSON Lines and XML.

use std::io::Write;

use domain::imports::profile::FileFormat;

use super::ERRORS;
use super::table::Encoded;
use crate::error::FileError;
use crate::markup::push_escaped;
use crate::record::{Path, Record, Shape, is_named};
use crate::source::Source;

/// The copy of a JSON or JSON Lines file.
pub(super) struct Json<'a, W: Write> {
    out: Encoded<W>,
    path: &'a Path,
    is_lines: bool,
    n_records: u64,
}

impl<'a, W: Write> Json<'a, W> {
    pub(super) fn new(out: W, source: &Source<'_>, path: &'a Path) -> Self {
        Self { out: Encoded::new(out, source), path, is_lines: source.format == FileFormat::JsonLines, n_records: 0 }
    }

    pub(super) fn record(&mut self, record: &Record, errors: &[String]) -> Result<(), FileError> {
        let mut text = String::new();
        if self.is_lines {
            self.push_opening(&mut text);
        } else if self.n_records == 0 {
            self.push_opening(&mut text);
            text.push_str("[\n");
        } else {
            text.push_str(",\n");
        }
        self.n_records += 1;
        text.push('{');
        if let Some(root) = record.root() {
            if record.broken.is_some() {
                text.push_str("\"unreadable\":");
                push_json_text(&mut text, record.text(root));
                text.push(',');
            }
            for child in record.children(root).filter(|child| record.name(*child) != ERRORS) {
                push_json_text(&mut text, record.name(child));
                text.push(':');
                push_json(&mut text, record, child);
                text.push(',');
            }
        }
        push_json_text(&mut text, ERRORS);
        text.push_str(":[");
        for (index, error) in errors.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            push_json_text(&mut text, error);
        }
        text.push_str("]}");
        if self.is_lines {
            self.push_closing(&mut text);
            text.push('\n');
        }
        self.out.write(&text)
    }

    pub(super) fn finish(mut self) -> Result<(), FileError> {
        if !self.is_lines {
            let mut text = String::new();
            if self.n_records == 0 {
                self.push_opening(&mut text);
                text.push('[');
            }
            text.push_str("\n]");
            self.push_closing(&mut text);
            text.push('\n');
            self.out.write(&text)?;
        }
        self.out.finish()
    }

    fn push_opening(&self, text: &mut String) {
        for step in self.path.steps() {
            text.push('{');
            push_json_text(text, step);
            text.push(':');
        }
    }

    fn push_closing(&self, text: &mut String) {
        text.extend(self.path.steps().iter().map(|_| '}'));
    }
}

fn push_json(out: &mut String, record: &Record, node: usize) {
    match record.shape(node) {
        Shape::Null => out.push_str("null"),
        Shape::Number | Shape::Bool => out.push_str(record.text(node)),
        Shape::Text | Shape::TooLong => push_json_text(out, record.text(node)),
        shape @ (Shape::List | Shape::Object) => {
            out.push(if shape == Shape::List { '[' } else { '{' });
            for (index, child) in record.children(node).enumerate() {
                if index > 0 {
                    out.push(',');
                }
                if shape == Shape::Object {
                    push_json_text(out, record.name(child));
                    out.push(':');
                }
                push_json(out, record, child);
            }
            out.push(if shape == Shape::List { ']' } else { '}' });
        }
    }
}

fn push_json_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// The copy of an XML file.
pub(super) struct Xml<'a, W: Write> {
    out: Encoded<W>,
    path: &'a Path,
    encoding: &'static str,
    /// The elements around the records, once one has been written.
    around: Option<Vec<&'a str>>,
}

impl<'a, W: Write> Xml<'a, W> {
    pub(super) fn new(out: W, source: &Source<'_>, path: &'a Path) -> Self {
        Self { out: Encoded::new(out, source), path, encoding: source.charset.name(), around: None }
    }

    pub(super) fn record(&mut self, record: &Record, errors: &[String]) -> Result<(), FileError> {
        let Some(root) = record.root() else { return Ok(()) };
        let mut text = String::new();
        if self.around.is_none() {
            let around = match self.path.steps() {
                [around @ .., _] => around.iter().map(String::as_str).collect(),
                [] if is_named(record.name(root), "order") => vec!["orders"],
                [] => Vec::new(),
            };
            text.push_str(&format!("<?xml version=\"1.0\" encoding=\"{}\"?>\n", self.encoding));
            for name in &around {
                text.push_str(&format!("<{name}>\n"));
            }
            self.around = Some(around);
        }
        push_element(&mut text, record, root, errors);
        text.push('\n');
        self.out.write(&text)
    }

    pub(super) fn finish(mut self) -> Result<(), FileError> {
        let mut text = String::new();
        for name in self.around.take().unwrap_or_default().iter().rev() {
            text.push_str(&format!("</{name}>\n"));
        }
        self.out.write(&text)?;
        self.out.finish()
    }
}

/// Writes an element with what is in it, and the errors last.
fn push_element(out: &mut String, record: &Record, node: usize, errors: &[String]) {
    out.push('<');
    out.push_str(record.name(node));
    for attribute in record.children(node) {
        if let Some(name) = record.name(attribute).strip_prefix('@') {
            out.push_str(&format!(" {name}=\""));
            push_escaped(out, record.text(attribute));
            out.push('"');
        }
    }
    out.push('>');
    push_escaped(out, record.text(node));
    for child in record.children(node) {
        let is_old = node == 0 && record.name(child) == ERRORS;
        if !is_old && !record.name(child).starts_with('@') {
            push_element(out, record, child, &[]);
        }
    }
    if !errors.is_empty() {
        out.push_str("<errors>");
        push_escaped(out, &errors.join("; "));
        out.push_str("</errors>");
    }
    out.push_str(&format!("</{}>", record.name(node)));
}
