//! `GET /stores/{store}/brand`

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::Logo;
use crate::access::Reached;
use crate::json::tagged;
use crate::problem::Problem;
use crate::state::Api;

/// How a store looks, for everybody who works in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoreBrand {
    #[schema(examples("#0f766e"))]
    colour: Option<String>,
    logo: Option<Logo>,
}

/// How a store looks. Its tag stays while it does.
#[utoipa::path(
    get, path = "/stores/{store}/brand", tag = "stores",
    responses((status = 200, description = "Colour and logo", body = StoreBrand), (status = 304, description = "As in `If-None-Match`")),
)]
pub(crate) async fn show_brand(State(api): State<Api>, here: Reached, headers: HeaderMap) -> Result<Response, Problem> {
    let brand = &here.store.settings.brand;
    let logo = match &brand.logo {
        Some(id) => api.app.logo(&here.scope, id).await?.map(Logo::from),
        None => None,
    };
    Ok(tagged(&headers, &StoreBrand { colour: brand.colour.map(|colour| colour.to_string()), logo }))
}
