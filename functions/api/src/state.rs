//! What every operation works with.

use jiff::Timestamp;
use services::App;
use uuid::Uuid;

use crate::identity::people::People;
use crate::limits::Limits;

/// The use cases, and where time, chance and the answer about people come from.
#[derive(Clone)]
pub struct Api {
    /// The use cases.
    pub app: App,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// New ids.
    pub mint: fn() -> Uuid,
    /// Who people are now. Without a user pool nobody with an administrative role gets in by a token.
    pub people: People,
    /// How much one may ask.
    pub limits: Limits,
}
