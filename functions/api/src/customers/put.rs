//! `PUT /stores/{store}/customers`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::Customer;
use crate::access::Access;
use crate::bulk::{Items, ItemsOf, Written};
use crate::json::Body;
use crate::problem::Problem;
use crate::state::Api;

/// Writes up to 500 customers, new or in the place of those with their codes: all, or none where any is wrong.
#[utoipa::path(
    put, path = "/stores/{store}/customers", tag = "customers", request_body = ItemsOf<Customer>,
    responses((status = 200, description = "All are written", body = Written)),
    extensions(("x-permission" = json!("customers.write")))
)]
pub(crate) async fn put_customers(
    State(api): State<Api>,
    here: Access<{ May::CustomersWrite as usize }>,
    Body(items): Body<Items>,
) -> Result<Json<Written>, Problem> {
    let of_party = |pointer| match pointer {
        "/name" => "/party/name",
        "/street" => "/party/street",
        "/city" => "/party/city",
        "/company" => "/party/company",
        "/region" => "/party/region",
        "/postcode" => "/party/postcode",
        _ => "/party",
    };
    let faults = |customer: &Customer| customer.party.faults().into_iter().map(|(pointer, detail)| (of_party(pointer), detail)).collect();
    let customers = items.read::<Customer>(|customer| customer.code.to_string(), faults)?;
    let customers: Vec<storage::customers::Customer> =
        customers.into_iter().map(|customer| storage::customers::Customer { code: customer.code, party: customer.party.into() }).collect();
    api.app.put_customers(&here.scope, &here.by, &customers).await?;
    Ok(Json(Written { written: customers.len() }))
}
