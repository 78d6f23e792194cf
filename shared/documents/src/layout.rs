//! Where everything stands on the paper.

pub(crate) mod invoice;
mod label;
mod party;
pub(crate) mod pick_list;
mod table;

use crate::branding::Colour;
use crate::canvas::{Align, Canvas};
use crate::length::{Length, Rect, mm, tenth_mm, tenth_pt};
use crate::text::{Text, Typesetter, Weight};

/// What is printable: left and right 14 mm.
const LEFT: Length = mm(14);
const WIDTH: Length = mm(182);
const RIGHT: Length = mm(196);

const BODY: Length = tenth_pt(85);
const SMALL: Length = tenth_pt(75);
const CAPTION: Length = tenth_pt(65);
const LEADING: Length = tenth_mm(41);
const SMALL_LEADING: Length = tenth_mm(36);

const INK: Colour = Colour([24, 28, 36]);
const GREY: Colour = Colour([98, 106, 118]);
const HAIRLINE: Colour = Colour([214, 218, 224]);
const HAIR: Length = tenth_pt(5);

/// One line, shortened where it does not fit.
fn line(canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, text: &str, weight: Weight, place: Place, size: Length, colour: Colour) {
    let (text, size) = typesetter.fitted(text, weight, place.width, size, size * 7 / 10);
    place.draw(canvas, &text, size, colour);
}

/// Where a single line goes: a baseline between two edges.
#[derive(Debug, Clone, Copy)]
struct Place {
    left: Length,
    width: Length,
    baseline: Length,
    align: Align,
}

impl Place {
    fn left(left: Length, width: Length, baseline: Length) -> Self {
        Self { left, width, baseline, align: Align::Left }
    }

    fn right(right: Length, width: Length, baseline: Length) -> Self {
        Self { left: right - width, width, baseline, align: Align::Right }
    }

    fn draw(self, canvas: &mut Canvas<'_>, text: &Text, size: Length, colour: Colour) {
        let x = match self.align {
            Align::Left => self.left,
            Align::Centre => self.left + self.width / 2,
            Align::Right => self.left + self.width,
        };
        canvas.text(text, self.align, x, self.baseline, size, colour);
    }
}

/// A band of captions with their values, in equal columns.
fn facts(canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, area: Rect, tint: Colour, facts: &[(&str, String)]) {
    canvas.fill(area, tint);
    let gap = mm(3);
    let columns = i64::try_from(facts.len().max(1)).unwrap_or(i64::MAX);
    let width = (area.width - gap * (columns + 1)) / columns;
    let mut left = area.left + gap;
    for (caption, value) in facts {
        line(canvas, typesetter, caption, Weight::Regular, Place::left(left, width, area.top + tenth_mm(41)), CAPTION, GREY);
        line(canvas, typesetter, value, Weight::Bold, Place::left(left, width, area.top + tenth_mm(87)), tenth_pt(90), INK);
        left += width + gap;
    }
}
