//! One record of a JSON or XML file as a flat list of nodes over one text, which the next record
//! uses again. Bounded: what exceeds the limit is dropped and the record marked.

use std::ops::Range;

use crate::limits::Limits;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// JSON null.
    Null,
    /// JSON text, XML attribute.
    Text,
    /// JSON number, as the file writes it.
    Number,
    /// JSON true or false.
    Bool,
    /// Text beyond the limit of a cell; its start is kept.
    TooLong,
    /// JSON list.
    List,
    /// JSON object, XML element; its text is the element's own.
    Object,
}

/// A value with its name; its children follow it up to `end`.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) shape: Shape,
    name: Range<usize>,
    text: Range<usize>,
    end: usize,
}

/// A record of a file.
#[derive(Debug, Default)]
pub(crate) struct Record {
    text: String,
    nodes: Vec<Node>,
    /// Some of it did not fit.
    pub(crate) is_cut: bool,
    /// What made it unreadable, if it was a JSON line that is not JSON; its root is its text.
    pub(crate) broken: Option<String>,
}

/// Steps from a node to another: names, `@attribute`, list positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

impl Path {
    /// `Order.Lines.Line`; empty steps count for nothing.
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.split('.').map(str::trim).filter(|step| !step.is_empty()).map(str::to_owned).collect())
    }

    pub(crate) fn steps(&self) -> &[String] {
        &self.0
    }
}

impl Record {
    /// Bytes that one node costs beside its texts, for the limit of a record.
    const NODE_BYTES: usize = size_of::<Node>();

    pub(crate) fn restart(&mut self) {
        self.text.clear();
        self.nodes.clear();
        self.is_cut = false;
        self.broken = None;
    }

    /// Whether another node of `bytes` fits; if not, the record is marked as cut.
    fn has_room(&mut self, bytes: usize, limits: &Limits) -> bool {
        let used = self.text.len() + self.nodes.len() * Self::NODE_BYTES;
        if used + bytes + Self::NODE_BYTES > limits.record_bytes {
            self.is_cut = true;
        }
        !self.is_cut
    }

    /// Begins a node; None where the record is full. Its children follow until [`Record::end`].
    pub(crate) fn begin(&mut self, shape: Shape, name: &str, text: &str, limits: &Limits) -> Option<usize> {
        if !self.has_room(name.len() + text.len(), limits) {
            return None;
        }
        let name = self.push_text(name);
        let text = self.push_text(text);
        self.nodes.push(Node { shape, name, text, end: self.nodes.len() + 1 });
        Some(self.nodes.len() - 1)
    }

    /// Ends a node begun before.
    pub(crate) fn end(&mut self, node: Option<usize>) {
        if let Some(node) = node {
            self.nodes[node].end = self.nodes.len();
        }
    }

    /// Gives an element its own text, which is known only after its children.
    pub(crate) fn give_text(&mut self, node: Option<usize>, text: &str, is_too_long: bool, limits: &Limits) {
        let Some(node) = node else { return };
        if !text.is_empty() && self.has_room(text.len(), limits) {
            self.nodes[node].text = self.push_text(text);
            if is_too_long && self.nodes[node].end == self.nodes.len() {
                self.nodes[node].shape = Shape::TooLong;
            }
        }
    }

    fn push_text(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }

    /// The whole record; None where not even its beginning fitted.
    pub(crate) fn root(&self) -> Option<usize> {
        (!self.nodes.is_empty()).then_some(0)
    }

    pub(crate) fn shape(&self, node: usize) -> Shape {
        self.nodes[node].shape
    }

    pub(crate) fn name(&self, node: usize) -> &str {
        &self.text[self.nodes[node].name.clone()]
    }

    pub(crate) fn text(&self, node: usize) -> &str {
        &self.text[self.nodes[node].text.clone()]
    }

    pub(crate) fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        let end = self.nodes[node].end;
        let mut next = node + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.nodes[child].end;
                child
            })
        })
    }

    /// The first node at the path.
    pub(crate) fn find(&self, from: usize, path: &[String]) -> Option<usize> {
        let is_list = self.shape(from) == Shape::List;
        match path {
            [] if is_list => self.children(from).next(),
            [] => Some(from),
            [step, rest @ ..] if is_list => match step.parse::<usize>() {
                Ok(position) => self.children(from).nth(position).and_then(|child| self.find(child, rest)),
                // A list without a position stands for its elements.
                Err(_) => self.children(from).find_map(|child| self.find(child, path)),
            },
            [step, rest @ ..] => {
                self.children(from).filter(|child| is_named(self.name(*child), step)).find_map(|child| self.find(child, rest))
            }
        }
    }

    /// Every node at the path, in the file's order; lists on the way and at its end are opened.
    pub(crate) fn find_all(&self, from: usize, path: &[String], found: &mut Vec<usize>) {
        if self.shape(from) == Shape::List {
            for child in self.children(from) {
                self.find_all(child, path, found);
            }
            return;
        }
        match path {
            [] => found.push(from),
            [step, rest @ ..] => {
                for child in self.children(from).filter(|child| is_named(self.name(*child), step)) {
                    self.find_all(child, rest, found);
                }
            }
        }
    }
}

/// Whether an element or member has the name, with or without its namespace prefix.
pub(crate) fn is_named(name: &str, wanted: &str) -> bool {
    // Most names are ruled out by their length.
    match name.len().checked_sub(wanted.len()) {
        None => false,
        Some(0) => name == wanted,
        Some(n) => name.as_bytes()[n - 1] == b':' && name.ends_with(wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{"id": 1, "lines": [{"sku": "A"}, {"sku": "B"}]}`
    fn record() -> Record {
        let limits = Limits::default();
        let mut record = Record::default();
        let root = record.begin(Shape::Object, "", "", &limits);
        record.begin(Shape::Number, "id", "1", &limits);
        let list = record.begin(Shape::List, "lines", "", &limits);
        for sku in ["A", "B"] {
            let line = record.begin(Shape::Object, "", "", &limits);
            record.begin(Shape::Text, "sku", sku, &limits);
            record.end(line);
        }
        record.end(list);
        record.end(root);
        record
    }

    fn text(path: &str) -> Option<String> {
        let record = record();
        record.find(0, Path::parse(path).steps()).map(|node| record.text(node).to_owned())
    }

    #[test]
    fn a_path_goes_through_lists_and_into_positions() {
        assert_eq!(text("id").as_deref(), Some("1"));
        assert_eq!(text("lines.sku").as_deref(), Some("A"));
        assert_eq!(text("lines.1.sku").as_deref(), Some("B"));
        assert_eq!(text("lines.7.sku"), None);
        let mut found = Vec::new();
        record().find_all(0, Path::parse("lines").steps(), &mut found);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_full_record_is_cut_and_says_so() {
        let limits = Limits { record_bytes: 200, ..Limits::default() };
        let mut record = Record::default();
        assert_eq!(record.begin(Shape::Object, "", "", &limits), Some(0));
        assert_eq!(record.begin(Shape::Text, "note", &"x".repeat(200), &limits), None);
        assert!(record.is_cut);
    }
}
