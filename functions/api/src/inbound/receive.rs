//! `POST /stores/{store}/asns/{asn}/receipts`

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::{AsnId, Sku};
use domain::inbound::{Came, MAX_LINES};
use domain::orders::validation::MAX_QUANTITY;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AsnPage, ReceivedLine};
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::{is_number_of, is_text};

/// Goods of a delivery that came in one go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAsnReceipt {
    /// 1 to 500, each SKU once. Those that nobody announced are taken, too.
    #[schema(max_items = 500)]
    lines: Vec<ReceivedLine>,
}

/// Receives goods of a delivery. Those who wait for them get theirs a moment later, in their turn. The same `Idempotency-Key`
/// means the same goods for ever.
#[utoipa::path(
    post, path = "/stores/{store}/asns/{asn}/receipts", tag = "inbound", request_body = NewAsnReceipt,
    responses((status = 201, description = "The delivery; the goods are booked, now or before", body = AsnPage)),
    extensions(("x-permission" = json!("stock.receive")))
)]
pub(crate) async fn receive_asn(
    State(api): State<Api>,
    here: Access<{ May::StockReceive as usize }>,
    At((_, id)): At<(String, AsnId)>,
    Body(new): Body<NewAsnReceipt>,
) -> Result<(StatusCode, Json<AsnPage>), Problem> {
    let goods = goods(new.lines)?;
    let asn = api.app.receive_asn(&here.scope, &here.by, id, here.command(), goods).await?;
    Ok((StatusCode::CREATED, Json(AsnPage::load(&api.app, &here, &asn).await?)))
}

fn goods(lines: Vec<ReceivedLine>) -> Result<BTreeMap<Sku, Came>, Problem> {
    is_number_of("lines", lines.len(), MAX_LINES)?;
    let mut errors = Vec::new();
    let mut goods = BTreeMap::new();
    for (index, line) in lines.into_iter().enumerate() {
        let mut wrong = |field: &str, detail: String| errors.push(FieldError::new(format!("/lines/{index}/{field}"), detail));
        if !(1..=MAX_QUANTITY).contains(&line.good.saturating_add(line.damaged)) {
            wrong("good", format!("good and damaged units are 1 to {MAX_QUANTITY} together"));
        }
        let damage = line.damage.unwrap_or_default();
        if line.damaged > 0 && !is_text(&damage, 1, 200) {
            wrong("damage", "say in 1 to 200 bytes on one line what is wrong with the damaged units".to_owned());
        }
        if line.damaged == 0 && !damage.is_empty() {
            wrong("damaged", "say how many units are damaged".to_owned());
        }
        let came = Came { good: line.good, damaged: line.damaged, damage: damage.trim().to_owned() };
        if goods.insert(line.sku.clone(), came).is_some() {
            wrong("sku", format!("{} stands in two lines", line.sku));
        }
    }
    if errors.is_empty() { Ok(goods) } else { Err(Problem::invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn is_right(lines: serde_json::Value) -> bool {
        goods(serde_json::from_value(lines).unwrap()).is_ok()
    }

    #[test]
    fn damaged_goods_have_a_reason_and_each_sku_stands_once() {
        assert!(is_right(json!([{"sku": "A", "good": 1}, {"sku": "B", "damaged": 2, "damage": "wet"}])));
        assert!(!is_right(json!([])));
        assert!(!is_right(json!([{"sku": "A"}])));
        assert!(!is_right(json!([{"sku": "A", "damaged": 1}])));
        assert!(!is_right(json!([{"sku": "A", "good": 1, "damage": "wet"}])));
        assert!(!is_right(json!([{"sku": "A", "good": 1}, {"sku": "a", "good": 1}])));
        assert!(!is_right(json!([{"sku": "A", "good": u32::MAX, "damaged": u32::MAX, "damage": "wet"}])));
    }
}
