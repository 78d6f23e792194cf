//! Which glyphs of which face a file uses, and the embedding of just those.

use std::io::{self, Write};

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Name, Ref, Str};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::file::PdfFile;
use super::number;
use crate::fonts::Face;
use crate::text::Glyph;

const ADOBE_IDENTITY: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Glyphs get their codes in the order of first use, so pages can be written before the font is.
#[derive(Default)]
pub(crate) struct Typefaces {
    used: [Used; Face::ALL.len()],
}

#[derive(Default)]
struct Used {
    /// Code by glyph, 0 where the glyph was not used yet.
    codes: Vec<u16>,
    /// Glyphs by code, code 1 first.
    glyphs: Vec<Glyph>,
}

/// The name under which pages refer to a face.
pub(super) const fn resource(face: Face) -> &'static str {
    match face {
        Face::Regular => "R",
        Face::Bold => "B",
        Face::Chinese => "C",
    }
}

impl Typefaces {
    /// The code of a glyph in this file.
    pub(super) fn code(&mut self, glyph: &Glyph) -> u16 {
        let used = &mut self.used[glyph.face as usize];
        let at = usize::from(glyph.id);
        if used.codes.len() <= at {
            used.codes.resize(at + 1, 0);
        }
        if used.codes[at] == 0 {
            used.glyphs.push(*glyph);
            used.codes[at] = u16::try_from(used.glyphs.len()).expect("a face has fewer than 65,536 glyphs");
        }
        used.codes[at]
    }

    /// Writes the used part of each used face; answers the names and places of their fonts.
    pub(super) fn embed<W: Write>(&self, file: &mut PdfFile<W>) -> io::Result<Vec<(&'static str, Ref)>> {
        let mut fonts = Vec::new();
        for (face, used) in Face::ALL.into_iter().zip(&self.used).filter(|(_, used)| !used.glyphs.is_empty()) {
            fonts.push((resource(face), embed(face, used, file)?));
        }
        Ok(fonts)
    }
}

fn embed<W: Write>(face: Face, used: &Used, file: &mut PdfFile<W>) -> io::Result<Ref> {
    let data = face.data();
    let ids: Vec<u16> = used.glyphs.iter().map(|glyph| glyph.id).collect();
    let subset = subsetter::subset(&data.file, 0, &GlyphRemapper::new_from_glyphs(&ids))
        .expect("a bundled font can be cut down to some of its glyphs");
    let name = format!("{}+{}", tag(&subset), face.name());
    let [font, cid_font, descriptor, font_file, to_unicode] = std::array::from_fn(|_| file.reserve());

    file.stream(font_file, &subset, |_| {})?;
    let mut cmap = UnicodeCmap::new(Name(b"Codes"), ADOBE_IDENTITY);
    for (code, glyph) in (1_u16..).zip(&used.glyphs) {
        cmap.pair(code, glyph.character);
    }
    file.stream(to_unicode, cmap.finish().as_slice(), |_| {})?;
    file.object(|chunk| {
        chunk
            .type0_font(font)
            .base_font(Name(name.as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid_font)
            .to_unicode(to_unicode);
    })?;
    file.object(|chunk| {
        let mut cid = chunk.cid_font(cid_font);
        cid.subtype(CidFontType::Type2)
            .base_font(Name(name.as_bytes()))
            .system_info(ADOBE_IDENTITY)
            .font_descriptor(descriptor)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        cid.widths().consecutive(1, ids.iter().map(|&id| number(i64::from(data.advance(id)))));
    })?;
    file.object(|chunk| {
        let [left, bottom, right, top] = data.bounds.map(number);
        chunk
            .font_descriptor(descriptor)
            .name(Name(name.as_bytes()))
            .flags(FontFlags::SYMBOLIC)
            .bbox(pdf_writer::Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(number(data.ascent))
            .descent(number(data.descent))
            .cap_height(number(data.cap_height))
            .stem_v(if face == Face::Bold { 140.0 } else { 80.0 })
            .font_file2(font_file);
    })?;
    Ok(font)
}

/// Six letters that differ for different subsets, as PDF wants before a subset's name.
fn tag(subset: &[u8]) -> String {
    Sha256::digest(subset).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
