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
    cells: Vec<(usize, Kind)>,
}

impl Row {
    pub(crate) fn restart(&mut self, number: u64) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
    }

    pub(crate) fn push(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        self.cells.push((self.text.len(), kind));
    }

    /// Adds to the cell that is not closed yet, up to `limit` bytes; false where it is full.
    pub(crate) fn extend_open(&mut self, text: &str, limit: usize) -> bool {
        let open_len = self.text.len() - self.cells.last().map_or(0, |cell| cell.0);
        if open_len + text.len() <= limit {
            self.text.push_str(text);
            return true;
        }
        let room = limit.saturating_sub(open_len);
        self.text.push_str(&text[..text.floor_char_boundary(room)]);
        false
    }

    pub(crate) fn close(&mut self, kind: Kind) {
        self.cells.push((self.text.len(), kind));
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn cell(&self, index: usize) -> Option<(&str, Kind)> {
        let (end, kind) = *self.cells.get(index)?;
        let start = if index == 0 { 0 } else { self.cells[index - 1].0 };
        Some((&self.text[start..end], kind))
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = (&str, Kind)> {
        (0..self.len()).filter_map(|index| self.cell(index))
    }

    /// Whether nothing but white space is in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace) && self.cells.iter().all(|(_, kind)| *kind != Kind::Formula)
    }
}
