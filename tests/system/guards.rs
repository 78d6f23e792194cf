//! The rules of the house that a reviewer would otherwise have to remember.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use storage::keys::CHART;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn functions() -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(root().join("functions")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// `order-import` -> `OrderImport`
fn pascal(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

#[test]
fn each_layer_knows_only_the_layers_below() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("domain", &[] as &[&str]),
        ("storage", &["domain"]),
        ("formats", &["domain"]),
        ("documents", &["domain"]),
        ("messaging", &["domain"]),
        ("services", &["domain", "storage", "formats", "documents", "messaging"]),
        ("runtime", &["services", "storage"]),
    ]);
    let of_function = ["runtime", "services", "domain", "storage", "formats"];
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let ours: Vec<&str> = packages.iter().map(|package| package["name"].as_str().unwrap()).collect();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        if name == "system-tests" {
            continue;
        }
        let allowed = allowed.get(name).copied().unwrap_or(&of_function);
        let dependencies = package["dependencies"].as_array().unwrap().iter().filter(|dependency| dependency["kind"].is_null());
        for dependency in dependencies.map(|dependency| dependency["name"].as_str().unwrap()) {
            assert!(!ours.contains(&dependency) || allowed.contains(&dependency), "{name} must not know {dependency}");
            let is_outside_world =
                ["tokio", "axum", "reqwest", "lambda_runtime", "lambda_http"].contains(&dependency) || dependency.starts_with("aws-");
            assert!(name != "domain" || !is_outside_world, "the domain is pure; it must not know {dependency}");
        }
    }
}

#[test]
fn every_function_has_its_resource_log_and_sample_event_and_every_consumer_its_dead_letters() {
    let template = std::fs::read_to_string(root().join("infra/template.yaml")).unwrap();
    for name in functions() {
        let resource = pascal(&name);
        assert!(template.contains(&format!("\n  {resource}Function:\n")), "{name} has no function in the template");
        assert!(template.contains(&format!("\n  {resource}Log:\n")), "{name} has no log group");
        assert!(root().join(format!("events/{name}.json")).exists(), "{name} has no sample event");
        if !["api", "authorizer"].contains(&name.as_str()) {
            assert!(template.contains(&format!("\n  {resource}Queue:\n")), "{name} has no queue with dead letters");
        }
    }
    let queue = std::fs::read_to_string(root().join("infra/queue.yaml")).unwrap();
    for part in ["RedrivePolicy", "AWS::CloudWatch::Alarm"] {
        assert!(queue.contains(part), "a queue comes with {part}");
    }
}

#[test]
fn the_table_document_tells_what_the_code_does() {
    let mut text = TABLE_INTRODUCTION.to_owned();
    text.push_str("\n## Items\n\n| item | pk | sk | index | what it is |\n|---|---|---|---|---|\n");
    for (kind, pk, sk, index, purpose) in CHART {
        let index = if index.is_empty() { String::new() } else { format!("`{index}`") };
        text.push_str(&format!("| {kind} | `{pk}` | `{sk}` | {index} | {purpose} |\n"));
    }
    text.push_str(ACCESS_PATTERNS);
    let path = root().join("docs/table.md");
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    if found != text {
        std::fs::write(&path, &text).unwrap();
        panic!("docs/table.md was out of date and has been written anew; look at it and commit it");
    }
}

const TABLE_INTRODUCTION: &str = "\
# The table

*Written by a test (`tests/system/guards.rs`) from the code: change `shared/storage/src/keys.rs`, run the tests, commit the outcome.*

One DynamoDB table holds everything. Each item has `pk`, `sk`, `type` and `version`; most keep their content packed (JSON, deflated) in `doc`, so that an
ordinary order fits the 1 KB of a write unit and one of 2,000 lines the 400 KB of an item. Stock levels are plain numbers, because conditions are written on
them. Every partition key begins with the store, or with the organisation where an item belongs to none.

The three indexes carry keys only and are sparse: `gsi1` lists things by time, `gsi2` what is still to do with orders, `gsi3` what is due.

Most orders never have an entry in `gsi2`. Those of a file that had all their stock stand on `ready` items, some hundred each, until they are changed for the first
time; those in the house are found by the open batch that released them. An order has its own entry where neither holds it: single orders, and those that
wait, were filled, held, cut, cancelled, partly sent or taken back.
";

const ACCESS_PATTERNS: &str = "
## Access patterns

| question | how it is answered | reads |
|---|---|---|
| an order by its id | GetItem `order` | 1 |
| an order by its reference | `coverage` (the store's channels), ids derived from channel and reference, BatchGetItem | 1 + channels |
| orders placed between two days, newest first | `coverage` (months), Query `posting` `P#PLACED#<month>` backwards, BatchGetItem of one page | 2 + page |
| orders shipped between two days | the same over `P#SHIPPED#<month>` | 2 + page |
| orders with a SKU | Query `posting` `P#SKU#<bucket>`; the SKUs inside decide which orders are loaded | 1 + page |
| orders by the consignee's name | Query `posting` `P#NAME#<two letters>`; the folded names inside decide which orders are loaded | 1 + page |
| orders that are ready | Query `gsi2` `W#ready`, then `W#posted` and its `ready` items, BatchGetItem | 1 + page |
| orders in the house | Query `gsi2` `W#house`, then `W#batches` and each batch's orders, BatchGetItem | 1 + page |
| orders partly ready, partly gone, waiting, held, cancelled, that came back | Query `gsi2` `W#partial`, `W#house`, `W#waiting`, `W#held`, `W#cancelled`, `W#returned`, BatchGetItem | 1 + page |
| orders for the next batch, in their turn | `W#ready` and the lists behind `W#posted` merged by turn, then `W#partial` and `W#house`; the order decides | 1 + page |
| an import's progress and counts | GetItem `import`, Query its `C#` items | 1 + chunks |
| how far an import is undone | Query its `U#` items | 1 |
| how many open orders there are, by status | Query `gsi2` `W#ready`, `W#held` (counted there); the lists of waiting, partial, posted, house, batches with BatchGetItem, 10,000 of each | orders / 2 |
| the day's board: open orders by cut-off, service and what is to be done next | the newest 100 batches and 200 manifests; `W#ready`, `W#held` and the lists of waiting, partial, posted, house, batches with BatchGetItem, 10,000 of each | orders / 2 |
| a store in one row, for all stores | how many open orders and how many by day, as above and below; `STOCK` with BatchGetItem, 10,000 SKUs; `RC` and `COST#` of some weeks; `FINDINGS` | orders / 2 + SKUs / 2 |
| how many orders came and left by day | `coverage`, Query `posting` `P#PLACED#` and `P#SHIPPED#` of the months; BatchGetItem of those that left or came by the API, 10,000 | 2 + orders / 2 |
| stock of a SKU, of all SKUs | GetItem `level`; Query `gsi1` `STOCK`, BatchGetItem | 1; 1 + page |
| deliveries, newest first; those that are open, by day | Query `gsi1` `ASNS` backwards; `gsi2` `W#asns`, BatchGetItem; those that do not fit are passed over | 1 + page |
| what is announced and not here, of all SKUs | Query `gsi2` `W#asns`, BatchGetItem: added up whenever it is asked | 1 + open deliveries |
| returns, newest first; those that are open | Query `gsi1` `RETURNS` backwards between two moments; `gsi2` `W#returns`, BatchGetItem; those that do not fit are passed over | 1 + page |
| what came back between two days, by day, reason, SKU | Query `BACK#<month>` of the months backwards; what left from `posting` `P#SHIPPED#`, BatchGetItem, 40,000 orders | arrivals / 20 + orders / 2 |
| an order by a parcel's tracking number | Query `posting` `P#TRACK#<bucket>` backwards until it is found | 1 a 100 hand-overs |
| movements of a SKU, newest first; its demand of 28 days | Query `M#` of the SKU and `LEDGER#<bucket>` backwards, merged | 2 a page |
| what a store's orders cost between two days | Query `COST#` of the store | 1 |
| who waits for a SKU | Query `Q#<sku>` | 1 |
| what somebody exported, newest first | Query `gsi1` `EXPORTS#<person>`, BatchGetItem | 1 + page |
| what the next reconciliation file tells | Query `RC#OPEN` | 1 |
| stores whose cut-off has come | Query `gsi3` `DUE#CUTOFF` up to now | 1 |
| who somebody is now | GetItem `user`, once a minute for each person and instance | 1 |
| what somebody was told, newest first; what of it is unread | Query `INBOX` of the person backwards; Query `gsi1` `UNREAD`, counted there | page; 1 |
| a person's devices | Query `DEVICES` of the person | 1 |
| digests that are due | Query `gsi3` `DUE#DIGEST` up to now, BatchGetItem | 1 + digests |
| people by name, role, store | Query `gsi1` `USERS`, BatchGetItem; those who do not fit are passed over | 1 + page |
| who changed what, newest first | Query `AUDIT` of the store or organisation backwards between two days; those that do not fit are passed over | page |
| where a store's events go; what came of them, newest first | Query `HOOK#` of the store; Query `HOOK#<webhook>` backwards | 1; page |
| deliveries that are due | Query `gsi3` `DUE#DELIVERY` up to now | 1 |
| who bears an API key | GetItem by the key's hash | 1 |

A posting holds the orders of a whole chunk or hand-over that share a day, a bucket of SKUs or the first two letters of a name. It is a hint: the order decides. A
page costs the same however many orders the store has, because each list is read from its newest end and only until the page is full.

## What an order costs

Measured by `cargo run -p system-tests --example order_cost`: a file of 5,000 orders of 3 lines with 1,000 SKUs in one chunk, all in stock, through the whole
pipeline in batches of 2,000 and one hand-over, counted by what DynamoDB says that it charges.

| step | write units | read units | why |
|---|---|---|---|
| import: validation | 0 | 0.7 | whether the order is known (eventually consistent), 1,000 products |
| import: allocation | 1.38 | 0 | the order 1; levels 0.20; ledger 0.04; postings 0.10; the list of ready orders 0.03; marker, decision, entry |
| release | 1.07 | 1.6 | the order 1, which leaves its list (0.04) and is in the house by its batch (0.03): no index |
| papers | 0.02 | 1.6 | |
| pick | 1 | 0.5 | only where each pick is confirmed apart |
| pack and tracking | 1 | 0.5 | one write, which confirms the picks too where a house works so |
| manifest | 0.02 | 1 | |
| ship | 1.3 | 0.5 | the order 1; levels 0.20; ledger 0.04; the manifest, its lines and posting; tracking numbers 0.03 |
| **whole life** | **4.8 to 5.8** | **6 to 7** | |

A back order adds its queue entry (1), its own entry on a work list (1 and 2 later) and its filling, one transaction of order, level, ledger and entry (8).
";
