//! Many objects in one call: all of them are checked first, and one that is wrong stops them all.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::json::item;
use crate::problem::{FieldError, Problem};
use crate::wire::is_number_of;

/// The most objects of one call.
const MAX_ITEMS: usize = 500;

/// Objects, not looked at yet: each tells its own faults.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Items {
    items: Vec<Value>,
}

/// How [`Items`] are described.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only described")]
pub(crate) struct ItemsOf<T> {
    /// 1 to 500.
    #[schema(max_items = 500)]
    items: Vec<T>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Written {
    /// Objects that were written.
    pub(crate) written: usize,
}

impl Items {
    /// All of them, or everything that is wrong with any. `name` tells them apart.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        name: impl Fn(&T) -> String,
        faults: impl Fn(&T) -> Vec<(&'static str, String)>,
    ) -> Result<Vec<T>, Problem> {
        is_number_of("items", self.items.len(), MAX_ITEMS)?;
        let mut errors = Vec::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut read = Vec::with_capacity(self.items.len());
        for (index, value) in self.items.iter().enumerate() {
            match item::<T>(value) {
                Err((pointer, detail)) => errors.push(FieldError::new(format!("/items/{index}{pointer}"), detail)),
                Ok(item) => {
                    errors.extend(
                        faults(&item).into_iter().map(|(pointer, detail)| FieldError::new(format!("/items/{index}{pointer}"), detail)),
                    );
                    if let Some(first) = seen.insert(name(&item), index) {
                        errors.push(FieldError::new(format!("/items/{index}"), format!("it is the same as item {first}")));
                    }
                    read.push(item);
                }
            }
        }
        if errors.is_empty() { Ok(read) } else { Err(Problem::invalid(errors)) }
    }
}
