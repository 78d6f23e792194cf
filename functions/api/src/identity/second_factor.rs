//! Whether a person signs in with a second factor. A token does not say so; the user pool does, and
//! where a person has an authenticator, the pool always asks for it: so whoever bears a token and
//! has one has used it.
//!
//! One call of one operation: it is signed here by hand, because Cognito's SDK is larger than
//! everything else in this function.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use jiff::Timestamp;
use serde::Deserialize;
use services::Error;

/// A yes is believed for so long; a no is asked again each time, because it is about to change.
const BELIEVED_SECONDS: i64 = 10 * 60;

/// How long the pool may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The setting of a person who has an authenticator.
const AUTHENTICATOR: &str = "SOFTWARE_TOKEN_MFA";

/// The user pool, as far as second factors go.
#[derive(Clone)]
pub struct SecondFactors {
    pool: Arc<Pool>,
}

struct Pool {
    id: String,
    config: SdkConfig,
    /// Made by the first question: it reads the system's certificates.
    connector: LazyLock<Connector>,
    known: Mutex<HashMap<String, Timestamp>>,
}

/// What the pool says about a person.
#[derive(Debug, Deserialize)]
struct User {
    #[serde(default, rename = "UserMFASettingList")]
    factors: Vec<String>,
}

/// The pool said something else than expected.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Aws(String),
    #[error("status {0}: {1}")]
    Refused(u16, String),
}

impl SecondFactors {
    /// The pool with this id.
    pub fn of_pool(id: impl Into<String>, config: SdkConfig) -> Self {
        let connector: LazyLock<Connector> =
            LazyLock::new(|| Connector::builder().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc)).build());
        Self { pool: Arc::new(Pool { id: id.into(), config, connector, known: Mutex::default() }) }
    }

    /// Whether a person has an authenticator.
    pub(crate) async fn has(&self, user: &str, now: Timestamp) -> Result<bool, Error> {
        if self.is_known(user, now) {
            return Ok(true);
        }
        let asked = tokio::time::timeout(PATIENCE, self.pool.ask(user, now)).await.map_err(Error::unavailable("asking the user pool"))?;
        let has = asked.map_err(Error::unavailable("asking the user pool"))?.factors.iter().any(|factor| factor == AUTHENTICATOR);
        if has {
            let mut known = self.pool.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.retain(|_, since| now.as_second() - since.as_second() < BELIEVED_SECONDS);
            known.insert(user.to_owned(), now);
        }
        Ok(has)
    }

    fn is_known(&self, user: &str, now: Timestamp) -> bool {
        let known = self.pool.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(user).is_some_and(|since| now.as_second() - since.as_second() < BELIEVED_SECONDS)
    }
}

impl Pool {
    async fn ask(&self, user: &str, now: Timestamp) -> Result<User, Trouble> {
        let body = serde_json::json!({"UserPoolId": self.id, "Username": user}).to_string();
        let request = self.signed(&body, now).await?;
        let response = self.connector.call(request).await.map_err(aws)?;
        let status = response.status().as_u16();
        let bytes = ByteStream::new(response.into_body()).collect().await.map_err(aws)?.into_bytes();
        if status != 200 {
            return Err(Trouble::Refused(status, String::from_utf8_lossy(&bytes).chars().take(500).collect()));
        }
        serde_json::from_slice(&bytes).map_err(aws)
    }

    async fn signed(&self, body: &str, now: Timestamp) -> Result<HttpRequest, Trouble> {
        let region = self.config.region().ok_or_else(|| Trouble::Aws("no region".to_owned()))?.as_ref().to_owned();
        let url = match self.config.endpoint_url() {
            Some(url) => format!("{}/", url.trim_end_matches('/')),
            None => format!("https://cognito-idp.{region}.amazonaws.com/"),
        };
        let provider = self.config.credentials_provider().ok_or_else(|| Trouble::Aws("no credentials".to_owned()))?;
        let identity = provider.provide_credentials().await.map_err(aws)?.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&region)
            .name("cognito-idp")
            .time(SystemTime::from(now))
            .settings(SigningSettings::default())
            .build()
            .map_err(aws)?;
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AWSCognitoIdentityProviderService.AdminGetUser")];
        let signable =
            SignableRequest::new("POST", url.as_str(), headers.into_iter(), SignableBody::Bytes(body.as_bytes())).map_err(aws)?;
        let (instructions, _) = sign(signable, &params.into()).map_err(aws)?.into_parts();
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").map_err(aws)?;
        request.set_uri(url).map_err(aws)?;
        for (name, value) in headers {
            request.headers_mut().insert(name, value);
        }
        for (name, value) in instructions.headers() {
            request.headers_mut().insert(name.to_owned(), value.to_owned());
        }
        Ok(request)
    }
}

/// The whole chain of causes, because the interesting one is the innermost.
fn aws(error: impl std::error::Error) -> Trouble {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    Trouble::Aws(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pools_answer_is_read_with_and_without_factors() {
        let user = |text| serde_json::from_str::<User>(text).unwrap().factors;
        assert_eq!(user(r#"{"Username": "a", "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]}"#), [AUTHENTICATOR]);
        assert!(user(r#"{"Username": "a"}"#).is_empty());
    }
}
