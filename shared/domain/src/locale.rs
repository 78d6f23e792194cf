//! The languages in which documents and messages are written.

use serde::{Deserialize, Serialize};

/// A language with its habits of writing numbers and dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Locale {
    /// English, as in the United Kingdom.
    #[default]
    #[serde(rename = "en")]
    En,
    /// Polish.
    #[serde(rename = "pl")]
    Pl,
    /// Vietnamese.
    #[serde(rename = "vi")]
    Vi,
    /// Chinese in simplified characters.
    #[serde(rename = "zh-Hans")]
    ZhHans,
}

impl Locale {
    /// Every locale.
    pub const ALL: [Self; 4] = [Self::En, Self::Pl, Self::Vi, Self::ZhHans];

    /// The BCP 47 tag, as on the wire.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Pl => "pl",
            Self::Vi => "vi",
            Self::ZhHans => "zh-Hans",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_its_tag_on_the_wire() {
        for locale in Locale::ALL {
            assert_eq!(serde_json::to_value(locale).unwrap(), locale.tag());
        }
    }
}
