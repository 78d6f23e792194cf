//! Webhooks: a store's events, sent to addresses of its own over the internet.
//!
//! What is sent, in which form and how often follows from the rules here; services only carry it. Deliveries are in no
//! promised order, and one may come twice under the same id.

mod address;
mod delivery;
mod endpoint;
mod events;
mod secret;

pub use address::{InvalidUrl, WebhookUrl, is_public};
pub use delivery::{Attempt, Delivery, DeliveryState, Outcome, Why};
pub use endpoint::{Endpoint, EndpointState, Failing, MOST_ENDPOINTS, OffReason};
pub use events::{Event, EventType};
pub use secret::{InvalidSecret, Secret, Secrets};
