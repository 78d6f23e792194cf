//! The bundled typefaces. Two small Latin faces serve almost every sheet; the Chinese face stays
//! compressed in the binary, untouched, until the first character needs it.

use std::borrow::Cow;
use std::io::Read;
use std::sync::OnceLock;

use flate2::read::ZlibDecoder;

/// One of the bundled faces, in the order in which a text looks for its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Face {
    /// Noto Sans: Latin, Greek, Cyrillic, punctuation, currency signs.
    Regular,
    /// Noto Sans Bold, the same characters.
    Bold,
    /// Droid Sans Fallback: Chinese and kana; bold is drawn with an outline.
    Chinese,
}

impl Face {
    pub(crate) const ALL: [Self; 3] = [Self::Regular, Self::Bold, Self::Chinese];

    pub(crate) fn data(self) -> &'static FaceData {
        static FACES: [OnceLock<FaceData>; 3] = [const { OnceLock::new() }; 3];
        FACES[self as usize].get_or_init(|| match self {
            Self::Regular => FaceData::read(include_bytes!("../fonts/NotoSans-Regular.ttf").into()),
            Self::Bold => FaceData::read(include_bytes!("../fonts/NotoSans-Bold.ttf").into()),
            Self::Chinese => {
                let mut file = Vec::new();
                ZlibDecoder::new(&include_bytes!("../fonts/DroidSansFallback.ttf.zlib")[..])
                    .read_to_end(&mut file)
                    .expect("the bundled font was compressed by make.py");
                FaceData::read(file.into())
            }
        })
    }

    /// The name that the PDF gives it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Regular => "NotoSans-Regular",
            Self::Bold => "NotoSans-Bold",
            Self::Chinese => "DroidSansFallback",
        }
    }
}

/// A face with what setting and embedding ask of it. Measures are in thousandths of the type size.
pub(crate) struct FaceData {
    pub(crate) file: Cow<'static, [u8]>,
    /// Glyph by code point of the basic plane; 0 is "none".
    glyphs: Vec<u16>,
    advances: Vec<u16>,
    pub(crate) ascent: i64,
    pub(crate) descent: i64,
    pub(crate) cap_height: i64,
    /// Left, bottom, right, top.
    pub(crate) bounds: [i64; 4],
}

impl FaceData {
    fn read(file: Cow<'static, [u8]>) -> Self {
        let face = ttf_parser::Face::parse(&file, 0).expect("a bundled font is a font");
        let per_mille = |units: i16| i64::from(units) * 1000 / i64::from(face.units_per_em());
        let mut glyphs = vec![0; 0x1_0000];
        for subtable in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(|subtable| subtable.is_unicode()) {
            subtable.codepoints(|code| {
                if let (Some(slot), Some(glyph)) = (glyphs.get_mut(code as usize), subtable.glyph_index(code)) {
                    *slot = glyph.0;
                }
            });
        }
        let advances = (0..face.number_of_glyphs())
            .map(|glyph| {
                let units = u32::from(face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0));
                u16::try_from(units * 1000 / u32::from(face.units_per_em())).expect("no bundled glyph is 65 ems wide")
            })
            .collect();
        let bounds = face.global_bounding_box();
        Self {
            glyphs,
            advances,
            ascent: per_mille(face.ascender()),
            descent: per_mille(face.descender()),
            cap_height: per_mille(face.capital_height().unwrap_or(face.ascender())),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(per_mille),
            file,
        }
    }

    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        self.glyphs.get(character as usize).copied().filter(|&glyph| glyph != 0)
    }

    pub(crate) fn advance(&self, glyph: u16) -> u16 {
        self.advances[usize::from(glyph)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_cover_the_names_of_our_clients() {
        for face in [Face::Regular, Face::Bold] {
            for character in "ĄĆĘŁŃÓŚŹŻąćęłńóśźż ẤẶỘƯỢỹđ₫ €£zł ΑΩ ЖЇ “”–…\u{fffd}".chars() {
                assert!(face.data().glyph(character).is_some(), "{character} in {face:?}");
            }
            assert_eq!(face.data().glyph('王'), None);
        }
        for character in "王小明北京市朝阳区䶮㙍，。（）￥「カタ".chars() {
            assert!(Face::Chinese.data().glyph(character).is_some(), "{character}");
        }
    }

    #[test]
    fn figures_share_one_width_so_that_columns_align() {
        for face in [Face::Regular, Face::Bold].map(Face::data) {
            let width = |digit| face.advance(face.glyph(digit).unwrap());
            assert!(('0'..='9').all(|digit| width(digit) == width('0')));
        }
    }
}
