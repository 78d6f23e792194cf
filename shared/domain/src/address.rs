//! Where goods go and whom to ask: countries, postcodes, e-mail addresses, phone numbers.

use std::fmt;
use std::str::FromStr;

use isocountry::CountryCode;
use serde::{Deserialize, Serialize};

/// A country, ISO 3166-1 alpha-2 on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(CountryCode);

/// Names that client files use and ISO does not.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("eire", "IE"),
    ("uk", "GB"),
    ("great britain", "GB"),
    ("england", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northern ireland", "GB"),
    ("united kingdom", "GB"),
    ("usa", "US"),
    ("united states", "US"),
    ("rsa", "ZA"),
    ("south africa", "ZA"),
    ("channel islands", "JE"),
    ("czech republic", "CZ"),
    ("korea", "KR"),
    ("south korea", "KR"),
    ("viet nam", "VN"),
    ("vietnam", "VN"),
    ("polska", "PL"),
    ("việt nam", "VN"),
    ("中国", "CN"),
    ("deutschland", "DE"),
    ("españa", "ES"),
    ("österreich", "AT"),
    ("schweiz", "CH"),
    ("suisse", "CH"),
    ("norge", "NO"),
    ("sverige", "SE"),
    ("danmark", "DK"),
    ("suomi", "FI"),
    ("the netherlands", "NL"),
    ("holland", "NL"),
    ("russia", "RU"),
    ("taiwan", "TW"),
    ("hong kong", "HK"),
    ("bolivia", "BO"),
    ("iran", "IR"),
    ("tanzania", "TZ"),
    ("venezuela", "VE"),
    ("moldova", "MD"),
    ("macedonia", "MK"),
    ("turkey", "TR"),
];

impl Country {
    /// Reads an alpha-2 or alpha-3 code or a country's English or own name, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let upper = text.to_uppercase();
        if let Ok(code) = CountryCode::for_alpha2(&upper) {
            return Some(Self(code));
        }
        if let Ok(code) = CountryCode::for_alpha3(&upper) {
            return Some(Self(code));
        }
        let lower = text.to_lowercase();
        if let Some((_, alpha2)) = OTHER_NAMES.iter().find(|(name, _)| *name == lower) {
            return CountryCode::for_alpha2(alpha2).ok().map(Self);
        }
        CountryCode::iter().find(|code| code.name().to_lowercase() == lower).map(|code| Self(*code))
    }

    /// `GB`, `PL`, …
    pub fn alpha2(self) -> &'static str {
        self.0.alpha2()
    }

    /// The ISO short name in English.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The form of this country's postcodes: `9` a digit, `A` a letter, anything else itself;
    /// several forms where there are several. Empty where we know none (then any text will do).
    /// Source: Universal Postal Union, addressing sheets of each country.
    fn postcode_forms(self) -> &'static [&'static str] {
        match self.alpha2() {
            "GB" | "JE" | "GG" | "IM" => &["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"],
            "PL" => &["99-999"],
            "DE" | "FR" | "ES" | "IT" | "FI" | "EE" | "UA" | "TR" | "HR" | "LT" => &["99999", "AA-99999"],
            "US" => &["99999", "99999-9999"],
            "NO" | "DK" | "AT" | "CH" | "BE" | "AU" | "HU" | "SI" | "CY" | "LU" | "BG" => &["9999", "AA-9999"],
            "SE" | "CZ" | "SK" | "GR" => &["999 99", "99999"],
            "NL" => &["9999 AA", "9999AA"],
            "PT" => &["9999-999"],
            "CN" | "VN" | "IN" | "SG" | "RO" => &["999999"],
            "JP" => &["999-9999"],
            "CA" => &["A9A 9A9"],
            _ => &[],
        }
    }

    /// Tells whether `postcode` has a form of this country's, and if not, an example of one.
    pub fn check_postcode(self, postcode: &str) -> Result<(), &'static str> {
        let forms = self.postcode_forms();
        let matches = |form: &&str| {
            form.chars().count() == postcode.chars().count()
                && form.chars().zip(postcode.chars()).all(|(want, have)| match want {
                    '9' => have.is_ascii_digit(),
                    'A' => have.is_ascii_alphabetic(),
                    other => other == have,
                })
        };
        match forms.first() {
            None => Ok(()),
            Some(_) if forms.iter().any(matches) => Ok(()),
            Some(example) => Err(example),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha2())
    }
}

impl TryFrom<String> for Country {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("it is not a country we know")
    }
}

impl From<Country> for String {
    fn from(country: Country) -> String {
        country.alpha2().to_owned()
    }
}

/// An e-mail address that can be written to (RFC 5321 lengths, one `@`, a dotted domain).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let Some((local, domain)) = text.rsplit_once('@') else {
            return Err("an e-mail address has one @");
        };
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let domain_fits = domain.len() <= 253
            && domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        if local_fits && domain_fits {
            Ok(Self(format!("{local}@{}", domain.to_lowercase())))
        } else {
            Err("it is not an e-mail address like name@example.com")
        }
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

/// A phone number, 5 to 15 digits (ITU-T E.164), kept without spaces and dashes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// The number, `+` first where it is international.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let kept: String = text.trim().chars().filter(|c| !" -()./\u{a0}".contains(*c)).collect();
        let digits = kept.strip_prefix('+').unwrap_or(&kept);
        let fits = (5..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if fits { Ok(Self(kept)) } else { Err("a phone number has 5 to 15 digits, with + before a country code") }
    }
}

impl TryFrom<String> for Phone {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

/// A person or company at an address: buyer, consignee, seller.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    /// The person, as they write themselves.
    pub name: String,
    /// Their company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Street and number, 1 to 3 lines.
    pub street: Vec<String>,
    /// Town.
    pub city: String,
    /// County, state, province where the country uses one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postcode in the country's own form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Country.
    pub country: Country,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_code_and_by_the_names_that_files_use() {
        for (text, alpha2) in [("gb", "GB"), ("POL", "PL"), ("United Kingdom", "GB"), ("EIRE", "IE"), ("Việt Nam", "VN"), ("Germany", "DE")]
        {
            assert_eq!(Country::parse(text).map(Country::alpha2), Some(alpha2), "{text}");
        }
        for text in ["", "European Community", "Unspecified", "ZZ"] {
            assert_eq!(Country::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_postcode_has_the_form_of_its_country() {
        let country = |code| Country::parse(code).unwrap();
        assert!(country("GB").check_postcode("SW1A 1AA").is_ok());
        assert!(country("PL").check_postcode("00-950").is_ok());
        assert_eq!(country("PL").check_postcode("00950"), Err("99-999"));
        assert!(country("IE").check_postcode("anything").is_ok());
    }

    #[test]
    fn an_email_address_is_checked_without_dreams() {
        for good in ["a@b.co", "jan.kowalski+shop@example.pl", "nguyễn@ví-dụ.vn"] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.co", "a b@c.de", "a@b..c", "a@-b.de", "a\n@b.de", "x@y@z"] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_phone_number_is_kept_without_ornaments() {
        assert_eq!("+44 (0)20 7946-0958".parse::<Phone>().unwrap().as_str(), "+4402079460958");
        assert!("12".parse::<Phone>().is_err());
        assert!("+44 call me".parse::<Phone>().is_err());
    }
}
