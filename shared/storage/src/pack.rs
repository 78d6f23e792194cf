//! Packs a value into one binary attribute: JSON, deflated. An order of 2,000 lines stays below the
//! 400 KB of an item, and an ordinary one below the 1 KB of a write unit.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// No packed value unpacks to more: a broken item must not take the memory down with it.
const MAX_UNPACKED: u64 = 64 << 20;

/// Packs a value.
pub fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    let json = serde_json::to_vec(value).expect("domain types have only text keys");
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(json.len() / 2), Compression::default());
    encoder.write_all(&json).expect("a Vec takes every byte");
    encoder.finish().expect("a Vec takes every byte")
}

/// Unpacks a value.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut json = Vec::new();
    DeflateDecoder::new(bytes).take(MAX_UNPACKED).read_to_end(&mut json).map_err(|error| error.to_string())?;
    serde_json::from_slice(&json).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_unpacks_the_same_and_rubbish_is_an_error() {
        let value = vec!["Zoë Łęcka".to_owned(); 100];
        let packed = pack(&value);
        assert!(packed.len() < 100);
        assert_eq!(unpack::<Vec<String>>(&packed), Ok(value));
        assert!(unpack::<Vec<String>>(b"\xff\xff").is_err());
    }
}
