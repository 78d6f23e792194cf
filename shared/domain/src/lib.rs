//! What the business knows, context by context. Everything here is pure: facts and `now` go in, a
//! value or a refusal comes out.

pub mod address;
pub mod ids;
pub mod imports;
pub mod money;
