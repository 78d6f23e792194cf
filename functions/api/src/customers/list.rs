//! `GET /stores/{store}/customers`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;

use super::Customer;
use crate::access::Access;
use crate::json::Asked;
use crate::problem::Problem;
use crate::state::Api;
use crate::wire::{ListOf, Paging};

/// Customers in the order of their codes.
#[utoipa::path(
    get, path = "/stores/{store}/customers", tag = "customers", params(Paging),
    responses((status = 200, description = "A page of customers", body = ListOf<Customer>)),
    extensions(("x-permission" = json!("customers.read")))
)]
pub(crate) async fn list_customers(
    State(api): State<Api>,
    here: Access<{ May::CustomersRead as usize }>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<ListOf<Customer>>, Problem> {
    let page = api.app.table.customers(&here.scope, paging.limit(), paging.cursor.as_deref()).await?;
    Ok(Json(ListOf::of(page, Customer::from)))
}
