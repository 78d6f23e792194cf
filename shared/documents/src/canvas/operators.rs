//! The content stream of a page, operator by operator (ISO 32000-1, annex A). Numbers are written
//! from integers, and text as bytes: half the length, and so twice the speed of compressing, of a
//! stream of printed floats and hexadecimal strings.

use crate::branding::Colour;
use crate::length::{Length, Rect};

use super::PAGE;

/// Operators in the order of drawing. Lengths come measured from the top and leave measured from
/// the bottom, as PDF wants them.
pub(super) struct Operators(Vec<u8>);

impl Operators {
    /// Writes into `buffer`, which is emptied first.
    pub(super) fn new(mut buffer: Vec<u8>) -> Self {
        buffer.clear();
        Self(buffer)
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn fill_colour(&mut self, colour: Colour) {
        self.colour(colour).operator(b"rg");
    }

    pub(super) fn stroke_colour(&mut self, colour: Colour) {
        self.colour(colour).operator(b"RG");
    }

    pub(super) fn line_width(&mut self, width: Length) {
        self.length(width).operator(b"w");
    }

    pub(super) fn rectangle(&mut self, area: Rect) {
        self.length(area.left).length(PAGE.height - area.bottom()).length(area.width).length(area.height).operator(b"re");
    }

    pub(super) fn fill(&mut self) {
        self.operator(b"f");
    }

    pub(super) fn begin_text(&mut self, left: Length, baseline: Length) {
        self.operator(b"BT").length(left).length(PAGE.height - baseline).operator(b"Td");
    }

    pub(super) fn end_text(&mut self) {
        self.operator(b"ET");
    }

    pub(super) fn font(&mut self, name: &str, size: Length) {
        self.name(name).length(size).operator(b"Tf");
    }

    /// 0 fills letters, 2 fills and outlines them.
    pub(super) fn text_rendering_mode(&mut self, mode: u8) {
        self.0.push(b'0' + mode);
        self.0.push(b' ');
        self.operator(b"Tr");
    }

    pub(super) fn show(&mut self, codes: impl Iterator<Item = u16>) {
        self.0.push(b'(');
        for code in codes {
            for byte in code.to_be_bytes() {
                match byte {
                    b'\r' => self.0.extend_from_slice(b"\\r"),
                    b'(' | b')' | b'\\' => self.0.extend_from_slice(&[b'\\', byte]),
                    _ => self.0.push(byte),
                }
            }
        }
        self.0.push(b')');
        self.operator(b"Tj");
    }

    pub(super) fn image(&mut self, name: &str, area: Rect) {
        let zero = Length(0);
        self.operator(b"q").length(area.width).length(zero).length(zero).length(area.height);
        self.length(area.left).length(PAGE.height - area.bottom()).operator(b"cm");
        self.name(name).operator(b"Do").operator(b"Q");
    }

    fn operator(&mut self, operator: &[u8]) -> &mut Self {
        self.0.extend_from_slice(operator);
        self.0.push(b'\n');
        self
    }

    fn name(&mut self, name: &str) -> &mut Self {
        self.0.push(b'/');
        self.0.extend_from_slice(name.as_bytes());
        self.0.push(b' ');
        self
    }

    fn colour(&mut self, colour: Colour) -> &mut Self {
        for part in colour.0 {
            self.length(Length(i64::from(part) * 1000 / 255));
        }
        self
    }

    /// A number in thousandths, without zeros that say nothing.
    fn length(&mut self, length: Length) -> &mut Self {
        if length.0 < 0 {
            self.0.push(b'-');
        }
        let size = length.0.unsigned_abs();
        self.0.extend_from_slice(itoa::Buffer::new().format(size / 1000).as_bytes());
        let mut rest = size % 1000;
        if rest > 0 {
            self.0.push(b'.');
        }
        while rest > 0 {
            self.0.push(b"0123456789"[(rest / 100) as usize]);
            rest = rest % 100 * 10;
        }
        self.0.push(b' ');
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length::mm;

    fn written(draw: impl FnOnce(&mut Operators)) -> String {
        let mut operators = Operators::new(Vec::new());
        draw(&mut operators);
        String::from_utf8(operators.finish()).unwrap()
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        for (thousandths, text) in [(0, "0 "), (12_000, "12 "), (-1_500, "-1.5 "), (50, "0.05 "), (-7, "-0.007 "), (841_890, "841.89 ")] {
            assert_eq!(
                written(|operators| {
                    operators.length(Length(thousandths));
                }),
                text
            );
        }
    }

    #[test]
    fn a_rectangle_stands_on_its_lower_left_corner() {
        let text = written(|operators| operators.rectangle(Rect::new(mm(0), mm(0), mm(210), mm(297))));
        assert_eq!(text, "0 0 595.276 841.89 re\n");
    }

    #[test]
    fn bytes_that_end_a_string_are_escaped() {
        assert_eq!(written(|operators| operators.show([0x2829, 0x5c0d, 0x0041].into_iter())), "(\\(\\)\\\\\\r\0A)Tj\n");
    }
}
