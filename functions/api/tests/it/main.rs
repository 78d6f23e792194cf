//! The API in process. `access` and `behaviour` use AWS clients that lead nowhere, to see what is
//! decided before the table is asked; `journeys` has a whole world behind the API.

mod access;
mod behaviour;
mod documents;
mod journeys;
mod nowhere;
