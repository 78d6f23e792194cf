//! `POST /stores/{store}/exports`

use axum::Json;
use axum::extract::State;
use domain::exports::{Export, Format, Heading, State as HowFar, Wanted};
use domain::identity::Denied;
use domain::ids::ExportId;
use http::StatusCode;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use services::exports::columns_of;
use utoipa::ToSchema;

use super::ExportPage;
use crate::access::Reached;
use crate::json::{Body, item};
use crate::problem::{FieldError, Problem};
use crate::state::Api;
use crate::wire::is_text;
use crate::words;

/// The most orders that are chosen one by one.
const MOST_CHOSEN: usize = 2_000;

/// Of what somebody wants a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExport {
    #[schema(value_type = words::ExportList)]
    list: String,
    /// As in the query of the list: `status`, `placed_from`… of orders, `q` of stock and products, `sku` of moves, `code` of customers, `state` of
    /// findings, `q`, `state`, `reason`, `sku`, `announced_from`… of returns, `log`, `actor`, `kind`, `from`, `to` of the audit; and `orders`, up to 2,000 ids, of `chosen_orders`.
    #[serde(default)]
    #[schema(value_type = Object)]
    filter: Map<String, Value>,
    /// In their order; all that the list has where absent.
    #[serde(default)]
    columns: Vec<NewColumn>,
    #[schema(value_type = words::ExportFormat)]
    format: Format,
    /// IANA zone of the times in the file; the store's where absent.
    #[serde(default)]
    #[schema(examples("Europe/London"))]
    time_zone: Option<String>,
}

/// A column of the file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewColumn {
    /// As it is called in a row of the list; of what is inside, the path: `party.city`.
    #[schema(examples("placed_at"))]
    column: String,
    /// What stands above it, in any language; its name where absent.
    #[serde(default)]
    label: Option<String>,
}

/// Begins to write a whole list, as it is filtered, into a file. Ask for the export until it is `ready`. It takes the permission to read the list.
#[utoipa::path(
    post, path = "/stores/{store}/exports", tag = "exports", request_body = NewExport,
    responses((status = 202, description = "The export; see its `state`", body = ExportPage)),
)]
pub(crate) async fn begin_export(
    State(api): State<Api>,
    here: Reached,
    Body(asked): Body<NewExport>,
) -> Result<(StatusCode, Json<ExportPage>), Problem> {
    let wanted = wanted(&asked)?;
    if !wanted.is_for(&here.identity) {
        return Err(Denied::NotAllowed.into());
    }
    let columns = columns(&wanted, asked.columns)?;
    let time_zone = asked.time_zone.unwrap_or_else(|| here.store.settings.time_zone.clone());
    if TimeZone::get(&time_zone).is_err() {
        return Err(Problem::invalid_at("/time_zone", format!("{time_zone:?} is not an IANA time zone like Europe/London")));
    }
    let export = Export {
        id: ExportId::derived(&[here.identity.actor.as_str(), &here.named("export").concat()]),
        version: 1,
        asked_by: here.identity.clone(),
        asked_at: here.by.at,
        wanted,
        columns,
        format: asked.format,
        time_zone,
        state: HowFar::Reading { parts: 0, rows: 0, cursor: None },
    };
    let export = api.app.begin_export(&here.scope, export, &here.by).await?;
    Ok((StatusCode::ACCEPTED, Json(ExportPage::load(&api.app, &here, &export).await?)))
}

fn wanted(asked: &NewExport) -> Result<Wanted, Problem> {
    if !Wanted::LISTS.contains(&asked.list.as_str()) {
        return Err(Problem::invalid_at("/list", format!("a list is one of {}", Wanted::LISTS.join(", "))));
    }
    // What is empty is not asked for: forms send their empty fields, too.
    let filter: Map<String, Value> = asked.filter.clone().into_iter().filter(|(_, value)| value.as_str() != Some("")).collect();
    let wanted: Wanted =
        item(&json!({"list": asked.list, "filter": filter})).map_err(|(pointer, detail)| Problem::invalid_at(pointer, detail))?;
    match &wanted {
        Wanted::ChosenOrders(of) if !(1..=MOST_CHOSEN).contains(&of.orders.len()) => {
            Err(Problem::invalid_at("/filter/orders", format!("1 to {MOST_CHOSEN} orders can be chosen, not {}", of.orders.len())))
        }
        _ => Ok(wanted),
    }
}

fn columns(wanted: &Wanted, asked: Vec<NewColumn>) -> Result<Vec<Heading>, Problem> {
    let known: Vec<&str> = columns_of(wanted).into_iter().map(|(name, _)| name).collect();
    if asked.is_empty() {
        return Ok(known.iter().map(|name| Heading { column: (*name).to_owned(), label: (*name).to_owned() }).collect());
    }
    let mut errors = Vec::new();
    if asked.len() > known.len() {
        errors.push(FieldError::new("/columns", format!("the list has {} columns", known.len())));
    }
    for (index, NewColumn { column, label }) in asked.iter().enumerate() {
        if !known.contains(&column.as_str()) {
            let detail = format!("the list has no column {column:?}, but {}", known.join(", "));
            errors.push(FieldError::new(format!("/columns/{index}/column"), detail));
        }
        if label.as_deref().is_some_and(|label| !is_text(label, 1, 100)) {
            errors.push(FieldError::new(format!("/columns/{index}/label"), "a label is 1 to 100 bytes on one line"));
        }
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    Ok(asked.into_iter().map(|NewColumn { column, label }| Heading { label: label.unwrap_or_else(|| column.clone()), column }).collect())
}
