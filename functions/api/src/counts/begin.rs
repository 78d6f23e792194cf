//! `POST /stores/{store}/counts`

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use domain::counts::{Chosen, MAX_SKUS};
use domain::identity::roles::Permission as May;
use domain::ids::{CountId, Sku};
use domain::stock::search::Filter;
use http::StatusCode;
use serde::Deserialize;
use services::counts::NewCount;
use utoipa::ToSchema;

use super::CountPage;
use crate::access::Access;
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{is_number_of, is_text};

/// What is to be counted: `skus`, or what a `filter` of the stock list finds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountBody {
    /// As people call it: 1 to 100 bytes.
    #[schema(examples("Aisle B, November"))]
    name: String,
    /// Whether those who count do not see what should be there.
    #[serde(default = "yes")]
    #[schema(default = true)]
    blind: bool,
    /// 1 to 5,000 SKUs of the catalogue.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 5000)]
    skus: Option<BTreeSet<Sku>>,
    /// As in the query of the stock list, without `as_of`; an empty one finds everything, up to 5,000 SKUs.
    #[serde(default)]
    #[schema(value_type = Option<Object>, examples(json!({"not_counted_for": 90})))]
    filter: Option<Filter>,
}

fn yes() -> bool {
    true
}

/// Begins a count. What is booked without approval is what the store's settings say now.
#[utoipa::path(
    post, path = "/stores/{store}/counts", tag = "counts", request_body = CountBody,
    responses((status = 201, description = "The count", body = CountPage)),
    extensions(("x-permission" = json!("stock.adjust")))
)]
pub(crate) async fn begin_count(
    State(api): State<Api>,
    here: Access<{ May::StockAdjust as usize }>,
    Body(body): Body<CountBody>,
) -> Result<(StatusCode, Json<CountPage>), Problem> {
    let new = NewCount { id: CountId::derived(&here.named("count")), name: name(&body.name)?, is_blind: body.blind, chosen: chosen(body)? };
    let count = api.app.begin_count(&here.scope, &here.by, new).await?;
    Ok((StatusCode::CREATED, Json(CountPage::load(&api.app, &here, &count).await?)))
}

fn name(text: &str) -> Result<String, Problem> {
    if is_text(text, 1, 100) {
        Ok(text.trim().to_owned())
    } else {
        Err(Problem::invalid_at("/name", "a name is 1 to 100 bytes on one line"))
    }
}

fn chosen(body: CountBody) -> Result<Chosen, Problem> {
    match (body.skus, body.filter) {
        (Some(skus), None) => {
            is_number_of("skus", skus.len(), MAX_SKUS)?;
            Ok(Chosen::Skus(skus))
        }
        (None, Some(filter)) => Ok(Chosen::Filter(filter)),
        _ => Err(Problem::invalid_at("/filter", "say either which skus, or by which filter")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_count_is_of_skus_or_of_a_filter() {
        let read = |body: serde_json::Value| chosen(serde_json::from_value::<CountBody>(body).unwrap());
        assert!(matches!(read(json!({"name": "x", "skus": ["a", "A", "b"]})).unwrap(), Chosen::Skus(skus) if skus.len() == 2));
        assert!(
            matches!(read(json!({"name": "x", "filter": {"short": true}})).unwrap(), Chosen::Filter(filter) if filter.short == Some(true))
        );
        assert!(read(json!({"name": "x"})).is_err());
        assert!(read(json!({"name": "x", "skus": []})).is_err());
        assert!(read(json!({"name": "x", "skus": ["A"], "filter": {}})).is_err());
        assert!(serde_json::from_value::<CountBody>(json!({"name": "x", "filter": {"colour": "red"}})).is_err());
        assert!(serde_json::from_value::<CountBody>(json!({"name": "x", "skus": ["A"]})).unwrap().blind, "blind by default");
        assert!(name(" ").is_err() && name("a\nb").is_err() && name(" Aisle B ").unwrap() == "Aisle B");
    }
}
