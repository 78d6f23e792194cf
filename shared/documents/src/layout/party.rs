//! Addresses as lines, in the order in which the country's post reads them.

use domain::address::{Country, Party};

use crate::length::Length;
use crate::text::Text;

/// Name, company, street, town, country; never empty lines.
pub(super) fn address_lines(party: &Party) -> Vec<String> {
    let mut lines = vec![party.name.clone()];
    lines.extend(party.company.clone());
    lines.extend(party.street.iter().take(2).cloned());
    if party.street.len() > 2 {
        lines.push(party.street[2..].join(", "));
    }
    let postcode = party.postcode.as_deref().unwrap_or_default();
    let region = party.region.as_deref().unwrap_or_default();
    match party.country.alpha2() {
        "GB" | "IE" | "JE" | "GG" | "IM" => lines.extend([spaced(&[&party.city, region]), postcode.to_owned()]),
        "US" | "CA" | "AU" | "NZ" | "IN" | "VN" | "SG" | "CN" | "TW" | "HK" => lines.push(spaced(&[&party.city, region, postcode])),
        _ => lines.extend([spaced(&[postcode, &party.city]), region.to_owned()]),
    }
    lines.push(country_name(party.country).to_uppercase());
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// Wraps the lines so that there are at most `max_lines`: the first ones may take more than one line
/// as long as each of the others keeps one.
pub(super) fn wrapped_into(texts: Vec<Text>, width: Length, size: Length, max_lines: usize) -> Vec<Text> {
    let mut spare = max_lines.saturating_sub(texts.len());
    let mut lines = Vec::with_capacity(max_lines);
    for text in texts {
        let wrapped = text.wrapped(width, size, 1 + spare);
        spare -= wrapped.len() - 1;
        lines.extend(wrapped);
    }
    lines.truncate(max_lines);
    lines
}

/// The country's name as people say it; ISO's long forms have no room on an envelope.
fn country_name(country: Country) -> &'static str {
    match country.alpha2() {
        "GB" => "United Kingdom",
        "US" => "United States",
        "KR" => "South Korea",
        "RU" => "Russia",
        "TW" => "Taiwan",
        "VN" => "Vietnam",
        _ => country.name().split([',', '(']).next().unwrap_or_default().trim_end(),
    }
}

fn spaced(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(country: &str, postcode: &str, city: &str) -> Party {
        Party {
            name: "A".to_owned(),
            company: None,
            street: ["1", "2", "3", "4"].map(str::to_owned).to_vec(),
            city: city.to_owned(),
            region: None,
            postcode: Some(postcode.to_owned()),
            country: Country::parse(country).unwrap(),
            email: None,
            phone: None,
        }
    }

    #[test]
    fn each_country_has_its_postcode_where_its_post_looks_for_it() {
        assert_eq!(address_lines(&party("GB", "SW1A 1AA", "London")), ["A", "1", "2", "3, 4", "London", "SW1A 1AA", "UNITED KINGDOM"]);
        assert_eq!(address_lines(&party("PL", "00-950", "Łódź"))[4..], ["00-950 Łódź", "POLAND"]);
        assert_eq!(address_lines(&party("VN", "700000", "Hồ Chí Minh"))[4..], ["Hồ Chí Minh 700000", "VIETNAM"]);
    }
}
