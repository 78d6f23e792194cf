//! `GET /stores/{store}/customers/{code}`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::CustomerCode;

use super::Customer;
use crate::access::Access;
use crate::json::At;
use crate::problem::Problem;
use crate::state::Api;

/// A customer.
#[utoipa::path(
    get, path = "/stores/{store}/customers/{code}", tag = "customers",
    responses((status = 200, description = "The customer", body = Customer)),
    extensions(("x-permission" = json!("customers.read")))
)]
pub(crate) async fn show_customer(
    State(api): State<Api>,
    here: Access<{ May::CustomersRead as usize }>,
    At((_, code)): At<(String, CustomerCode)>,
) -> Result<Json<Customer>, Problem> {
    let customer = api.app.table.customer(&here.scope, &code).await?.ok_or_else(|| Problem::not_found("customer"))?;
    Ok(Json(customer.into()))
}
