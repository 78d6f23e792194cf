//! What orders are asked for, and how they are found by the name of their consignee.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::HoldReason;
use super::status::Status;
use crate::address::Party;
use crate::fulfilment::board::Work;
use crate::ids::{Reference, Sku};

/// What orders are asked for. Empty: all, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Where they are.
    pub status: Option<Status>,
    /// The client's number.
    pub reference: Option<Reference>,
    /// First day placed.
    pub placed_from: Option<Date>,
    /// Last day placed.
    pub placed_to: Option<Date>,
    /// First day shipped.
    pub shipped_from: Option<Date>,
    /// Last day shipped.
    pub shipped_to: Option<Date>,
    /// With this SKU.
    pub sku: Option<Sku>,
    /// Beginnings of the consignee's names.
    pub consignee: Option<String>,
    /// Only those that wait for stock before they can leave: back orders, whole or in part.
    pub waiting: bool,
    /// What is to be done with them next.
    pub work: Option<Work>,
    /// The shipping service that was ordered.
    pub service: Option<String>,
    /// On hold for this reason.
    pub hold: Option<HoldReason>,
    /// Open ones that must leave with this cut-off or a later one.
    pub due_from: Option<Timestamp>,
    /// Open ones that must leave with this cut-off or an earlier one.
    pub due_to: Option<Timestamp>,
}

/// A name as it is searched: lower case, without accents, words apart by one space.
pub fn fold(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ł' => 'l',
            'đ' | 'ð' => 'd',
            'ø' => 'o',
            'ß' => 's',
            'æ' => 'a',
            'ı' => 'i',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name under which a party is found: person and company.
pub fn folded_name(party: &Party) -> String {
    fold(&format!("{} {}", party.name, party.company.as_deref().unwrap_or_default()))
}

/// The first letters of each word of a folded name: the lists in which it is found. Words of one
/// letter have a list of their own.
pub fn initials(folded: &str) -> Vec<String> {
    let mut initials: Vec<String> =
        folded.split(' ').map(|word| word.chars().take(2).collect()).filter(|letters: &String| !letters.is_empty()).collect();
    initials.sort();
    initials.dedup();
    initials
}

/// Whether every word of the question begins a word of the name.
pub fn matches(folded_name: &str, folded_question: &str) -> bool {
    folded_question.split(' ').all(|word| folded_name.split(' ').any(|candidate| candidate.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_their_accents() {
        assert_eq!(fold("Zoë  ŁĘCKA-Nowak"), "zoe lecka nowak");
        assert_eq!(fold("Nguyễn Văn Đức"), "nguyen van duc");
        assert_eq!(initials(&fold("Zoë Łęcka")), ["le", "zo"]);
        assert!(matches(&fold("Zoë Łęcka"), &fold("lec zo")));
        assert!(!matches(&fold("Zoë Łęcka"), &fold("ecka")));
        assert!(matches(&fold("王小明"), &fold("王小")));
    }
}
