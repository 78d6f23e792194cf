//! Text as glyphs: choosing the face per character, measuring, shrinking, shortening and wrapping.
//!
//! Characters are set one after the other, left to right, without kerning. Scripts that need more
//! than that (Arabic, Hebrew, Indic, Thai, …) are out of scope: they become replacement marks and
//! are reported, never garbled silently.

use std::collections::BTreeMap;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::fonts::Face;
use crate::length::Length;

/// Why a character is not on the paper as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unset {
    /// None of our fonts has it; a replacement mark stands in its place.
    NoGlyph,
    /// Its script runs right to left or joins its letters, which we do not set.
    ComplexScript,
}

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// Turns strings into glyphs and remembers what it could not set.
#[derive(Default)]
pub(crate) struct Typesetter {
    pub(crate) unset: BTreeMap<char, Unset>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) face: Face,
    pub(crate) id: u16,
    /// In thousandths of the type size.
    advance: u16,
    /// What a reader copies out of the document.
    pub(crate) character: char,
    pub(crate) is_bold: bool,
}

/// A line of glyphs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) Vec<Glyph>);

impl Typesetter {
    /// One line; line breaks, tabs and other controls become spaces.
    pub(crate) fn set(&mut self, text: &str, weight: Weight) -> Text {
        let mut glyphs = Vec::with_capacity(text.len());
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            glyphs.extend(text.chars().filter_map(|character| self.glyph(character, weight)));
        } else {
            glyphs.extend(text.nfc().filter_map(|character| self.glyph(character, weight)));
        }
        Text(glyphs)
    }

    /// Each line of `text` wrapped to `width`.
    pub(crate) fn paragraphs(&mut self, text: &str, weight: Weight, width: Length, size: Length) -> Vec<Text> {
        text.lines().flat_map(|line| self.set(line.trim_end(), weight).wrapped(width, size, usize::MAX)).collect()
    }

    /// One line in a size of at most `size` and at least `smallest` that fits `width`, shortened
    /// where even the smallest is too wide.
    pub(crate) fn fitted(&mut self, text: &str, weight: Weight, width: Length, size: Length, smallest: Length) -> (Text, Length) {
        let text = self.set(text, weight);
        let natural = text.width(size);
        if natural <= width {
            return (text, size);
        }
        let size = Length(size.0 * width.0 / natural.0 / 100 * 100).max(smallest);
        (text.shortened(width, size), size)
    }

    fn glyph(&mut self, character: char, weight: Weight) -> Option<Glyph> {
        let is_bold = weight == Weight::Bold;
        let latin = if is_bold { Face::Bold } else { Face::Regular };
        let character = match character {
            '\t' | '\n' | '\r' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
            other if is_invisible(other) => return None,
            other => other,
        };
        let mut faces = [latin, Face::Chinese].into_iter().filter(|&face| face != Face::Chinese || is_east_asian(character));
        let found = faces.find_map(|face| face.data().glyph(character).map(|id| (face, id, character)));
        if is_complex(character) {
            self.unset.insert(character, Unset::ComplexScript);
        } else if found.is_none() {
            self.unset.insert(character, Unset::NoGlyph);
        }
        let (face, id, character) = found.unwrap_or_else(|| {
            let replacement = char::REPLACEMENT_CHARACTER;
            (latin, latin.data().glyph(replacement).expect("make.py keeps it"), replacement)
        });
        Some(Glyph { face, id, advance: face.data().advance(id), character, is_bold })
    }
}

impl Text {
    /// Width in `size`, rounded up.
    pub(crate) fn width(&self, size: Length) -> Length {
        width_of(&self.0, size)
    }

    /// As much of the text as fits, with an ellipsis where it does not fit as a whole.
    pub(crate) fn shortened(mut self, width: Length, size: Length) -> Self {
        if self.width(size) <= width {
            return self;
        }
        let Some(last) = self.0.last().copied() else { return self };
        let face = if last.is_bold { Face::Bold } else { Face::Regular };
        let id = face.data().glyph('…').expect("make.py keeps it");
        let ellipsis = Glyph { face, id, advance: face.data().advance(id), character: '…', ..last };
        let room = width - width_of(&[ellipsis], size);
        let mut used = 0;
        let fits = self.0.iter().take_while(|glyph| {
            used += i64::from(glyph.advance);
            scaled(used, size) <= room
        });
        let kept = fits.count();
        self.0.truncate(kept);
        while self.0.last().is_some_and(|glyph| glyph.character == ' ') {
            self.0.pop();
        }
        self.0.push(ellipsis);
        self
    }

    /// Lines of at most `width`, broken at spaces, between Chinese characters, else at hyphens, and
    /// inside a word only where the word alone is too wide. What exceeds `max_lines` is cut with
    /// an ellipsis.
    pub(crate) fn wrapped(self, width: Length, size: Length, max_lines: usize) -> Vec<Self> {
        if self.width(size) <= width {
            return vec![self];
        }
        let glyphs = &self.0;
        let mut lines = Vec::new();
        let mut start = 0;
        while start < glyphs.len() {
            if lines.len() + 1 == max_lines {
                lines.push(Self(glyphs[start..].to_vec()).shortened(width, size));
                break;
            }
            let end = line_end(glyphs, start, width, size);
            let mut line = glyphs[start..end].to_vec();
            while line.len() > 1 && line.last().is_some_and(|glyph| glyph.character == ' ') {
                line.pop();
            }
            lines.push(Self(line));
            start = end;
            while glyphs.get(start).is_some_and(|glyph| glyph.character == ' ') {
                start += 1;
            }
        }
        lines
    }
}

/// Where the line that begins at `start` ends; at least one glyph further.
fn line_end(glyphs: &[Glyph], start: usize, width: Length, size: Length) -> usize {
    let mut used = 0;
    let mut last_break = None;
    let mut last_hyphen = None;
    for (at, glyph) in glyphs.iter().enumerate().skip(start) {
        if at > start {
            match break_between(glyphs[at - 1].character, glyph.character) {
                Break::Good => last_break = Some(at),
                Break::Hyphen => last_hyphen = Some(at),
                Break::No => {}
            }
        }
        used += i64::from(glyph.advance);
        if scaled(used, size) > width && glyph.character != ' ' {
            return last_break.or(last_hyphen).unwrap_or(at.max(start + 1));
        }
    }
    glyphs.len()
}

/// How willingly a line ends between two characters.
enum Break {
    Good,
    /// Where the line has no space to break at.
    Hyphen,
    No,
}

fn break_between(before: char, after: char) -> Break {
    let closes = matches!(
        after,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '》'
            | '」'
            | '』'
            | '】'
            | '”'
            | '’'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
            | ')'
            | ']'
            | '}'
    );
    let opens = matches!(before, '（' | '《' | '「' | '『' | '【' | '“' | '‘' | '(' | '[' | '{');
    if closes || opens {
        return Break::No;
    }
    match before {
        ' ' => Break::Good,
        _ if is_east_asian(before) || is_east_asian(after) => Break::Good,
        '-' | '/' | '–' | '—' if after != ' ' => Break::Hyphen,
        _ => Break::No,
    }
}

fn width_of(glyphs: &[Glyph], size: Length) -> Length {
    scaled(glyphs.iter().map(|glyph| i64::from(glyph.advance)).sum(), size)
}

fn scaled(advance: i64, size: Length) -> Length {
    Length((advance * size.0 + 999) / 1000)
}

/// Characters that the Chinese face is asked for.
fn is_east_asian(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{30ff}' | '\u{31c0}'..='\u{31ef}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Controls, joiners, direction marks, variation selectors: nothing to see.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Scripts whose letters join, reorder or run right to left; and marks that did not compose.
fn is_complex(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1aff}'
        | '\u{1b00}'..='\u{1c4f}' | '\u{1cd0}'..='\u{1cff}' | '\u{a800}'..='\u{aaff}' | '\u{abc0}'..='\u{abff}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{11fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::length::tenth_pt;
    use proptest::prelude::*;

    const SIZE: Length = tenth_pt(100);

    fn read(text: &Text) -> String {
        text.0.iter().map(|glyph| glyph.character).collect()
    }

    fn wrapped(text: &str, width: i64, max_lines: usize) -> Vec<String> {
        Typesetter::default().set(text, Weight::Regular).wrapped(tenth_pt(width * 10), SIZE, max_lines).iter().map(read).collect()
    }

    #[test]
    fn decomposed_letters_are_composed() {
        let text = Typesetter::default().set("Nguye\u{302}\u{303}n", Weight::Regular);
        assert_eq!(read(&text), "Nguyễn");
    }

    #[test]
    fn lines_break_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrapped("a white hanging heart", 70, 9), ["a white", "hanging heart"]);
        assert_eq!(wrapped("北京市朝阳区建国路，八十八号", 52, 9), ["北京市朝阳", "区建国路，", "八十八号"]);
    }

    #[test]
    fn a_word_without_spaces_is_broken_and_the_rest_cut() {
        assert_eq!(wrapped(&"m".repeat(30), 100, 2), ["mmmmmmmmmm", "mmmmmmmmm…"]);
    }

    #[test]
    fn what_cannot_be_set_is_visible_and_reported() {
        let mut typesetter = Typesetter::default();
        let text = typesetter.set("a\u{1f600}ש\u{200b}\u{202e}b", Weight::Bold);
        assert_eq!(read(&text), "a\u{fffd}\u{fffd}b");
        assert_eq!(typesetter.unset, BTreeMap::from([('\u{1f600}', Unset::NoGlyph), ('ש', Unset::ComplexScript)]));
    }

    #[test]
    fn a_wide_text_shrinks_first_and_is_cut_only_then() {
        let mut typesetter = Typesetter::default();
        let mut fitted = |text: &str| typesetter.fitted(text, Weight::Regular, tenth_pt(500), SIZE, tenth_pt(60));
        assert_eq!(fitted("short").1, SIZE);
        let (shrunk, size) = fitted("eleven chars");
        assert!(size < SIZE && read(&shrunk) == "eleven chars");
        let (cut, size) = fitted(&"long ".repeat(9));
        assert!(size == tenth_pt(60) && read(&cut).ends_with('…'));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_column(text in any::<String>(), width in 20..300_i64, size in 50..200_i64, max_lines in 1..5_usize) {
            let (width, size) = (tenth_pt(width * 10), tenth_pt(size));
            let text = Typesetter::default().set(&text, Weight::Regular);
            let lines = text.wrapped(width, size, max_lines);
            prop_assert!(lines.len() <= max_lines);
            for line in lines {
                prop_assert!(line.width(size) <= width || line.0.len() == 1);
            }
        }
    }
}
