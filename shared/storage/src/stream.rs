//! Items as the table's stream shows them: DynamoDB's own JSON.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::ids::StoreId;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::table::{Error, Item, read, text_of};

/// Reads the image of an item; None where it is not one.
pub fn image(json: &Value) -> Option<Item> {
    json.as_object()?.iter().map(|(name, value)| Some((name.clone(), attribute(value)?))).collect()
}

fn attribute(json: &Value) -> Option<AttributeValue> {
    let (kind, value) = json.as_object()?.iter().next()?;
    let texts = |value: &Value| value.as_array()?.iter().map(|text| Some(text.as_str()?.to_owned())).collect::<Option<Vec<_>>>();
    Some(match kind.as_str() {
        "S" => AttributeValue::S(value.as_str()?.to_owned()),
        "N" => AttributeValue::N(value.as_str()?.to_owned()),
        "B" => AttributeValue::B(Blob::new(BASE64_STANDARD.decode(value.as_str()?).ok()?)),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "NULL" => AttributeValue::Null(true),
        "SS" => AttributeValue::Ss(texts(value)?),
        "M" => AttributeValue::M(
            value.as_object()?.iter().map(|(name, value)| Some((name.clone(), attribute(value)?))).collect::<Option<HashMap<_, _>>>()?,
        ),
        _ => return None,
    })
}

/// The kind of an item.
pub fn kind(item: &Item) -> Result<&str, Error> {
    text_of(item, "type")
}

/// The store whose item it is; None for items of no store.
pub fn store(item: &Item) -> Option<StoreId> {
    text_of(item, "pk").ok()?.strip_prefix("S#")?.split('#').next()?.parse().ok()
}

/// The document inside an item.
pub fn document<T: DeserializeOwned>(item: &Item) -> Result<T, Error> {
    read(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_names_its_kind_and_its_store() {
        let json = serde_json::json!({"pk": {"S": "S#online-retail#SKU#A"}, "type": {"S": "level"}, "n": {"N": "1"}, "m": {"M": {"x": {"S": "y"}}}});
        let item = image(&json).unwrap();
        assert_eq!(kind(&item).unwrap(), "level");
        assert_eq!(store(&item).unwrap().as_str(), "online-retail");
        assert!(image(&serde_json::json!({"pk": {"X": 1}})).is_none());
    }
}
