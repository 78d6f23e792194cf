//! The user pool, as far as administrators reach it: it knows passwords, authenticators and sessions; what somebody may do
//! is in the table.
//!
//! Few calls of few operations: they are signed here by hand, because Cognito's SDK is larger than everything else in this
//! function.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use domain::identity::Stores;
use domain::identity::users::Grants;
use domain::ids::OrgId;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use services::Error;

/// How long the pool may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The setting of a person who has an authenticator.
const AUTHENTICATOR: &str = "SOFTWARE_TOKEN_MFA";

/// The most people that are listed of a pool at once, 60 a page: who comes to adopt them waits for it.
const MOST_PAGES: usize = 40;

/// The user pool.
#[derive(Clone)]
pub struct UserPool {
    inner: Arc<Inner>,
}

struct Inner {
    id: String,
    config: SdkConfig,
    /// Made by the first question: it reads the system's certificates.
    connector: OnceLock<SharedHttpConnector>,
}

/// What the pool says about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// Its own name of them.
    pub(crate) username: String,
    /// Their subject.
    pub(crate) subject: String,
    /// What they sign in with.
    pub(crate) email: String,
    /// As people call them.
    pub(crate) name: String,
    /// Whose they are, as claims will say.
    pub(crate) organisation: String,
    /// The same of the stores: `*`, or names with commas.
    pub(crate) stores: String,
    /// The same of the role.
    pub(crate) role: String,
    /// The same of the rights.
    pub(crate) rights: String,
    /// Whether they have chosen a password.
    pub(crate) is_confirmed: bool,
    /// Whether they may sign in.
    pub(crate) is_enabled: bool,
    /// Whether they have an authenticator; lists do not say.
    pub(crate) has_second_factor: Option<bool>,
}

/// A person as Cognito writes them: one way in answers about one, another in lists.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Shown {
    username: String,
    #[serde(default, alias = "UserAttributes")]
    attributes: Vec<Attribute>,
    #[serde(default)]
    user_status: String,
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(rename = "UserMFASettingList")]
    factors: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    name: String,
    #[serde(default)]
    value: String,
}

const fn yes() -> bool {
    true
}

impl From<Shown> for Person {
    fn from(shown: Shown) -> Self {
        let attribute = |name: &str| shown.attributes.iter().find(|one| one.name == name).map(|one| one.value.clone()).unwrap_or_default();
        Self {
            subject: attribute("sub"),
            email: attribute("email"),
            name: attribute("name"),
            organisation: attribute("custom:org"),
            stores: attribute("custom:stores"),
            role: attribute("custom:role"),
            rights: attribute("custom:rights"),
            is_confirmed: shown.user_status != "FORCE_CHANGE_PASSWORD",
            is_enabled: shown.enabled,
            has_second_factor: shown.factors.as_ref().map(|factors| factors.iter().any(|factor| factor == AUTHENTICATOR)),
            username: shown.username,
        }
    }
}

/// The pool said something else than expected.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Aws(String),
    #[error("status {0}: {1}")]
    Refused(u16, String),
}

impl Trouble {
    /// Whether the pool refused with an exception of this name.
    fn is(&self, exception: &str) -> bool {
        matches!(self, Self::Refused(_, text) if text.contains(exception))
    }
}

/// What somebody may do, as attributes of the pool: the first token of a person whom the table does not know yet says it.
fn attributes(name: &str, grants: &Grants) -> Vec<Value> {
    let stores = match &grants.stores {
        Stores::All => "*".to_owned(),
        Stores::These(stores) => stores.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    };
    let rights = grants.rights.iter().map(|right| right.as_str()).collect::<Vec<_>>().join(",");
    [("name", name), ("custom:role", grants.role.as_str()), ("custom:stores", &stores), ("custom:rights", &rights)]
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .to_vec()
}

impl UserPool {
    /// The pool with this id.
    pub fn new(id: impl Into<String>, config: SdkConfig) -> Self {
        Self { inner: Arc::new(Inner { id: id.into(), config, connector: OnceLock::new() }) }
    }

    /// The same, reached by another way than the network.
    pub fn behind(id: impl Into<String>, config: SdkConfig, connector: SharedHttpConnector) -> Self {
        Self { inner: Arc::new(Inner { id: id.into(), config, connector: OnceLock::from(connector) }) }
    }

    /// A person; None where there is none of that name.
    pub(crate) async fn person(&self, username: &str, now: Timestamp) -> Result<Option<Person>, Error> {
        match self.ask::<Shown>("AdminGetUser", json!({"Username": username}), now).await {
            Ok(shown) => Ok(Some(shown.into())),
            Err(trouble) if trouble.is("UserNotFoundException") => Ok(None),
            Err(trouble) => Err(failed(trouble)),
        }
    }

    /// Everybody, as far as a few thousand go.
    pub(crate) async fn people(&self, now: Timestamp) -> Result<Vec<Person>, Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Listed {
            users: Vec<Shown>,
            pagination_token: Option<String>,
        }
        let mut people = Vec::new();
        let mut place: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let asked = match &place {
                Some(place) => json!({"Limit": 60, "PaginationToken": place}),
                None => json!({"Limit": 60}),
            };
            let page: Listed = self.ask("ListUsers", asked, now).await.map_err(failed)?;
            people.extend(page.users.into_iter().map(Person::from));
            place = page.pagination_token;
            if place.is_none() {
                break;
            }
        }
        Ok(people)
    }

    /// Creates a person, to whom the pool writes a mail with a first password; None where somebody has that address already.
    pub(crate) async fn invite(
        &self,
        (email, name): (&str, &str),
        organisation: &OrgId,
        grants: &Grants,
        now: Timestamp,
    ) -> Result<Option<Person>, Error> {
        let mut all = attributes(name, grants);
        all.push(json!({"Name": "custom:org", "Value": organisation.as_str()}));
        all.push(json!({"Name": "email", "Value": email}));
        all.push(json!({"Name": "email_verified", "Value": "true"}));
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Created {
            user: Shown,
        }
        let asked = json!({"Username": email, "UserAttributes": all, "DesiredDeliveryMediums": ["EMAIL"]});
        match self.ask::<Created>("AdminCreateUser", asked, now).await {
            Ok(created) => Ok(Some(created.user.into())),
            Err(trouble) if trouble.is("UsernameExistsException") || trouble.is("AliasExistsException") => Ok(None),
            Err(trouble) => Err(failed(trouble)),
        }
    }

    /// Writes the invitation again, with a new first password.
    pub(crate) async fn invite_again(&self, username: &str, now: Timestamp) -> Result<(), Error> {
        let asked = json!({"Username": username, "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"]});
        self.tell("AdminCreateUser", asked, now).await
    }

    /// Lets the claims of new tokens say what the table says.
    pub(crate) async fn describe(&self, username: &str, name: &str, grants: &Grants, now: Timestamp) -> Result<(), Error> {
        self.tell("AdminUpdateUserAttributes", json!({"Username": username, "UserAttributes": attributes(name, grants)}), now).await
    }

    /// Lets somebody sign in, or not.
    pub(crate) async fn enable(&self, username: &str, is_enabled: bool, now: Timestamp) -> Result<(), Error> {
        let operation = if is_enabled { "AdminEnableUser" } else { "AdminDisableUser" };
        self.tell(operation, json!({"Username": username}), now).await
    }

    /// Ends all sessions: no token is renewed any more. Those that are out live on until the API refuses them.
    pub(crate) async fn end_sessions(&self, username: &str, now: Timestamp) -> Result<(), Error> {
        self.tell("AdminUserGlobalSignOut", json!({"Username": username}), now).await
    }

    /// Forgets somebody's authenticator.
    pub(crate) async fn forget_second_factor(&self, username: &str, now: Timestamp) -> Result<(), Error> {
        let none = json!({"Enabled": false, "PreferredMfa": false});
        self.tell("AdminSetUserMFAPreference", json!({"Username": username, "SoftwareTokenMfaSettings": none}), now).await
    }

    async fn tell(&self, operation: &str, asked: Value, now: Timestamp) -> Result<(), Error> {
        self.ask::<Value>(operation, asked, now).await.map(drop).map_err(failed)
    }

    async fn ask<T: DeserializeOwned>(&self, operation: &str, mut asked: Value, now: Timestamp) -> Result<T, Trouble> {
        asked["UserPoolId"] = json!(self.inner.id);
        let asking = self.inner.call(operation, asked.to_string(), now);
        let bytes = tokio::time::timeout(PATIENCE, asking).await.map_err(aws)??;
        serde_json::from_slice(&bytes).map_err(aws)
    }
}

impl Inner {
    async fn call(&self, operation: &str, body: String, now: Timestamp) -> Result<Vec<u8>, Trouble> {
        let request = self.signed(operation, &body, now).await?;
        let connector = self.connector.get_or_init(|| {
            let tls = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::AwsLc);
            SharedHttpConnector::new(Connector::builder().tls_provider(tls).build())
        });
        let response = connector.call(request).await.map_err(aws)?;
        let status = response.status().as_u16();
        let bytes = ByteStream::new(response.into_body()).collect().await.map_err(aws)?.into_bytes();
        if status != 200 {
            return Err(Trouble::Refused(status, String::from_utf8_lossy(&bytes).chars().take(500).collect()));
        }
        // Operations that answer nothing answer an empty body or `{}`.
        Ok(if bytes.is_empty() { b"{}".to_vec() } else { bytes.to_vec() })
    }

    async fn signed(&self, operation: &str, body: &str, now: Timestamp) -> Result<HttpRequest, Trouble> {
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
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
        let signable =
            SignableRequest::new("POST", url.as_str(), headers.into_iter(), SignableBody::Bytes(body.as_bytes())).map_err(aws)?;
        let (instructions, _) = sign(signable, &params.into()).map_err(aws)?.into_parts();
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST").map_err(aws)?;
        request.set_uri(url).map_err(aws)?;
        for (name, value) in headers {
            request.headers_mut().insert(name, value.to_owned());
        }
        for (name, value) in instructions.headers() {
            request.headers_mut().insert(name.to_owned(), value.to_owned());
        }
        Ok(request)
    }
}

fn failed(trouble: Trouble) -> Error {
    Error::unavailable("asking the user pool")(trouble)
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
    use domain::identity::roles::{Permission, Role};

    fn person(text: &str) -> Person {
        serde_json::from_str::<Shown>(text).unwrap().into()
    }

    #[test]
    fn the_pools_answers_are_read_with_and_without_factors() {
        let one = person(
            r#"{"Username": "a", "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"], "UserStatus": "CONFIRMED", "Enabled": true,
                "UserAttributes": [{"Name": "sub", "Value": "s"}, {"Name": "custom:org", "Value": "meridian"}]}"#,
        );
        assert_eq!(
            (one.has_second_factor, one.is_confirmed, one.subject.as_str(), one.organisation.as_str()),
            (Some(true), true, "s", "meridian")
        );
        let listed = person(
            r#"{"Username": "a", "UserStatus": "FORCE_CHANGE_PASSWORD", "Enabled": false, "Attributes": [{"Name": "name", "Value": "Nora"}]}"#,
        );
        assert_eq!((listed.has_second_factor, listed.is_confirmed, listed.is_enabled, listed.name.as_str()), (None, false, false, "Nora"));
        assert_eq!(person(r#"{"Username": "a", "UserMFASettingList": []}"#).has_second_factor, Some(false));
    }

    #[test]
    fn attributes_are_written_as_claims_are_read() {
        let these = Stores::These(vec!["fjord".parse().unwrap(), "nordlys".parse().unwrap()]);
        let grants = Grants::new(Role::ClientUser, these, vec![Permission::OrdersWrite, Permission::OrdersCancel]);
        let all = attributes("Uma", &grants);
        let value = |name: &str| all.iter().find(|one| one["Name"] == name).unwrap()["Value"].clone();
        assert_eq!(value("custom:stores"), "fjord,nordlys");
        assert_eq!(value("custom:rights"), "orders.write,orders.cancel");
        assert_eq!(value("custom:role"), "client_user");
        let grants = Grants::new(Role::HeadOffice, Stores::All, vec![]);
        assert_eq!(attributes("Nora", &grants)[2]["Value"], "*");
    }
}
