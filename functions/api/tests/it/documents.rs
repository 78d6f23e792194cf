//! Documents are outputs: what is committed is what the code says. Each test writes its file anew
//! when it is stale, and fails once to say so.

use std::fs;
use std::path::{Path, PathBuf};

fn assert_is_committed(path: &Path, content: &str) {
    let committed = fs::read_to_string(path).unwrap_or_default();
    if committed != content {
        fs::write(path, content).unwrap();
        panic!("{} was stale; it is written anew: look at the difference and commit it", path.display());
    }
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_description_is_committed() {
    let text = serde_json::to_string_pretty(&serde_json::to_value(api::openapi()).unwrap()).unwrap();
    assert_is_committed(&here("openapi.json"), &(text + "\n"));
}

#[test]
fn the_list_of_problems_is_committed() {
    assert_is_committed(&here("../../docs/problems.md"), &api::problem::documentation());
}

#[test]
fn every_reference_in_the_description_leads_somewhere() {
    let openapi = serde_json::to_value(api::openapi()).unwrap();
    let text = openapi.to_string();
    let mut parts = text.split("#/components/schemas/");
    parts.next();
    for part in parts {
        let name = part.split('"').next().unwrap();
        assert!(openapi["components"]["schemas"].get(name).is_some(), "{name} is referred to, but not described");
    }
}
