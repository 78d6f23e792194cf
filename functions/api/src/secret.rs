//! Secrets that an answer tells once.

use services::Error;

use crate::problem::Problem;

/// An answer with this among its extensions tells a secret, and is not kept: whoever repeats the call is told that it is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShownOnce;

/// 256 random bits.
pub(crate) fn random_bytes() -> Result<[u8; 32], Problem> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::unavailable("making a secret"))?;
    Ok(bytes)
}
