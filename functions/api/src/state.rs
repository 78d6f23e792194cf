//! What every operation works with.

use jiff::Timestamp;
use services::App;
use uuid::Uuid;

use crate::identity::second_factor::SecondFactors;
use crate::limits::Limits;

/// The use cases, and where time, chance and the answer about second factors come from.
#[derive(Clone)]
pub struct Api {
    /// The use cases.
    pub app: App,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// New ids.
    pub mint: fn() -> Uuid,
    /// Who has a second factor. Without it nobody with an administrative role gets in by a token.
    pub second_factors: Option<SecondFactors>,
    /// How much one may ask.
    pub limits: Limits,
}
