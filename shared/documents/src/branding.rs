//! A store's looks: name, colour, logo, and who stands behind it.

use std::io::Cursor;
use std::sync::Arc;

use domain::address::Party;
use sha2::{Digest, Sha256};

/// How a store's documents look and who issues them. Documents made with one value look the same
/// for ever; a store that changes its looks gets a new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branding {
    /// The store's name as customers know it; stands where there is no logo.
    pub name: String,
    /// Drawn at the top left, at most 60 by 16 mm.
    pub logo: Option<Logo>,
    /// Titles and rules.
    pub colour: Colour,
    /// The company that sells; also the sender on the label.
    pub seller: Party,
    /// The seller's VAT identification.
    pub tax_number: Option<String>,
    /// The seller's number in the company register.
    pub registration_number: Option<String>,
    /// Where to pay, line by line: bank, account, BIC.
    pub bank: Vec<String>,
    /// Anything the store tells every customer: returns, thanks, a web address.
    pub footer: Option<String>,
}

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Default for Colour {
    /// Where a store has no colour of its own.
    fn default() -> Self {
        Self([0x1f, 0x29, 0x37])
    }
}

impl Colour {
    pub(crate) const BLACK: Self = Self([0, 0, 0]);
    pub(crate) const WHITE: Self = Self([255, 255, 255]);

    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// The same colour, darkened as far as white paper needs for text to be read.
    pub(crate) fn readable(self) -> Self {
        let [red, green, blue] = self.0.map(u32::from);
        let brightness = (red * 299 + green * 587 + blue * 114) / 1000;
        if brightness <= 140 {
            return self;
        }
        Self(self.0.map(|part| u8::try_from(u32::from(part) * 140 / brightness).unwrap_or(u8::MAX)))
    }

    /// A light tint for backgrounds.
    pub(crate) fn tint(self) -> Self {
        Self(self.0.map(|part| 255 - (255 - part) / 14))
    }
}

/// A store's logo, read and checked once. Clones share the pixels.
#[derive(Clone)]
pub struct Logo(Arc<Image>);

struct Image {
    width: u16,
    height: u16,
    pixels: Pixels,
    sha256: [u8; 32],
}

pub(crate) enum Pixels {
    /// The file as it is: PDF holds JPEG itself.
    Jpeg { file: Vec<u8>, components: u8 },
    /// Three bytes a pixel, and one for its opacity where the image has any.
    Rgb { colours: Vec<u8>, opacity: Option<Vec<u8>> },
}

/// Why a file is not a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// Neither PNG nor JPEG, or broken.
    #[error("it is not a PNG or JPEG image")]
    Unreadable,
    /// More pixels or bytes than a logo needs.
    #[error("it is larger than {} by {} pixels or {} bytes", Logo::MAX_SIDE, Logo::MAX_SIDE, Logo::MAX_BYTES)]
    TooLarge,
    /// A JPEG for printing presses.
    #[error("it is a CMYK image; save it as RGB")]
    Cmyk,
}

impl Logo {
    /// The longest side in pixels.
    pub const MAX_SIDE: u16 = 1_600;
    /// The largest file.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Reads a PNG or JPEG file.
    pub fn parse(file: &[u8]) -> Result<Self, LogoError> {
        if file.len() > Self::MAX_BYTES {
            return Err(LogoError::TooLarge);
        }
        let (width, height, pixels) = if file.starts_with(b"\x89PNG") { read_png(file)? } else { read_jpeg(file)? };
        Ok(Self(Arc::new(Image { width, height, pixels, sha256: Sha256::digest(file).into() })))
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u16, u16) {
        (self.0.width, self.0.height)
    }

    pub(crate) fn pixels(&self) -> &Pixels {
        &self.0.pixels
    }

    pub(crate) fn sha256(&self) -> &[u8; 32] {
        &self.0.sha256
    }
}

impl PartialEq for Logo {
    fn eq(&self, other: &Self) -> bool {
        self.0.sha256 == other.0.sha256
    }
}

impl Eq for Logo {}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Logo({} x {})", self.0.width, self.0.height)
    }
}

fn checked_side(side: u32) -> Result<u16, LogoError> {
    match u16::try_from(side) {
        Ok(0) => Err(LogoError::Unreadable),
        Ok(side) if side <= Logo::MAX_SIDE => Ok(side),
        _ => Err(LogoError::TooLarge),
    }
}

fn read_png(file: &[u8]) -> Result<(u16, u16, Pixels), LogoError> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| LogoError::Unreadable)?;
    let width = checked_side(reader.info().width)?;
    let height = checked_side(reader.info().height)?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or(LogoError::TooLarge)?];
    let frame = reader.next_frame(&mut bytes).map_err(|_| LogoError::Unreadable)?;
    bytes.truncate(frame.buffer_size());
    let samples = frame.color_type.samples();
    let has_opacity = matches!(frame.color_type, png::ColorType::GrayscaleAlpha | png::ColorType::Rgba);
    let mut colours = Vec::with_capacity(bytes.len() / samples * 3);
    let mut opacity = Vec::new();
    for pixel in bytes.chunks_exact(samples) {
        match pixel {
            [red, green, blue, ..] => colours.extend([red, green, blue]),
            [grey, ..] => colours.extend([grey; 3]),
            [] => {}
        }
        if has_opacity {
            opacity.push(pixel[samples - 1]);
        }
    }
    Ok((width, height, Pixels::Rgb { colours, opacity: has_opacity.then_some(opacity) }))
}

/// Finds the frame header (ITU-T T.81, B.2.2), which says all that PDF wants to know.
fn read_jpeg(file: &[u8]) -> Result<(u16, u16, Pixels), LogoError> {
    let mut rest = file.strip_prefix(b"\xff\xd8").ok_or(LogoError::Unreadable)?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return Err(LogoError::Unreadable) };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(2..2 + length).ok_or(LogoError::Unreadable)?;
        let is_frame = matches!(marker, 0xc0..=0xc2);
        match *segment {
            [_, _, 8, h1, h0, w1, w0, components, ..] if is_frame => {
                let width = checked_side(u32::from(u16::from_be_bytes([w1, w0])))?;
                let height = checked_side(u32::from(u16::from_be_bytes([h1, h0])))?;
                return match components {
                    1 | 3 => Ok((width, height, Pixels::Jpeg { file: file.to_vec(), components })),
                    4 => Err(LogoError::Cmyk),
                    _ => Err(LogoError::Unreadable),
                };
            }
            _ if is_frame || length < 2 => return Err(LogoError::Unreadable),
            _ => rest = &rest[2 + length..],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_colour_is_read_and_darkened_until_it_can_be_read() {
        assert_eq!(Colour::parse("#0b5fff"), Some(Colour([0x0b, 0x5f, 0xff])));
        for bad in ["", "0b5fff", "#0b5ff", "#0b5fgg", "#łó12"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
        assert_eq!(Colour([255, 255, 0]).readable(), Colour([158, 158, 0]));
        assert_eq!(Colour([20, 30, 90]).readable(), Colour([20, 30, 90]));
    }

    #[test]
    fn a_png_keeps_its_transparency() {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 2, 1);
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header().unwrap().write_image_data(&[1, 2, 3, 0, 4, 5, 6, 255]).unwrap();
        let logo = Logo::parse(&file).unwrap();
        assert_eq!(logo.size(), (2, 1));
        assert!(matches!(logo.pixels(), Pixels::Rgb { colours, opacity: Some(opacity) }
            if colours == &[1, 2, 3, 4, 5, 6] && opacity == &[0, 255]));
    }

    #[test]
    fn a_jpeg_says_its_size_in_its_frame_header() {
        let header = |side: u8, components: u8| {
            [b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00", &[side, 0, 7, components, 1][..], b"\x11\x00\xff\xd9"].concat()
        };
        assert_eq!(Logo::parse(&header(5, 3)).unwrap().size(), (7, 5));
        assert_eq!(Logo::parse(&header(5, 4)), Err(LogoError::Cmyk));
        assert_eq!(Logo::parse(&header(0, 3)), Err(LogoError::Unreadable));
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        assert_eq!(Logo::parse(b"GIF89a"), Err(LogoError::Unreadable));
        assert_eq!(Logo::parse(&vec![0; Logo::MAX_BYTES + 1]), Err(LogoError::TooLarge));
    }

    proptest! {
        #[test]
        fn no_file_makes_the_reader_panic(tail in any::<Vec<u8>>(), start in 0..3_usize) {
            let start: &[u8] = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], b"\xff\xd8\xff\xc0", b""][start];
            drop(Logo::parse(&[start, &tail].concat()));
        }
    }
}
