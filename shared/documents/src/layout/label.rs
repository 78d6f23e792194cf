//! The peel-off shipping label, always at the same place of the first page so that it meets the
//! label of integrated label paper: 100 by 70 mm, 10 mm from the right and bottom edges.

use domain::address::Party;

use super::party::{address_lines, wrapped_into};
use super::{CAPTION, GREY, HAIR, INK, Place, line};
use crate::barcode::{Code128, order_code};
use crate::branding::Colour;
use crate::canvas::{Align, Canvas, PAGE};
use crate::length::{Length, Rect, mm, tenth_mm, tenth_pt};
use crate::sheet::InvoiceSheet;
use crate::text::{Text, Typesetter, Weight};
use crate::words::Words;

pub(super) const AREA: Rect = Rect::new(mm(100), mm(217), mm(100), mm(70));

const BAND: Length = mm(10);
/// Bars and the line that says what they mean.
const CODE_ALONE: (Length, Length) = (mm(13), mm(4));
const CODE_UNDER_TRACKING: (Length, Length) = (mm(6), tenth_mm(35));
const TRACKING_CODE: (Length, Length) = (mm(10), tenth_mm(40));

/// Draws the label with cut marks.
pub(super) fn draw(canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, sheet: &InvoiceSheet) {
    canvas.framed(PAGE, |canvas| canvas.cut_marks(AREA, GREY));
    canvas.framed(AREA.inset(mm(1)), |canvas| {
        let inner = AREA.inset(mm(3));
        let codes = codes(sheet);
        let codes_height = codes.iter().fold(Length(0), |sum, code| sum + code.heights.0 + code.heights.1);
        let middle = inner.band(BAND + mm(1), inner.height - BAND - mm(2) - codes_height);
        band(canvas, typesetter, sheet, inner.band(Length(0), BAND));
        canvas.fill(Rect { height: HAIR * 2, ..middle.band(-mm(1) / 2, HAIR) }, INK);
        consignee(canvas, typesetter, sheet, middle.column(Length(0), mm(62)));
        sender(canvas, typesetter, sheet, middle.column(mm(65), mm(29)));
        canvas.fill(Rect { height: HAIR * 2, ..middle.band(middle.height, HAIR) }, INK);
        let mut top = middle.bottom() + mm(1);
        for code in codes {
            code.draw(canvas, typesetter, inner, top);
            top = top + code.heights.0 + code.heights.1;
        }
    });
}

/// Service and carrier, and the sort code in a box that is read from afar.
fn band(canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, sheet: &InvoiceSheet, area: Rect) {
    let label = &sheet.label;
    let sort_width = if label.sort_code.is_some() { mm(29) } else { Length(0) };
    let width = area.width - sort_width - if label.sort_code.is_some() { mm(3) } else { Length(0) };
    let carrier = label.carrier.as_deref().unwrap_or_default();
    let baseline = area.top + if carrier.is_empty() { tenth_mm(65) } else { tenth_mm(49) };
    line(canvas, typesetter, &label.service, Weight::Bold, Place::left(area.left, width, baseline), tenth_pt(140), INK);
    line(canvas, typesetter, carrier, Weight::Regular, Place::left(area.left, width, area.top + tenth_mm(86)), tenth_pt(80), INK);
    if let Some(sort_code) = &label.sort_code {
        let plate = area.band(Length(0), area.height - mm(1)).column(area.width - sort_width, sort_width);
        canvas.fill(plate, Colour::BLACK);
        let (text, size) = typesetter.fitted(sort_code, Weight::Bold, plate.width - mm(3), tenth_pt(200), tenth_pt(80));
        let centre = Place { align: Align::Centre, ..Place::left(plate.left, plate.width, plate.top + plate.height / 2 + size * 36 / 100) };
        centre.draw(canvas, &text, size, Colour::WHITE);
    }
}

/// The consignee in the largest type that fits; where none does, the end of the long lines is cut,
/// but town, postcode and country always stand.
fn consignee(canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, sheet: &InvoiceSheet, area: Rect) {
    let mut caption = Words::of(sheet.locale).ship_to.to_owned();
    if let Some(phone) = &sheet.consignee.phone {
        caption = format!("{caption} · {}", phone.as_str());
    }
    line(canvas, typesetter, &caption, Weight::Regular, Place::left(area.left, area.width, area.top + tenth_mm(28)), CAPTION, GREY);
    let area = Rect::new(area.left, area.top + tenth_mm(36), area.width, area.height - tenth_mm(40));
    let texts = address(typesetter, &sheet.consignee);
    let (lines, size) = block(texts, area, &[120, 110, 100, 90, 80, 70, 62]);
    let mut baseline = area.top + size * 95 / 100;
    for text in &lines {
        Place::left(area.left, area.width, baseline).draw(canvas, text, size, INK);
        baseline += leading(size);
    }
}

/// Who sends it, and how many parcels there are.
fn sender(canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, sheet: &InvoiceSheet, area: Rect) {
    let words = Words::of(sheet.locale);
    line(canvas, typesetter, words.sender, Weight::Regular, Place::left(area.left, area.width, area.top + tenth_mm(28)), CAPTION, GREY);
    let addresses = Rect::new(area.left, area.top + tenth_mm(36), area.width, area.height - mm(9));
    let texts = address(typesetter, &sheet.branding.seller);
    let (lines, size) = block(texts, addresses, &[65, 60, 55, 50]);
    let mut baseline = addresses.top + size * 95 / 100;
    for text in &lines {
        Place::left(area.left, area.width, baseline).draw(canvas, text, size, INK);
        baseline += leading(size);
    }
    let baseline = area.bottom() - tenth_mm(13);
    line(canvas, typesetter, words.parcels, Weight::Regular, Place::left(area.left, mm(17), baseline), CAPTION, GREY);
    let count = sheet.label.parcels.to_string();
    line(canvas, typesetter, &count, Weight::Bold, Place::right(area.right(), mm(11), baseline), tenth_pt(110), INK);
}

fn address(typesetter: &mut Typesetter, party: &Party) -> Vec<Text> {
    let lines = address_lines(party);
    let last = lines.len() - 1;
    let weight = |at| if at == 0 || at == last { Weight::Bold } else { Weight::Regular };
    lines.iter().enumerate().map(|(at, line)| typesetter.set(line, weight(at))).collect()
}

/// Wraps the lines in the first size (in tenths of a point) in which all fit the area, or cuts them
/// in the last one, so that each keeps at least one line.
fn block(texts: Vec<Text>, area: Rect, sizes: &[i64]) -> (Vec<Text>, Length) {
    let room = |size: Length| usize::try_from((area.height - size / 4).0 / leading(size).0).unwrap_or(0);
    for &size in sizes {
        let size = tenth_pt(size);
        let lines: Vec<Text> = texts.iter().flat_map(|text| text.clone().wrapped(area.width, size, usize::MAX)).collect();
        if lines.len() <= room(size) {
            return (lines, size);
        }
    }
    let size = tenth_pt(sizes.last().copied().unwrap_or(60));
    (wrapped_into(texts, area.width, size, room(size)), size)
}

fn leading(size: Length) -> Length {
    size * 118 / 100
}

/// A bar code with its caption.
struct Code {
    text: String,
    caption: String,
    heights: (Length, Length),
}

/// The tracking number above, where there is one; the order below.
fn codes(sheet: &InvoiceSheet) -> Vec<Code> {
    let words = Words::of(sheet.locale);
    let order = |heights| Code {
        text: order_code(&sheet.reference, sheet.order),
        caption: format!("{} {}", words.order, sheet.reference),
        heights,
    };
    match &sheet.label.tracking {
        None => vec![order(CODE_ALONE)],
        Some(tracking) => vec![
            Code { text: tracking.clone(), caption: format!("{} {tracking}", words.tracking), heights: TRACKING_CODE },
            order(CODE_UNDER_TRACKING),
        ],
    }
}

impl Code {
    fn draw(&self, canvas: &mut Canvas<'_>, typesetter: &mut Typesetter, area: Rect, top: Length) {
        let (bars, caption) = self.heights;
        if let Some(code) = Code128::new(&self.text) {
            canvas.bars(&code, Rect::new(area.left, top, area.width, bars));
        }
        let place = Place::left(area.left, area.width, top + bars + tenth_mm(29).min(caption - tenth_mm(6)));
        let place = Place { align: Align::Centre, ..place };
        line(canvas, typesetter, &self.caption, Weight::Bold, place, tenth_pt(80), INK);
    }
}
