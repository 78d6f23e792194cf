//! One file for many sheets, written while it is made.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use crate::canvas::file::PdfFile;
use crate::canvas::{Canvas, Typefaces};
use crate::layout::{invoice::Invoice, pick_list::Plan};
use crate::pick_list::PickList;
use crate::sheet::InvoiceSheet;
use crate::text::{Typesetter, Unset};

/// Writes sheets and pick lists into one PDF, in the order given.
///
/// Each page leaves memory as soon as it is drawn; what stays is eight bytes per object and the set
/// of glyphs used, so a batch of any size takes the same few megabytes. The same calls write the
/// same bytes, on every machine and every day: nothing in the file comes from a clock or a random
/// number, and its id is the hash of its content.
pub struct BatchWriter<W: Write> {
    file: PdfFile<W>,
    typefaces: Typefaces,
    typesetter: Typesetter,
    title: String,
    pages: usize,
    /// The content of the page at work.
    buffer: Vec<u8>,
}

/// What the finished file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Pages of all sheets and lists.
    pub pages: usize,
    /// Length of the file.
    pub bytes: u64,
    /// Hash of the file: equal hash, equal document.
    pub sha256: [u8; 32],
    /// Characters that are not on the paper as they were given, each with the reason.
    pub missing: BTreeMap<char, Unset>,
}

impl<W: Write> BatchWriter<W> {
    /// Begins the file; `title` is what viewers show in their window.
    pub fn new(out: W, title: impl Into<String>) -> io::Result<Self> {
        Ok(Self {
            file: PdfFile::new(out)?,
            typefaces: Typefaces::default(),
            typesetter: Typesetter::default(),
            title: title.into(),
            pages: 0,
            buffer: Vec::new(),
        })
    }

    /// Adds an order's sheet; answers its pages in the file, counted from one.
    pub fn sheet(&mut self, sheet: &InvoiceSheet) -> io::Result<Range<usize>> {
        let logo = sheet.branding.logo.as_ref().map(|logo| self.file.logo(logo)).transpose()?;
        let invoice = Invoice::plan(&mut self.typesetter, sheet);
        self.pages(invoice.pages(), |page, canvas, typesetter| invoice.draw(page, canvas, typesetter, logo.as_deref()))
    }

    /// Adds a pick list; answers its pages in the file, counted from one.
    pub fn pick_list(&mut self, list: &PickList) -> io::Result<Range<usize>> {
        let plan = Plan::new(&mut self.typesetter, list);
        self.pages(plan.pages(), |page, canvas, typesetter| plan.draw(page, canvas, typesetter))
    }

    /// Characters so far that no font of ours has, or that need more than we do for a script.
    pub fn missing_characters(&self) -> &BTreeMap<char, Unset> {
        &self.typesetter.unset
    }

    /// Writes fonts and index, and hands the output back. Without this the file is not a PDF.
    pub fn finish(self) -> io::Result<(W, Summary)> {
        let (out, written) = self.file.finish(&self.typefaces, &self.title)?;
        let summary = Summary { pages: self.pages, bytes: written.bytes, sha256: written.sha256, missing: self.typesetter.unset };
        Ok((out, summary))
    }

    fn pages(&mut self, count: usize, draw: impl Fn(usize, &mut Canvas<'_>, &mut Typesetter)) -> io::Result<Range<usize>> {
        let first = self.pages + 1;
        for page in 0..count {
            let mut canvas = Canvas::new(&mut self.typefaces, std::mem::take(&mut self.buffer));
            draw(page, &mut canvas, &mut self.typesetter);
            self.buffer = canvas.finish();
            self.file.page(&self.buffer)?;
        }
        self.pages += count;
        Ok(first..first + count)
    }
}

/// Cuts a batch into parts of at most `per_part` sheets, as even as they can be, so that no function
/// runs into its time limit and no printer chokes. Answers which sheets go into which file.
pub fn parts(sheets_total: usize, per_part: usize) -> Vec<Range<usize>> {
    let count = sheets_total.div_ceil(per_part.max(1));
    (0..count).map(|part| sheets_total * part / count..sheets_total * (part + 1) / count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_hold_every_sheet_once_and_in_order(total in 0..20_000_usize, per_part in 0..2_000_usize) {
            let parts = parts(total, per_part);
            prop_assert_eq!(parts.iter().cloned().flatten().collect::<Vec<_>>(), (0..total).collect::<Vec<_>>());
            prop_assert!(parts.iter().all(|part| !part.is_empty() && part.len() <= per_part.max(1)));
        }
    }
}
