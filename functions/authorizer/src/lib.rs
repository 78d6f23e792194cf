//! Tells API Gateway whose key a program presents (REQUEST authorizer, payload 2.0, simple answers).
//!
//! A text that has the form of a key is hashed, and the hash is looked up: whoever guesses learns nothing from the time it
//! takes. Any other text is refused without a look, so nonsense costs no read. On failure of the look-up the call fails
//! and API Gateway answers 500: nobody is let in, and nobody is told that their key is wrong.

use jiff::Timestamp;
use runtime::Started;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use storage::api_keys::ApiKey;
use storage::{Error, Table};

/// What API Gateway asks.
#[derive(Debug, Deserialize)]
pub struct Question {
    /// The presented key.
    #[serde(default, rename = "identitySource")]
    identity_source: Option<Vec<String>>,
}

/// What it is told.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    #[serde(rename = "isAuthorized")]
    is_authorized: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context>,
}

/// What the operations learn of the program. API Gateway passes texts on, no lists.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Context {
    key_id: String,
    organisation: String,
    store: String,
    /// Separated by commas.
    permissions: String,
    name: String,
}

/// Answers API Gateway.
pub async fn handle(started: &Started, event: Value, _deadline: Timestamp) -> Result<Answer, lambda_runtime::Error> {
    let question: Question = serde_json::from_value(event)?;
    Ok(Box::pin(authorise(&started.app.table, &question)).await?)
}

/// Looks the presented key up. What cannot be a key is refused without a look.
pub async fn authorise(table: &Table, question: &Question) -> Result<Answer, Error> {
    let Some([presented]) = question.identity_source.as_deref() else { return Ok(answer(None)) };
    if !has_form_of_key(presented) {
        return Ok(answer(None));
    }
    let sha256: String = Sha256::digest(presented.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(answer(table.api_key_by_hash(&sha256).await?.as_ref()))
}

/// `ph_live_` and 256 bits in hexadecimal, as the API makes them.
fn has_form_of_key(text: &str) -> bool {
    let digits = text.strip_prefix("ph_live_");
    digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

fn answer(key: Option<&ApiKey>) -> Answer {
    let context = key.map(|key| Context {
        key_id: key.id.to_string(),
        organisation: key.organisation.to_string(),
        store: key.store.to_string(),
        permissions: key.permissions.iter().map(|permission| permission.as_str()).collect::<Vec<_>>().join(","),
        name: key.name.clone(),
    });
    Answer { is_authorized: context.is_some(), context }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::identity::roles::Permission;

    #[test]
    fn a_known_key_opens_its_store_with_its_permissions() {
        let key = ApiKey {
            id: "key_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03".parse().unwrap(),
            name: "web shop".into(),
            store: "nordlys-home".parse().unwrap(),
            organisation: "meridian".parse().unwrap(),
            permissions: vec![Permission::OrdersRead, Permission::OrdersWrite],
            sha256: "ab".into(),
            created_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            created_by: "nora".parse().unwrap(),
        };
        let json = serde_json::to_value(answer(Some(&key))).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"isAuthorized": true, "context": {
                "key_id": "key_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03", "organisation": "meridian", "store": "nordlys-home",
                "permissions": "orders.read,orders.write", "name": "web shop",
            }})
        );
    }

    #[test]
    fn an_unknown_key_opens_nothing() {
        assert_eq!(serde_json::to_value(answer(None)).unwrap(), serde_json::json!({"isAuthorized": false}));
    }

    #[test]
    fn the_sample_event_is_read() {
        let question: Question = serde_json::from_str(include_str!("../../../events/authorizer.json")).unwrap();
        assert_eq!(question.identity_source.unwrap(), [format!("ph_live_{}", "0".repeat(64))]);
        assert!(serde_json::from_str::<Question>(r#"{"identitySource": null}"#).is_ok());
    }
}
