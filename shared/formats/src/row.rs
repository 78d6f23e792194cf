//! One row as a file has it: texts side by side in one buffer, which the next row uses again.

/// What a cell is, beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, to be understood by the profile.
    Text,
    /// A number with a decimal point, as XLSX and JSON write it.
    Number,
    /// A number of XLSX that is shown as a percentage: 0.2 for 20%.
    Percent,
    /// A date cell of XLSX: `2011-12-01T08:26:00`, in the profile's zone.
    Date,
    /// A formula of XLSX, or the error that one left; the text is the formula with its `=`.
    Formula,
    /// Longer than a cell may be; the text is its start.
    TooLong,
    /// A JSON list or object, or an XML element with children, where a value is expected.
    Nested,
}

/// A row of a file.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// Counted from 1, the header and empty rows included.
    pub(crate) number: u64,
    text: String,
    /// Where the cells lie in the text. Between them may be delimiters and quotes.
    cells: Vec<(usize, usize, Kind)>,
    /// Where the cell begins that is not closed yet.
    open: usize,
}

impl Row {
    pub(crate) fn restart(&mut self, number: u64) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
        self.open = 0;
    }

    pub(crate) fn push(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        self.close(kind);
    }

    /// Marks a part of the text of the whole row, which follows by [`Row::fill`], as a cell.
    pub(crate) fn mark(&mut self, start: usize, end: usize) {
        self.cells.push((start, end, Kind::Text));
    }

    /// Forgets the marked cells.
    pub(crate) fn unmark(&mut self) {
        self.cells.clear();
    }

    /// The text that the cells were marked in.
    pub(crate) fn fill(&mut self, text: &str) {
        self.text.push_str(text);
        self.open = self.text.len();
    }

    /// Adds to the cell that is not closed yet, up to `limit` bytes; false where it is full.
    pub(crate) fn extend_open(&mut self, text: &str, limit: usize) -> bool {
        let open_len = self.text.len() - self.open;
        if open_len + text.len() <= limit {
            self.text.push_str(text);
            return true;
        }
        let room = limit.saturating_sub(open_len);
        self.text.push_str(&text[..text.floor_char_boundary(room)]);
        false
    }

    pub(crate) fn close(&mut self, kind: Kind) {
        self.cells.push((self.open, self.text.len(), kind));
        self.open = self.text.len();
    }

    /// Whether nothing of it has been read yet.
    pub(crate) fn is_new(&self) -> bool {
        self.cells.is_empty() && self.text.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn cell(&self, index: usize) -> Option<(&str, Kind)> {
        let (start, end, kind) = *self.cells.get(index)?;
        Some((&self.text[start..end], kind))
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = (&str, Kind)> {
        (0..self.len()).filter_map(|index| self.cell(index))
    }

    /// Whether nothing but white space is in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells().all(|(text, kind)| kind != Kind::Formula && text.chars().all(char::is_whitespace))
    }
}
