//! The configuration of a function: environment variables, read once.

use services::messages::QueueUrls;

/// Fifty a second: more than people click, less than a quarter of what the API takes from all of them.
const USUAL_REQUESTS_PER_MINUTE: u32 = 3_000;

/// What a function is told about where it runs.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of the table.
    pub table: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Addresses of the queues that this function writes to.
    pub queues: QueueUrls,
    /// The topic of events, for the function that publishes them.
    pub events_topic: Option<String>,
    /// Sender of mails.
    pub mail_from: String,
    /// Where people find the portal, for links.
    pub portal_url: String,
    /// The user pool of the people, for the function that asks it.
    pub user_pool: Option<String>,
    /// How much one caller may ask of the API in a minute.
    pub requests_per_minute: u32,
    /// Whether this is the local cloud.
    pub is_local: bool,
    /// What is logged, in the form of `RUST_LOG`.
    pub log: String,
}

impl Config {
    /// Reads the environment. What a function does not need is empty.
    pub fn read() -> Self {
        let text = |name| variable(name).unwrap_or_default();
        Self {
            table: text("TABLE_NAME"),
            bucket: text("BUCKET"),
            queues: QueueUrls {
                import: variable("IMPORT_QUEUE_URL"),
                validation: variable("VALIDATION_QUEUE_URL"),
                allocation: variable("ALLOCATION_QUEUE_URL"),
                render: variable("RENDER_QUEUE_URL"),
                exports: variable("EXPORTS_QUEUE_URL"),
                reconciliation: variable("RECONCILIATION_QUEUE_URL"),
                notifications: variable("NOTIFICATIONS_QUEUE_URL"),
                sentinel: variable("SENTINEL_QUEUE_URL"),
                webhooks: variable("WEBHOOKS_QUEUE_URL"),
                relay: variable("EVENT_RELAY_QUEUE_URL"),
            },
            events_topic: variable("EVENTS_TOPIC_ARN"),
            mail_from: text("MAIL_FROM"),
            portal_url: text("PORTAL_URL"),
            user_pool: variable("USER_POOL_ID"),
            requests_per_minute: variable("REQUESTS_PER_MINUTE").and_then(|text| text.parse().ok()).unwrap_or(USUAL_REQUESTS_PER_MINUTE),
            is_local: text("STAGE") == "local",
            log: variable("RUST_LOG").unwrap_or_else(|| "warn".to_owned()),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is where configuration is read")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
