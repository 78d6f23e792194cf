//! Where events may be sent: to hosts of the internet, over TLS, and to nothing that only we can reach.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The longest address.
const MAX_LENGTH: usize = 500;

/// An address that events are sent to: HTTPS and the name of a host. Whether that name leads to the internet is seen
/// each time that it is looked up: see [`is_public`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebhookUrl(String);

/// Why a text is no address for events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// It cannot be read.
    #[error("it is not an address such as https://shop.example/events")]
    Unreadable,
    /// It would go unencrypted, or by another protocol.
    #[error("it begins with https://")]
    NotHttps,
    /// Names lead to machines that may move; a certificate is made for a name.
    #[error("it has the name of a host, not its number")]
    NotAName,
    /// The name is one of those that never lead to the internet.
    #[error("it has the full name of a host on the internet")]
    NotOnTheInternet,
    /// Passwords in addresses end in logs.
    #[error("it has no user name or password; check our signature instead")]
    HasPassword,
    /// It is no place in a page.
    #[error("it has no part behind #")]
    HasFragment,
    /// It is too long.
    #[error("it has at most 500 characters")]
    TooLong,
}

impl WebhookUrl {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the host.
    pub fn host(&self) -> &str {
        let rest = self.0.strip_prefix("https://").unwrap_or(&self.0);
        let end = rest.find(['/', '?', ':']).unwrap_or(rest.len());
        &rest[..end]
    }

    /// The address without what follows the host.
    pub fn origin(&self) -> &str {
        let scheme = "https://".len();
        let end = self.0[scheme..].find(['/', '?']).map_or(self.0.len(), |end| scheme + end);
        &self.0[..end]
    }
}

impl FromStr for WebhookUrl {
    type Err = InvalidUrl;

    fn from_str(text: &str) -> Result<Self, InvalidUrl> {
        // Read as browsers read it, so that 0x7f.1 and １２７.0.0.1 are seen for what they are.
        let url = Url::parse(text.trim()).map_err(|_| InvalidUrl::Unreadable)?;
        if url.scheme() != "https" {
            return Err(InvalidUrl::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidUrl::HasPassword);
        }
        if url.fragment().is_some() {
            return Err(InvalidUrl::HasFragment);
        }
        if url.as_str().len() > MAX_LENGTH {
            return Err(InvalidUrl::TooLong);
        }
        match url.host() {
            Some(Host::Domain(name)) if is_name_of_the_internet(name) => Ok(Self(url.into())),
            Some(Host::Domain(_)) => Err(InvalidUrl::NotOnTheInternet),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => Err(InvalidUrl::NotAName),
            None => Err(InvalidUrl::Unreadable),
        }
    }
}

/// A name with a dot in it, and not of a domain that is kept for machines nearby (RFC 6761, 6762, 8375 and ICANN's `internal`).
fn is_name_of_the_internet(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    !matches!(last, "localhost" | "local" | "internal" | "localdomain" | "lan" | "home" | "intranet" | "corp" | "onion" | "test")
        && !name.ends_with(".home.arpa")
}

impl TryFrom<String> for WebhookUrl {
    type Error = InvalidUrl;
    fn try_from(text: String) -> Result<Self, InvalidUrl> {
        text.parse()
    }
}

impl From<WebhookUrl> for String {
    fn from(url: WebhookUrl) -> Self {
        url.0
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether an address is one of the internet's that anybody can reach: none of this machine, of a network that only we
/// are in, of a cloud's own services, of documentation, of a group, or of the future. Addresses of version 6 that carry
/// one of version 4 are judged by that.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || a == 0
        // Shared by carriers (RFC 6598), protocol assignments, 6to4 relays, benchmarks, the future.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    if let Some(inside) = carried(parts) {
        return is_public_v4(inside);
    }
    // Only 2000::/3 is given out; of that not Teredo and other assignments (2001:0::/23), documentation, 6to4 (carried), nor 3fff::/20.
    (0x2000..0x4000).contains(&parts[0])
        && !(parts[0] == 0x2001 && parts[1] < 0x0200)
        && !(parts[0] == 0x2001 && parts[1] == 0x0db8)
        && !(parts[0] == 0x3fff && parts[1] < 0x1000)
}

/// The address of version 4 inside of one of version 6: mapped, compatible, translated (64:ff9b::/96), 6to4 (2002::/16).
fn carried(parts: [u16; 8]) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match parts {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => v4(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_and_the_full_name_of_a_host() {
        for good in ["https://shop.example/hooks", "https://hooks.shop.example:8443/a/b?c=d", "https://żółw.example/"] {
            assert!(good.parse::<WebhookUrl>().is_ok(), "{good}");
        }
        let url: WebhookUrl = " HTTPS://Shop.Example:443/hooks?a=b ".parse().unwrap();
        assert_eq!((url.as_str(), url.host()), ("https://shop.example/hooks?a=b", "shop.example"));
        assert_eq!("https://shop.example:8443".parse::<WebhookUrl>().unwrap().host(), "shop.example");
        assert_eq!("https://shop.example:8443/a?b".parse::<WebhookUrl>().unwrap().origin(), "https://shop.example:8443");
        let refused = |text: &str| text.parse::<WebhookUrl>().unwrap_err();
        assert_eq!(refused("http://shop.example"), InvalidUrl::NotHttps);
        assert_eq!(refused("file:///etc/passwd"), InvalidUrl::NotHttps);
        assert_eq!(refused("shop.example"), InvalidUrl::Unreadable);
        assert_eq!(refused("https://user:secret@shop.example"), InvalidUrl::HasPassword);
        assert_eq!(refused("https://shop.example/#here"), InvalidUrl::HasFragment);
        assert_eq!(refused(&format!("https://shop.example/{}", "x".repeat(500))), InvalidUrl::TooLong);
        for name in ["localhost", "db", "printer.local", "x.localhost", "metadata.google.internal", "nas.home.arpa", "localhost."] {
            assert_eq!(refused(&format!("https://{name}/")), InvalidUrl::NotOnTheInternet, "{name}");
        }
    }

    #[test]
    fn a_number_is_no_name_however_it_is_written() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "１２７.0.0.1",
            "[::1]",
            "[::ffff:7f00:1]",
            "169.254.169.254",
            "93.184.215.14",
        ] {
            assert_eq!(format!("https://{host}/x").parse::<WebhookUrl>(), Err(InvalidUrl::NotAName), "{host}");
        }
    }

    #[test]
    fn only_what_anybody_can_reach_is_public() {
        let hidden = [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.0.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "fd00:ec2::254",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001:0:53aa::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "100::1",
        ];
        for text in hidden {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "1.1.1.1",
            "100.63.0.1",
            "172.32.0.1",
            "93.184.215.14",
            "2606:4700::1111",
            "2a00:1450:4009::8a",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_taken_reads_back_and_never_names_a_number(text in "https?://[ -~]{1,40}|\\PC{0,60}") {
            if let Ok(url) = text.parse::<WebhookUrl>() {
                proptest::prop_assert_eq!(url.as_str().parse::<WebhookUrl>(), Ok(url.clone()));
                proptest::prop_assert!(url.host().parse::<IpAddr>().is_err());
                let read = Url::parse(url.as_str()).unwrap();
                proptest::prop_assert_eq!(read.host_str(), Some(url.host()));
            }
        }
    }
}
