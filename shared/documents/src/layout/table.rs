//! Tables: a header on every page, rows that wrap, and never a cell outside of its column.

use std::borrow::Cow;

use super::{CAPTION, GREY, HAIR, HAIRLINE, INK, LEADING, Place};
use crate::branding::Colour;
use crate::canvas::{Align, Canvas};
use crate::length::{Length, Rect, mm, tenth_mm};
use crate::text::{Text, Typesetter, Weight};

/// Space between columns.
const GUTTER: Length = mm(2);
/// Above the first and below the last line of a row.
const PADDING: Length = tenth_mm(8);
pub(super) const HEADER_HEIGHT: Length = tenth_mm(65);

/// Columns with their places.
pub(super) struct Table {
    columns: Vec<Column>,
    area: (Length, Length),
}

/// One column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) title: &'static str,
    /// Zero for the one column that takes what the others leave.
    pub(super) width: Length,
    pub(super) align: Align,
    left: Length,
}

/// A row that knows its height.
pub(super) struct Row {
    cells: Vec<Cell>,
    pub(super) height: Length,
}

struct Cell {
    lines: Vec<Text>,
    size: Length,
}

/// What a cell shows.
pub(super) enum Content<'a> {
    /// One line that shrinks before it is cut.
    Line(Cow<'a, str>, Weight),
    /// Up to so many lines, the last one cut.
    Wrapped(&'a str, usize),
    /// Lines that are made already.
    Made(Vec<Text>),
    /// An empty square to tick.
    Box,
}

impl<'a> Content<'a> {
    pub(super) fn regular(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Line(text.into(), Weight::Regular)
    }

    pub(super) fn bold(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Line(text.into(), Weight::Bold)
    }
}

impl Column {
    pub(super) const fn new(title: &'static str, width: Length, align: Align) -> Self {
        Self { title, width, align, left: Length(0) }
    }
}

impl Table {
    pub(super) fn new(left: Length, width: Length, mut columns: Vec<Column>) -> Self {
        let gaps = GUTTER * i64::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
        let fixed = columns.iter().fold(gaps, |sum, column| sum + column.width);
        let mut next = left;
        for column in &mut columns {
            if column.width == Length(0) {
                column.width = width - fixed;
            }
            column.left = next;
            next = next + column.width + GUTTER;
        }
        Self { columns, area: (left, width) }
    }

    /// The width of the column at this place.
    pub(super) fn width(&self, column: usize) -> Length {
        self.columns[column].width
    }

    /// Sets a row; `contents` has one entry per column.
    pub(super) fn row(&self, typesetter: &mut Typesetter, size: Length, contents: Vec<Content<'_>>) -> Row {
        let cells: Vec<Cell> = self
            .columns
            .iter()
            .zip(contents)
            .map(|(column, content)| match content {
                Content::Line(text, weight) => {
                    let (text, size) = typesetter.fitted(&text, weight, column.width, size, size * 6 / 10);
                    Cell { lines: vec![text], size }
                }
                Content::Wrapped(text, max_lines) => {
                    Cell { lines: typesetter.set(text, Weight::Regular).wrapped(column.width, size, max_lines), size }
                }
                Content::Made(lines) => Cell { lines, size },
                Content::Box => Cell { lines: Vec::new(), size: Length(0) },
            })
            .collect();
        let lines = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1);
        Row { cells, height: LEADING * i64::try_from(lines).unwrap_or(1) + PADDING * 2 }
    }

    /// Draws the titles; answers where the rows begin.
    pub(super) fn header(&self, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, top: Length, colour: Colour) -> Length {
        for column in &self.columns {
            let (title, size) = typesetter.fitted(column.title, Weight::Bold, column.width, CAPTION, CAPTION * 6 / 10);
            self.place(column, top + tenth_mm(43)).draw(canvas, &title, size, GREY);
        }
        let (left, width) = self.area;
        canvas.fill(Rect::new(left, top + HEADER_HEIGHT - HAIR * 2, width, HAIR * 2), colour);
        top + HEADER_HEIGHT
    }

    /// Draws a row with its rule; answers where the next one begins.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, row: &Row, top: Length) -> Length {
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            let mut baseline = top + PADDING + tenth_mm(30);
            for text in &cell.lines {
                self.place(column, baseline).draw(canvas, text, cell.size, INK);
                baseline += LEADING;
            }
            if cell.size == Length(0) {
                canvas.outline(Rect::new(column.left, top + PADDING + tenth_mm(2), tenth_mm(36), tenth_mm(36)), HAIR, INK);
            }
        }
        let (left, width) = self.area;
        canvas.fill(Rect::new(left, top + row.height - HAIR, width, HAIR), HAIRLINE);
        top + row.height
    }

    fn place(&self, column: &Column, baseline: Length) -> Place {
        Place { left: column.left, width: column.width, baseline, align: column.align }
    }
}
