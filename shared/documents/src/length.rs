//! Lengths on paper as integers, so that a layout is the same on every machine.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// A length in thousandths of a point (1/72 inch). Positive y goes down from the top of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Length(pub(crate) i64);

/// Whole millimetres.
pub(crate) const fn mm(millimetres: i64) -> Length {
    tenth_mm(millimetres * 10)
}

/// Tenths of a millimetre.
pub(crate) const fn tenth_mm(tenths: i64) -> Length {
    Length((tenths * 72_000 + 127) / 254)
}

/// Tenths of a point, the usual step of type sizes.
pub(crate) const fn tenth_pt(tenths: i64) -> Length {
    Length(tenths * 100)
}

impl Add for Length {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Length {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Length {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<i64> for Length {
    type Output = Self;
    fn mul(self, factor: i64) -> Self {
        Self(self.0 * factor)
    }
}

impl Div<i64> for Length {
    type Output = Self;
    fn div(self, divisor: i64) -> Self {
        Self(self.0 / divisor)
    }
}

/// A rectangle on the page; `top` is measured from the top edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) left: Length,
    pub(crate) top: Length,
    pub(crate) width: Length,
    pub(crate) height: Length,
}

impl Rect {
    pub(crate) const fn new(left: Length, top: Length, width: Length, height: Length) -> Self {
        Self { left, top, width, height }
    }

    pub(crate) fn right(self) -> Length {
        self.left + self.width
    }

    pub(crate) fn bottom(self) -> Length {
        self.top + self.height
    }

    /// Without a margin of `by` on each side.
    pub(crate) fn inset(self, by: Length) -> Self {
        Self::new(self.left + by, self.top + by, self.width - by * 2, self.height - by * 2)
    }

    /// The part between two distances from the top.
    pub(crate) fn band(self, from: Length, height: Length) -> Self {
        Self::new(self.left, self.top + from, self.width, height)
    }

    /// The part between two distances from the left.
    pub(crate) fn column(self, from: Length, width: Length) -> Self {
        Self::new(self.left + from, self.top, width, self.height)
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right() >= other.right() && self.bottom() >= other.bottom()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a4_is_595_by_842_points() {
        assert_eq!(mm(210), Length(595_276));
        assert_eq!(mm(297), Length(841_890));
    }
}
