//! The path of a call, as it was sent.
//!
//! API Gateway hands it over with its escapes decoded, but for `%25`. Taken as an address once more, a `?` that was part of an id would
//! begin the query, a `#` would end it all, and a line's end would vanish: the call would be about something else.

use std::fmt::Write;

use lambda_http::request::LambdaRequest;

/// The event with those characters of its path escaped again that mean something in an address.
pub fn whole(mut event: LambdaRequest) -> LambdaRequest {
    if let LambdaRequest::ApiGatewayV2(call) = &mut event
        && let Some(path) = call.raw_path.as_mut().filter(|path| path.contains(means_something))
    {
        *path = escaped(path);
    }
    event
}

fn means_something(c: char) -> bool {
    matches!(c, '?' | '#' | '\\' | ' ') || c.is_ascii_control()
}

fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 16);
    for c in path.chars() {
        if means_something(c) {
            // Writing to a text does not fail.
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_an_address_is_escaped_and_nothing_else() {
        assert_eq!(escaped("/v1/a?b#c\\d\n e%25ż"), "/v1/a%3Fb%23c%5Cd%0A%20e%25ż");
    }
}
