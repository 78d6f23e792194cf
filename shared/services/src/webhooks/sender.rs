//! The way out to addresses that clients chose, or their browsers. Nothing but the internet can be reached by it: a name is looked up by
//! ourselves for every connection, and where it leads anywhere else, no connection is made. No redirect is followed, no
//! proxy asked, and of an answer no more is read than is kept.

use std::error::Error as StdError;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, TlsContext, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError, SharedDnsResolver};
use aws_smithy_runtime_api::client::http::{HttpConnector, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use domain::webhooks::{Outcome, WebhookUrl, Why, is_public};

/// How long a receiver may take, from the looking up to the last byte.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a name may take when somebody waits for the answer.
const LOOK_UP_PATIENCE: Duration = Duration::from_secs(5);

/// How much of an answer is kept.
const MOST_KEPT: usize = 1_000;

/// Sends to the internet.
#[derive(Debug, Clone)]
pub struct Sender {
    resolver: SharedDnsResolver,
    trust: TlsContext,
    /// Made by the first sending: it reads the system's certificates.
    connector: Arc<OnceLock<SharedHttpConnector>>,
}

/// A name leads to an address that is not of the internet.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not of the internet")]
pub struct NotPublic;

/// Why events cannot be sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// There is no host of that name.
    #[error("there is no host of that name")]
    NoSuchHost,
    /// It leads somewhere else than to the internet.
    #[error("its host is not on the internet")]
    NotPublic,
    /// HTTP cannot ask for it.
    #[error("it has characters that HTTP does not allow")]
    NotHttp,
}

/// Looks names up, and knows only those of the internet.
#[derive(Debug, Clone)]
struct TheInternet;

impl ResolveDns for TheInternet {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let found = tokio::net::lookup_host((name, 0)).await.map_err(ResolveDnsError::new)?;
            public(found.map(|address| address.ip()).collect())
        })
    }
}

/// Addresses, if all of them are public: a name that leads to both kinds wants something else than to be told of events.
fn public(found: Vec<IpAddr>) -> Result<Vec<IpAddr>, ResolveDnsError> {
    if found.iter().all(|address| is_public(*address)) { Ok(found) } else { Err(ResolveDnsError::new(NotPublic)) }
}

impl Sender {
    /// Sends to the internet and nowhere else.
    pub fn to_the_internet() -> Self {
        Self::by(SharedDnsResolver::new(TheInternet), TlsContext::default())
    }

    /// Sends to wherever these names lead, and trusts these certificates.
    pub fn by(resolver: SharedDnsResolver, trust: TlsContext) -> Self {
        Self { resolver, trust, connector: Arc::default() }
    }

    /// Whether an address leads to the internet now. It is asked again for every connection.
    pub async fn check(&self, url: &WebhookUrl) -> Result<(), BadAddress> {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(url.as_str()).map_err(|_| BadAddress::NotHttp)?;
        match tokio::time::timeout(LOOK_UP_PATIENCE, self.resolver.resolve_dns(url.host())).await {
            Ok(Ok(found)) if !found.is_empty() => Ok(()),
            Ok(Err(error)) if is_not_public(&error) => Err(BadAddress::NotPublic),
            _ => Err(BadAddress::NoSuchHost),
        }
    }

    /// Posts to an address; what came of it, and how many thousandths of a second it took.
    pub(crate) async fn post(&self, url: &WebhookUrl, headers: Vec<(&'static str, String)>, body: Vec<u8>) -> (Outcome, u64) {
        let begun = Instant::now();
        let outcome = match tokio::time::timeout(PATIENCE, self.ask(url, headers, body)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                let why = if is_not_public(error.as_ref()) { Why::NotPublic } else { Why::Unreachable };
                // Of the address no more than the host: whoever knows that of a push can push.
                tracing::info!(host = url.host(), error = %chain(error.as_ref()), "something did not arrive");
                Outcome::Failed { why }
            }
            Err(_) => Outcome::Failed { why: Why::TimedOut },
        };
        (outcome, u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    async fn ask(
        &self,
        url: &WebhookUrl,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<Outcome, Box<dyn StdError + Send + Sync>> {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method("POST")?;
        request.set_uri(url.as_str())?;
        for (name, value) in headers {
            request.headers_mut().insert(name, value);
        }
        let response = self.connector().call(request).await?;
        let status = response.status().as_u16();
        Ok(Outcome::Answered { status, body: first_of(ByteStream::new(response.into_body())).await })
    }

    fn connector(&self) -> &SharedHttpConnector {
        self.connector.get_or_init(|| {
            let tls = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(self.trust.clone());
            SharedHttpConnector::new(tls.build_with_resolver(self.resolver.clone()))
        })
    }
}

/// The first of an answer as text. What cannot be read ends it: that it arrived is said by the status.
async fn first_of(mut body: ByteStream) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < MOST_KEPT {
        match body.next().await {
            Some(Ok(more)) => bytes.extend_from_slice(&more),
            Some(Err(_)) | None => break,
        }
    }
    bytes.truncate(MOST_KEPT);
    String::from_utf8_lossy(&bytes).chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn is_not_public(error: &(dyn StdError + 'static)) -> bool {
    causes(error).any(|cause| cause.is::<NotPublic>())
}

fn chain(error: &(dyn StdError + 'static)) -> String {
    causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| (*error).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_one_hidden_address_has_none() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<IpAddr>>();
        assert!(public(addresses(&["1.1.1.1", "2606:4700::1111"])).is_ok());
        let refused = public(addresses(&["1.1.1.1", "10.0.0.1"])).unwrap_err();
        assert!(is_not_public(&refused));
    }

    #[tokio::test]
    async fn this_machine_is_not_the_internet() {
        let found = TheInternet.resolve_dns("localhost").await;
        assert!(is_not_public(&found.unwrap_err()));
    }
}
