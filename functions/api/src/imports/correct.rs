//! `POST /stores/{store}/imports/{import}/corrections`

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::ids::ImportId;
use domain::imports::correction::Correction;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ImportPage;
use super::start::Started;
use crate::access::Access;
use crate::json::{At, Body};
use crate::problem::{FieldError, Problem};
use crate::state::Api;

/// No file has more columns.
const MAX_COLUMNS: usize = 512;

/// Longer texts are refused in files too.
const MAX_CELL_BYTES: usize = 32 << 10;

/// What of the rejected orders is sent again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCorrection {
    /// The first rows of the orders; all that are still rejected where absent.
    #[serde(default)]
    orders: Option<Vec<u64>>,
    /// New texts of cells. A row of which every cell is emptied is left out.
    #[serde(default)]
    cells: Vec<CorrectedCell>,
    /// Read the rows by the import profile as it is now, not as it was.
    #[serde(default)]
    present_profile: bool,
}

/// A corrected cell.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectedCell {
    row: u64,
    /// Its place in the columns of the rejected orders, from 0.
    column: usize,
    text: String,
}

/// Sends rejected orders again: with corrected cells, or as they were because the catalogue or the profile has been put right. They become an
/// import of their own that names this one; what it takes is counted here as `mended`.
#[utoipa::path(
    post, path = "/stores/{store}/imports/{import}/corrections", tag = "imports", request_body = NewCorrection,
    responses((status = 202, description = "The import that they become", body = Started)),
    extensions(("x-permission" = json!("imports.write")))
)]
pub(crate) async fn correct_import(
    State(api): State<Api>,
    here: Access<{ May::ImportsWrite as usize }>,
    At((_, of)): At<(String, ImportId)>,
    Body(new): Body<NewCorrection>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let correction = parse(new)?;
    let id = ImportId::derived(&here.named("correction"));
    let import = api.app.correct_import(&here.scope, of, id, correction, here.by.at).await?;
    Ok((StatusCode::ACCEPTED, Json(Started { import: ImportPage::load(&api.app, &here, &import).await? })))
}

fn parse(new: NewCorrection) -> Result<Correction, Problem> {
    let mut errors = Vec::new();
    if new.orders.as_ref().is_some_and(Vec::is_empty) {
        errors.push(FieldError::new("/orders", "name at least one order, or leave the member out for all"));
    }
    if new.present_profile && !new.cells.is_empty() {
        errors.push(FieldError::new("/cells", "cells are corrected as the file was read, not by another profile"));
    }
    let mut correction = Correction {
        orders: new.orders.map(|orders| orders.into_iter().collect()),
        with_present_profile: new.present_profile,
        ..Correction::default()
    };
    for (index, CorrectedCell { row, column, text }) in new.cells.into_iter().enumerate() {
        if column >= MAX_COLUMNS {
            errors.push(FieldError::new(format!("/cells/{index}/column"), format!("a file has at most {MAX_COLUMNS} columns")));
        } else if text.len() > MAX_CELL_BYTES {
            errors.push(FieldError::new(format!("/cells/{index}/text"), format!("a cell has at most {MAX_CELL_BYTES} bytes")));
        } else {
            correction.cells.entry(row).or_default().insert(column, text);
        }
    }
    if errors.is_empty() { Ok(correction) } else { Err(Problem::invalid(errors)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_told_all_at_once() {
        let parsed = |text: &str| parse(serde_json::from_str(text).unwrap());
        let correction =
            parsed(r#"{"orders": [3, 3], "cells": [{"row": 3, "column": 1, "text": "a"}, {"row": 3, "column": 1, "text": "b"}]}"#);
        let correction = correction.unwrap();
        assert_eq!((correction.orders, correction.cells[&3][&1].as_str()), (Some([3].into()), "b"));
        assert_eq!(parsed("{}").unwrap(), Correction::default());
        assert!(parsed(r#"{"orders": []}"#).is_err());
        assert!(parsed(r#"{"present_profile": true, "cells": [{"row": 3, "column": 1, "text": "a"}]}"#).is_err());
        assert!(parsed(r#"{"cells": [{"row": 3, "column": 512, "text": "a"}]}"#).is_err());
        let long = format!(r#"{{"cells": [{{"row": 3, "column": 1, "text": "{}"}}]}}"#, "x".repeat(MAX_CELL_BYTES + 1));
        assert!(parsed(&long).is_err());
    }
}
