//! How a store looks to others: on paper, in mails, in the portal. A brand is part of the settings, so it has their versions:
//! what was made with one looks the same for ever. Its logo is named by the hash of its bytes and never changes either.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How documents, mails and the portal look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Titles and rules on paper, the head of mails, a mark in the portal.
    #[serde(default)]
    pub colour: Option<Colour>,
    /// At the foot of each sheet and mail.
    #[serde(default)]
    pub footer: Option<String>,
    /// The name beside the address that mails come from.
    #[serde(default)]
    pub sender: Option<String>,
    /// The logo.
    #[serde(default)]
    pub logo: Option<LogoId>,
}

/// Red, green, blue; `#rrggbb` as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

/// What a text has to be to be a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb")]
pub struct NoColour;

/// Contrast of what is seen on white without being read, in hundredths: 3 : 1 (WCAG 2.2, 1.4.11).
const ENOUGH_TO_SEE: u32 = 300;

impl Colour {
    /// White, as paper is.
    pub const WHITE: Self = Self([255, 255, 255]);
    /// Black, as letters are.
    pub const BLACK: Self = Self([0, 0, 0]);

    /// Its parts.
    pub const fn parts(self) -> [u8; 3] {
        self.0
    }

    /// Relative luminance in millionths.
    fn luminance(self) -> u32 {
        let [red, green, blue] = self.0.map(|part| u64::from(LINEAR[usize::from(part)]));
        u32::try_from((red * 2_126 + green * 7_152 + blue * 722) / 10_000).unwrap_or(1_000_000)
    }

    /// Contrast with another colour in hundredths, from 100 (none) to 2,100 (black on white).
    pub fn contrast(self, other: Self) -> u32 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 50_000) * 100 / (one.min(two) + 50_000)
    }

    /// Whether it can be told from white paper.
    pub fn is_seen_on_white(self) -> bool {
        self.contrast(Self::WHITE) >= ENOUGH_TO_SEE
    }

    /// The colour of letters that are read best on it: at least 4.5 : 1 with any colour.
    pub fn ink(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// The same hue, darkened as little as possible until it can be told from white paper.
    #[must_use]
    pub fn seen_on_white(self) -> Self {
        let darkened = |step: u16| Self(self.0.map(|part| u8::try_from(u16::from(part) * step / 256).unwrap_or(part)));
        (0..=256).rev().map(darkened).find(|colour| colour.is_seen_on_white()).unwrap_or(Self::BLACK)
    }
}

impl FromStr for Colour {
    type Err = NoColour;

    fn from_str(text: &str) -> Result<Self, NoColour> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or(NoColour)?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NoColour);
        // Signs are digits to the reader of numbers, not here.
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoColour);
        }
        Ok(Self([part(0)?, part(2)?, part(4)?]))
    }
}

impl TryFrom<String> for Colour {
    type Error = NoColour;

    fn try_from(text: String) -> Result<Self, NoColour> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A logo: the SHA-256 of its PNG file, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogoId(String);

/// What a text has to be to name a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a logo is named by the 64 hexadecimal digits that came of uploading it")]
pub struct NoLogo;

impl LogoId {
    /// The longest side in pixels.
    pub const MAX_SIDE: u32 = 1_600;
    /// The largest file: it goes along with each mail.
    pub const MAX_BYTES: usize = 200 << 10;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LogoId {
    type Error = NoLogo;

    fn try_from(text: String) -> Result<Self, NoLogo> {
        let is_hash = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash { Ok(Self(text)) } else { Err(NoLogo) }
    }
}

impl From<LogoId> for String {
    fn from(logo: LogoId) -> Self {
        logo.0
    }
}

impl Brand {
    /// Everything that is wrong with it, as (JSON pointer, sentence).
    pub(super) fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if let Some(colour) = self.colour.filter(|colour| !colour.is_seen_on_white()) {
            let contrast = colour.contrast(Colour::WHITE);
            let (whole, tenth, instead) = (contrast / 100, contrast % 100 / 10, colour.seen_on_white());
            let sentence = format!(
                "{colour} is hardly seen on white paper: its contrast is {whole}.{tenth} : 1, and 3 : 1 is needed; {instead} has it"
            );
            faults.push(("/brand/colour", sentence));
        }
        faults
    }
}

/// What each part of a colour adds to its luminance, in millionths: the inverse of sRGB's curve (IEC 61966-2-1).
const LINEAR: [u32; 256] = [
    0, 304, 607, 911, 1_214, 1_518, 1_821, 2_125, 2_428, 2_732, 3_035, 3_347, 3_677, 4_025, 4_391, 4_777, 5_182, 5_605, 6_049, 6_512,
    6_995, 7_499, 8_023, 8_568, 9_134, 9_721, 10_330, 10_960, 11_612, 12_286, 12_983, 13_702, 14_444, 15_209, 15_996, 16_807, 17_642,
    18_500, 19_382, 20_289, 21_219, 22_174, 23_153, 24_158, 25_187, 26_241, 27_321, 28_426, 29_557, 30_713, 31_896, 33_105, 34_340, 35_601,
    36_889, 38_204, 39_546, 40_915, 42_311, 43_735, 45_186, 46_665, 48_172, 49_707, 51_269, 52_861, 54_480, 56_128, 57_805, 59_511, 61_246,
    63_010, 64_803, 66_626, 68_478, 70_360, 72_272, 74_214, 76_185, 78_187, 80_220, 82_283, 84_376, 86_500, 88_656, 90_842, 93_059, 95_307,
    97_587, 99_899, 102_242, 104_616, 107_023, 109_462, 111_932, 114_435, 116_971, 119_538, 122_139, 124_772, 127_438, 130_136, 132_868,
    135_633, 138_432, 141_263, 144_128, 147_027, 149_960, 152_926, 155_926, 158_961, 162_029, 165_132, 168_269, 171_441, 174_647, 177_888,
    181_164, 184_475, 187_821, 191_202, 194_618, 198_069, 201_556, 205_079, 208_637, 212_231, 215_861, 219_526, 223_228, 226_966, 230_740,
    234_551, 238_398, 242_281, 246_201, 250_158, 254_152, 258_183, 262_251, 266_356, 270_498, 274_677, 278_894, 283_149, 287_441, 291_771,
    296_138, 300_544, 304_987, 309_469, 313_989, 318_547, 323_143, 327_778, 332_452, 337_164, 341_914, 346_704, 351_533, 356_400, 361_307,
    366_253, 371_238, 376_262, 381_326, 386_429, 391_572, 396_755, 401_978, 407_240, 412_543, 417_885, 423_268, 428_690, 434_154, 439_657,
    445_201, 450_786, 456_411, 462_077, 467_784, 473_531, 479_320, 485_150, 491_021, 496_933, 502_886, 508_881, 514_918, 520_996, 527_115,
    533_276, 539_479, 545_724, 552_011, 558_340, 564_712, 571_125, 577_580, 584_078, 590_619, 597_202, 603_827, 610_496, 617_207, 623_960,
    630_757, 637_597, 644_480, 651_406, 658_375, 665_387, 672_443, 679_542, 686_685, 693_872, 701_102, 708_376, 715_694, 723_055, 730_461,
    737_910, 745_404, 752_942, 760_525, 768_151, 775_822, 783_538, 791_298, 799_103, 806_952, 814_847, 822_786, 830_770, 838_799, 846_873,
    854_993, 863_157, 871_367, 879_622, 887_923, 896_269, 904_661, 913_099, 921_582, 930_111, 938_686, 947_307, 955_973, 964_686, 973_445,
    982_251, 991_102, 1_000_000,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn a_colour_is_six_digits_behind_a_hash() {
        assert_eq!(colour("#0F766e").to_string(), "#0f766e");
        for bad in ["", "0f766e", "#0f766", "#0f766g", "#0f766ee", "#+f766e", "#łó12", "teal"] {
            assert_eq!(bad.parse::<Colour>(), Err(NoColour), "{bad}");
        }
        assert!(serde_json::from_str::<Colour>("\"red\"").is_err());
    }

    #[test]
    fn contrast_is_what_wcag_says() {
        assert_eq!(Colour::BLACK.contrast(Colour::WHITE), 2_100);
        assert_eq!(colour("#777777").contrast(Colour::WHITE), 447, "4.48, rounded down");
        assert_eq!(colour("#ffff00").contrast(Colour::WHITE), 107);
        assert!(colour("#0f766e").is_seen_on_white() && !colour("#ffd400").is_seen_on_white());
        assert_eq!((colour("#0f766e").ink(), colour("#ffd400").ink()), (Colour::WHITE, Colour::BLACK));
    }

    #[test]
    fn a_pale_colour_is_refused_with_one_that_can_be_seen() {
        let brand = Brand { colour: Some(colour("#ffd400")), ..Brand::default() };
        let [(pointer, sentence)] = &brand.faults()[..] else { panic!("one fault") };
        assert_eq!(*pointer, "/brand/colour");
        assert!(sentence.contains("1.4 : 1") && sentence.contains(&colour("#ffd400").seen_on_white().to_string()), "{sentence}");
        assert_eq!(Brand { colour: Some(colour("#0f766e")), ..Brand::default() }.faults(), []);
    }

    #[test]
    fn a_logo_is_a_hash() {
        assert!(LogoId::try_from("ab".repeat(32)).is_ok());
        for bad in ["", "ab", "../x", &"AB".repeat(32), &"zz".repeat(32)] {
            assert_eq!(LogoId::try_from(bad.to_owned()), Err(NoLogo));
        }
    }

    proptest! {
        #[test]
        fn letters_are_read_on_any_colour_and_any_colour_can_be_made_visible(parts in any::<[u8; 3]>()) {
            let colour = Colour(parts);
            prop_assert!(colour.contrast(colour.ink()) >= 450);
            prop_assert!(colour.seen_on_white().is_seen_on_white());
            prop_assert_eq!(colour.to_string().parse(), Ok(colour));
        }
    }
}
