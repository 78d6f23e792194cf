//! The only module that knows PDF. [`Canvas`] draws one page with integer lengths measured from the
//! top left; [`file::PdfFile`] writes pages out as they come and the fonts they used at the end.

pub(crate) mod file;
mod operators;
mod typefaces;

use operators::Operators;
pub(crate) use typefaces::Typefaces;

use crate::barcode::Code128;
use crate::branding::Colour;
use crate::fonts::Face;
use crate::length::{Length, Rect, mm, tenth_pt};
use crate::text::Text;

pub(crate) const PAGE: Rect = Rect::new(Length(0), Length(0), mm(210), mm(297));

/// A laser printer's dot, 1/600 inch: bars are whole dots wide, so that all come out alike.
const DOT: Length = Length(120);
const WIDEST_MODULE: i64 = 10;

/// One page being drawn.
///
/// Invariant: nothing is drawn outside of the frame, which is the page or the part of it that
/// [`Canvas::framed`] names. Debug builds, and so all tests, panic where a layout breaks it.
pub(crate) struct Canvas<'a> {
    operators: Operators,
    typefaces: &'a mut Typefaces,
    frame: Rect,
    fill: Option<Colour>,
    font: Option<(Face, Length)>,
}

/// Where a text stands relative to its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

impl<'a> Canvas<'a> {
    /// An empty page; its operators go into `buffer`.
    pub(crate) fn new(typefaces: &'a mut Typefaces, buffer: Vec<u8>) -> Self {
        Self { operators: Operators::new(buffer), typefaces, frame: PAGE, fill: None, font: None }
    }

    /// Draws with a narrower frame.
    pub(crate) fn framed(&mut self, frame: Rect, draw: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.frame, frame);
        draw(self);
        self.frame = outer;
    }

    /// Draws a line of text on its baseline.
    pub(crate) fn text(&mut self, text: &Text, align: Align, x: Length, baseline: Length, size: Length, colour: Colour) {
        if text.0.is_empty() {
            return;
        }
        let width = text.width(size);
        let left = match align {
            Align::Left => x,
            Align::Centre => x - width / 2,
            Align::Right => x - width,
        };
        self.check(Rect::new(left, baseline - size * 9 / 10, width, size * 23 / 20));
        self.set_fill(colour);
        self.operators.begin_text(left, baseline);
        for run in text.0.chunk_by(|a, b| a.face == b.face) {
            let face = run[0].face;
            let is_outlined = run[0].is_bold && face == Face::Chinese;
            if is_outlined {
                self.operators.stroke_colour(colour);
                self.operators.line_width(size / 30);
                self.operators.text_rendering_mode(2);
            }
            if self.font != Some((face, size)) {
                self.operators.font(typefaces::resource(face), size);
                self.font = Some((face, size));
            }
            self.operators.show(run.iter().map(|glyph| self.typefaces.code(glyph)));
            if is_outlined {
                self.operators.text_rendering_mode(0);
            }
        }
        self.operators.end_text();
    }

    pub(crate) fn fill(&mut self, area: Rect, colour: Colour) {
        self.check(area);
        self.set_fill(colour);
        self.operators.rectangle(area);
        self.operators.fill();
    }

    /// A box without filling, its line inside of the area.
    pub(crate) fn outline(&mut self, area: Rect, width: Length, colour: Colour) {
        self.fill(Rect { height: width, ..area }, colour);
        self.fill(Rect { height: width, top: area.bottom() - width, ..area }, colour);
        self.fill(Rect { width, ..area }, colour);
        self.fill(Rect { width, left: area.right() - width, ..area }, colour);
    }

    /// Draws `code` over the full height of `area` and in its middle, with whole printer dots per
    /// module; false where even one dot per module is too wide.
    pub(crate) fn bars(&mut self, code: &Code128, area: Rect) -> bool {
        const QUIET: i64 = 20;
        let module = DOT * (area.width.0 / DOT.0 / (code.modules() + QUIET)).min(WIDEST_MODULE);
        if module.0 == 0 {
            return false;
        }
        self.check(area);
        self.set_fill(Colour::BLACK);
        let mut left = area.left + (area.width - module * code.modules()) / 2;
        let mut is_bar = true;
        for width in code.widths().map(|modules| module * modules) {
            if is_bar {
                self.operators.rectangle(Rect { left, width, ..area });
            }
            is_bar = !is_bar;
            left += width;
        }
        self.operators.fill();
        true
    }

    /// Four short lines around the corners of `area`, just outside of it.
    pub(crate) fn cut_marks(&mut self, area: Rect, colour: Colour) {
        let (gap, long, thin) = (mm(1), mm(4), tenth_pt(3));
        for x in [area.left, area.right()] {
            for y in [area.top - gap - long, area.bottom() + gap] {
                self.fill(Rect::new(x, y, thin, long), colour);
            }
        }
        for y in [area.top, area.bottom()] {
            for x in [area.left - gap - long, area.right() + gap] {
                self.fill(Rect::new(x, y, long, thin), colour);
            }
        }
    }

    /// Draws an image that the file holds under `name` over the area.
    pub(crate) fn image(&mut self, name: &str, area: Rect) {
        self.check(area);
        self.operators.image(name, area);
    }

    /// The page's content stream.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.operators.finish()
    }

    fn set_fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.operators.fill_colour(colour);
            self.fill = Some(colour);
        }
    }

    fn check(&self, area: Rect) {
        debug_assert!(self.frame.contains(area), "{area:?} leaves {:?}", self.frame);
    }
}

#[expect(clippy::disallowed_types, reason = "PDF numbers are f32 in pdf-writer; no money or stock here")]
fn number(value: i64) -> f32 {
    value as f32
}
