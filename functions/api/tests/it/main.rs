//! The API in process. `access`, `behaviour` and `events` use AWS clients that lead nowhere, to see what is
//! decided before the table is asked; `journeys`, `strangers` and `limits` have a whole world behind the API.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod access;
mod acting;
mod audit;
mod behaviour;
mod board;
mod counts;
mod dead_letters;
mod devices;
mod documents;
mod events;
mod exports;
mod inbound;
mod journeys;
mod limits;
mod links;
mod notices;
mod nowhere;
mod order_actions;
mod overview;
mod people;
mod returns;
mod settings;
mod strangers;
mod tokens;
mod webhooks;
