//! What every function does before its first event, and around each of them. The clock and chance
//! enter the program here and nowhere else.

pub mod batch;
pub mod config;

use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use jiff::Timestamp;
use lambda_runtime::{Context, LambdaEvent, service_fn};
use serde::Serialize;
use serde_json::Value;
use services::App;
use services::messages::Queues;
use services::notifications::Mail;
use services::webhooks::Sender;
use storage::{Files, Table};
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

pub use config::Config;

/// A function that is ready for events.
#[derive(Debug, Clone)]
pub struct Started {
    /// The use cases.
    pub app: App,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// What the function was told.
    pub config: Config,
    /// For publishing to topics.
    pub sns: aws_sdk_sns::Client,
    /// For clients that one function alone needs.
    pub aws: SdkConfig,
}

/// Reads the configuration, opens the log, builds the AWS clients. Nothing is connected to yet, and no certificate read:
/// that is for the first call of a client.
pub async fn start() -> Started {
    let config = Config::read();
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(EnvFilter::new(&config.log))
        .with_current_span(false)
        .without_time()
        .with_target(false)
        .init();
    let aws = aws().await;
    // The local cloud knows buckets by path, not by host name.
    let s3 = aws_sdk_s3::config::Builder::from(&aws).force_path_style(config.is_local).build();
    let dynamo = storage::table::patient(aws_sdk_dynamodb::config::Builder::from(&aws)).build();
    let app = App {
        table: Table::new(aws_sdk_dynamodb::Client::from_conf(dynamo), &config.table),
        files: Files::new(aws_sdk_s3::Client::from_conf(s3), &config.bucket),
        queues: Queues::new(aws_sdk_sqs::Client::new(&aws), config.queues.clone()),
        mail: Mail::new(aws_sdk_sesv2::Client::new(&aws), config.mail_from.clone(), config.portal_url.clone()),
        hooks: Sender::to_the_internet(),
    };
    let sns = aws_sdk_sns::Client::new(&aws);
    Started { app, now, config, sns, aws }
}

/// What all clients share. Lambda hands out region and credentials by the environment and by nothing else, so nothing
/// else is asked; one pool of connections means that the system's certificates are read once and not for each service.
async fn aws() -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https();
    aws_config::defaults(BehaviorVersion::latest())
        .region(EnvironmentVariableRegionProvider::new())
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .http_client(http)
        .load()
        .await
}

/// Runs a function: starts up, then hands it event after event, each with the time at which the
/// function must have ended.
pub async fn serve<R, F>(handle: impl Fn(&'static Started, Value, Timestamp) -> F) -> Result<(), lambda_runtime::Error>
where
    R: Serialize,
    F: Future<Output = Result<R, lambda_runtime::Error>>,
{
    let started: &'static Started = Box::leak(Box::new(start().await));
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        let until = deadline(&event.context);
        // Boxed, because a use case's future inside those of the Lambda runtime is deeper than the compiler follows.
        Box::pin(handle(started, event.payload, until))
    }))
    .await
}

/// The current time.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A new id, later ids after earlier ones.
#[expect(clippy::disallowed_methods, reason = "this is where ids are minted")]
pub fn mint() -> Uuid {
    Uuid::now_v7()
}

/// When the function's time is up.
fn deadline(context: &Context) -> Timestamp {
    i64::try_from(context.deadline).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok()).unwrap_or(Timestamp::MAX)
}
