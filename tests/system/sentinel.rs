//! Live data broken by hand, past all code of ours: the sentinel catches it, freezes what is touched
//! and nothing else, and its repair heals it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use std::cell::RefCell;
use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::findings::{Finding, FindingState, Repair};
use domain::ids::BatchId;
use domain::imports::record::{Import, State};
use domain::invariants::{Rule, Subject};
use domain::orders::transitions::Refusal;
use domain::orders::{HoldReason, Order};
use domain::reconciliation::{Reconciliation, ReconciliationState};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use services::Error;
use storage::meter::measured;
use system_tests::{World, csv};

/// Ten of A and of B, and three orders that have what they want.
async fn shop() -> World {
    let world = World::new().await;
    world.app.table.set_next_cut_off(&world.scope, "2026-12-24T12:00:00Z".parse().unwrap()).await.unwrap();
    world.receive("R1", &[("A", 10), ("B", 10)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3"), ("2", "B", "2"), ("3", "A", "1"), ("3", "B", "1")])).await;
    world
}

/// Lets the sentinel do what it does of itself: its round, and looks at what changed or is suspected.
async fn let_it_look(world: &mut World) {
    world.pass(400);
    world.settle().await;
    world.tick("sentinel").await.unwrap();
    world.look_after().await;
}

fn found(world: &World) -> Vec<(Rule, Subject, Option<Repair>)> {
    let open = world.findings().into_iter().filter(Finding::is_open);
    open.map(|finding| (finding.violation.rule, finding.violation.subject, finding.repair)).collect()
}

fn sku(name: &str) -> Subject {
    Subject::Sku(name.parse().unwrap())
}

/// Makes every repair that is proposed.
async fn repair(world: &World) {
    for finding in world.findings().into_iter().filter(Finding::is_open) {
        let repaired = world.app.repair(&world.scope, finding.id, &world.by()).await.unwrap();
        assert!(matches!(repaired.state, FindingState::Repaired { .. }));
    }
    world.settle().await;
}

fn key_of(item: &Value) -> Value {
    json!({"pk": item["pk"], "sk": item["sk"]})
}

fn document<T: DeserializeOwned>(item: &Value) -> T {
    storage::pack::unpack(&BASE64_STANDARD.decode(item["doc"]["B"].as_str().unwrap()).unwrap()).unwrap()
}

/// Changes the document of the items of a kind that `change` changes.
fn rewrite<T: DeserializeOwned + Serialize + PartialEq + Clone>(world: &World, kind: &str, change: impl Fn(&mut T)) {
    let mut n_changed = 0;
    for mut item in world.raw_items(kind) {
        let before: T = document(&item);
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            item["doc"]["B"] = BASE64_STANDARD.encode(storage::pack::pack(&after)).into();
            world.tamper("PutItem", &json!({"Item": item}));
            n_changed += 1;
        }
    }
    assert!(n_changed > 0, "nothing was broken");
}

/// Takes items of a kind away whose text has all of these words.
fn lose(world: &World, kind: &str, words: &[&str]) {
    let lost: Vec<Value> =
        world.raw_items(kind).into_iter().filter(|item| words.iter().all(|word| item.to_string().contains(word))).collect();
    assert!(!lost.is_empty(), "nothing was lost");
    for item in lost {
        world.tamper("DeleteItem", &json!({"Key": key_of(&item)}));
    }
}

fn set_available(world: &World, sku: &str, units: u32) {
    let level = world.raw_items("level").into_iter().find(|item| item["sku"]["S"] == sku).unwrap();
    world.tamper(
        "UpdateItem",
        &json!({"Key": key_of(&level), "UpdateExpression": "SET available = :units, version = version + :one",
            "ExpressionAttributeValues": {":units": {"N": units.to_string()}, ":one": {"N": "1"}}}),
    );
}

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes to the log of its own thread, which is its own test.
struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn healthy_stock_is_looked_at_for_nothing_and_costs_no_write() {
    let mut world = shop().await;
    let_it_look(&mut world).await;
    assert_eq!(found(&world), []);
    world.receive("R2", &[("A", 1)]).await;
    let looks = world.cloud.take_messages();
    world.pass(400);
    let (done, spent) = measured(world.deliver(&looks[0].0, &looks[0].1)).await;
    done.unwrap();
    assert!(spent.usage.read_units > 0);
    assert_eq!(spent.usage.write_units, 0, "a look that finds nothing wrong has nothing to remember");
    world.check().await;
}

#[tokio::test]
async fn however_often_stock_changes_it_is_looked_at_once() {
    let world = shop().await;
    world.cloud.take_messages();
    for n in 0..9 {
        let lines = [("A".parse().unwrap(), 1), ("B".parse().unwrap(), 1)].into();
        world.app.receive_goods(&world.scope, &world.by(), &format!("many-{n}"), lines, world.now).await.unwrap();
    }
    world.watch_records(&world.stream(1_000)).await.unwrap();
    let looks = world.cloud.take_messages();
    assert_eq!(looks.len(), 1, "{looks:?}");
    let look: Value = serde_json::from_str(&looks[0].1).unwrap();
    assert_eq!(look["skus"], json!(["A", "B"]));
}

#[tokio::test]
async fn a_changed_level_is_frozen_alone_and_its_repair_heals_it() {
    let mut world = shop().await;
    tracing_subscriber::fmt().with_ansi(false).with_writer(|| Log).init();
    set_available(&world, "A", 9);
    // Only what the table's stream shows: no round.
    world.settle().await;
    world.look_after().await;
    assert_eq!(found(&world), [(Rule::Ledger, sku("A"), Some(Repair::RebuildLevel))]);

    // The alarm counts lines with these words.
    let log = String::from_utf8(LOG.take()).unwrap();
    let words = "an invariant does not hold";
    assert!(include_str!("../../infra/template.yaml").contains(&format!("FilterPattern: '\"{words}\"'")));
    assert_eq!(log.lines().filter(|line| line.contains("ERROR") && line.contains(words)).count(), 1, "{log}");

    // What is frozen promises nothing, not even stock that comes; everything else goes on.
    world.drop_file("more.csv", &csv(&[("4", "A", "1"), ("5", "B", "1")])).await;
    world.receive("R2", &[("A", 1)]).await;
    assert!(world.level("A").await.frozen && !world.level("B").await.frozen);
    assert_eq!((world.order("4").await.units().backordered, world.order("5").await.units().allocated), (1, 1));

    // The recount shows the difference and changes nothing.
    let level = world.level("A").await;
    let recount = world.app.recount(&world.scope, &level.sku).await.unwrap();
    assert_eq!((recount.level.available, recount.ledger.as_ref().unwrap().available), (10, 7));
    assert_eq!((recount.orders.reserved(), recount.orders.backordered, recount.queued), (4, 1, 1));
    assert_eq!(world.level("A").await, level);

    repair(&world).await;
    let level = world.level("A").await;
    assert!(!level.frozen);
    assert_eq!((level.available, level.allocated, level.backordered), (6, 5, 0), "who waited got the stock");
    let_it_look(&mut world).await;
    assert_eq!(found(&world), []);
    world.check().await;
}

#[tokio::test]
async fn a_recount_that_is_out_of_date_is_not_applied() {
    let world = shop().await;
    set_available(&world, "A", 9);
    let shown = world.app.recount(&world.scope, &"A".parse().unwrap()).await.unwrap();
    world.receive("R2", &[("A", 1)]).await;
    let rebuilt = world.app.rebuild_level(&world.scope, &"A".parse().unwrap(), shown.level.version, Some(&world.by())).await;
    assert!(matches!(rebuilt, Err(Error::Changed)), "{rebuilt:?}");
    assert_eq!(world.level("A").await.available, 10);
    let now = world.level("A").await.version;
    let rebuilt = world.app.rebuild_level(&world.scope, &"A".parse().unwrap(), now, Some(&world.by())).await.unwrap();
    assert_eq!(rebuilt.ledger, Some(rebuilt.level));
    world.check().await;
}

#[tokio::test]
async fn a_lost_ledger_entry_is_caught_and_what_cannot_be_rebuilt_stays_frozen() {
    let mut world = shop().await;
    lose(&world, "move", &["#SKU#A", "rec_"]);
    let_it_look(&mut world).await;
    assert_eq!(found(&world), [(Rule::Ledger, sku("A"), Some(Repair::RebuildLevel))]);
    let recount = world.app.recount(&world.scope, &"A".parse().unwrap()).await.unwrap();
    assert_eq!(recount.ledger, None, "without its receipt the ledger takes away what was never there");
    let refused = world.app.repair(&world.scope, world.findings()[0].id, &world.by()).await;
    assert!(matches!(refused, Err(Error::State(_))), "{refused:?}");
    assert!(world.level("A").await.frozen && !world.level("B").await.frozen);
}

#[tokio::test]
async fn a_deleted_order_is_caught_and_its_stock_set_free() {
    let mut world = shop().await;
    let order = world.order("1").await;
    lose(&world, "order", &[&order.id.to_string()]);
    world.settle().await;
    for (queue, body) in world.cloud.take_messages() {
        world.deliver(&queue, &body).await.unwrap();
    }
    assert_eq!(found(&world), [(Rule::History, Subject::Order(order.id), None)], "the stream tells it at once");
    let_it_look(&mut world).await;
    let mut all = found(&world);
    all.retain(|(_, subject, _)| matches!(subject, Subject::Sku(_)));
    assert_eq!(all, [(Rule::Allocated, sku("A"), Some(Repair::CountOrders))]);
    assert!(world.level("A").await.frozen && !world.level("B").await.frozen);
    for finding in world.findings() {
        let (id, by) = (finding.id, world.by());
        match finding.repair {
            Some(_) => drop(world.app.repair(&world.scope, id, &by).await.unwrap()),
            None => drop(world.app.dismiss(&world.scope, id, &by, "the client was told").await.unwrap()),
        }
    }
    let level = world.level("A").await;
    assert_eq!((level.available, level.allocated, level.frozen), (9, 1, false));
    let_it_look(&mut world).await;
    assert_eq!(found(&world), []);
}

#[tokio::test]
async fn an_order_with_units_that_nobody_ordered_is_held_alone() {
    let mut world = shop().await;
    let id = world.order("1").await.id;
    rewrite::<Order>(&world, "order", |order| {
        if order.id == id {
            order.counters[0].allocated += 3;
        }
    });
    world.settle().await;
    world.look_after().await;
    assert!(found(&world).contains(&(Rule::Lines, Subject::Order(id), None)), "{:?}", found(&world));
    let held = world.order("1").await;
    assert_eq!(held.holds.iter().map(|hold| hold.reason).collect::<Vec<_>>(), [HoldReason::Operator]);
    assert!(world.order("2").await.holds.is_empty());

    // Nobody releases or picks it; the others go on.
    let batch = world.app.create_batch(&world.scope, &world.by(), BatchId::new(uuid::Uuid::from_u128(1)), None, 100).await.unwrap();
    world.settle().await;
    assert_eq!(batch.orders.len(), 2);
    assert_eq!(world.order("1").await.units().released, 0);
    assert_eq!(world.order("2").await.units().released, 2);
    let picked = world.app.pick(&world.scope, id, &world.by(), &[(1, "A".parse().unwrap(), 1)]).await;
    assert!(matches!(picked, Err(Error::Refused(Refusal::OnHold))), "{picked:?}");
}

#[tokio::test]
async fn stock_that_an_order_was_given_twice_is_caught_by_counting() {
    let mut world = shop().await;
    world.drop_file("more.csv", &csv(&[("4", "A", "9")])).await;
    let id = world.order("4").await.id;
    // As a second run would that forgot its token: the order has more than was taken off the level.
    rewrite::<Order>(&world, "order", |order| {
        if order.id == id {
            order.counters[0].allocated += order.counters[0].backordered;
            order.counters[0].backordered = 0;
        }
    });
    let_it_look(&mut world).await;
    let of_stock: Vec<_> = found(&world).into_iter().filter(|(_, subject, _)| *subject == sku("A")).map(|(rule, _, _)| rule).collect();
    assert!(of_stock.contains(&Rule::Allocated) && of_stock.contains(&Rule::Waiting), "{of_stock:?}");
    assert!(world.level("A").await.frozen && !world.level("B").await.frozen);
}

#[tokio::test]
async fn a_lost_place_in_the_queue_is_given_back() {
    let mut world = shop().await;
    world.drop_file("more.csv", &csv(&[("4", "A", "8"), ("5", "A", "1")])).await;
    lose(&world, "waiting", &[&world.order("4").await.id.to_string()]);
    let_it_look(&mut world).await;
    assert_eq!(found(&world), [(Rule::Waiting, sku("A"), Some(Repair::CountOrders))]);
    world.receive("R2", &[("A", 1)]).await;
    assert_eq!(world.order("5").await.units().backordered, 1, "nobody overtakes while it is frozen");
    repair(&world).await;
    assert_eq!((world.order("4").await.units().backordered, world.order("5").await.units().backordered), (1, 1));
    world.receive("R3", &[("A", 1)]).await;
    assert_eq!((world.order("4").await.units().backordered, world.order("5").await.units().backordered), (0, 1));
    world.check().await;
}

#[tokio::test]
async fn stock_that_nobody_handed_on_is_handed_on() {
    let mut world = shop().await;
    world.drop_file("more.csv", &csv(&[("4", "A", "8")])).await;
    let lines = [("A".parse().unwrap(), 5)].into();
    world.app.receive_goods(&world.scope, &world.by(), "R2", lines, world.now).await.unwrap();
    let records = world.stream(1_000);
    world.relay_records(&records).await.unwrap();
    world.watch_records(&records).await.unwrap();
    // The message that wakes the filler gets lost.
    let looks: Vec<_> = world.cloud.take_messages().into_iter().filter(|(queue, _)| queue == "sentinel").collect();
    assert_eq!(world.level("A").await.promisable(), 5);
    world.pass(400);
    for (queue, body) in looks {
        world.deliver(&queue, &body).await.unwrap();
    }
    world.look_after().await;
    assert_eq!(world.order("4").await.units().backordered, 0);
    assert_eq!(found(&world), [], "nobody has to look at it");
    world.check().await;
}

#[tokio::test]
async fn a_lost_list_of_orders_is_written_again_and_no_reason_to_freeze() {
    let mut world = shop().await;
    let listed = world.raw_items("posting");
    lose(&world, "posting", &[]);
    let_it_look(&mut world).await;
    assert_eq!(found(&world), []);
    let again = world.raw_items("posting");
    assert_eq!(again.iter().map(key_of).collect::<Vec<_>>(), listed.iter().map(key_of).collect::<Vec<_>>());
    let recount = world.app.recount(&world.scope, &"A".parse().unwrap()).await.unwrap();
    assert_eq!(recount.orders.reserved(), 4);
    world.check().await;
}

#[tokio::test]
async fn a_file_whose_link_or_bytes_were_changed_is_caught() {
    let mut world = shop().await;
    for _ in 0..2 {
        world.pass(60);
        world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    }
    world.settle().await;
    rewrite::<Reconciliation>(&world, "reconciliation", |file| {
        if let (2, ReconciliationState::Made(made)) = (file.sequence, &mut file.state) {
            made.previous_sha256 = Some("0".repeat(64));
        }
    });
    world.settle().await;
    for (queue, body) in world.cloud.take_messages() {
        world.deliver(&queue, &body).await.unwrap();
    }
    assert_eq!(found(&world), [(Rule::Chain, Subject::Reconciliation(2), None)], "the stream tells it at once");
    let finding = world.findings().remove(0);
    world.app.dismiss(&world.scope, finding.id, &world.by(), "seen").await.unwrap();
    let_it_look(&mut world).await;
    assert_eq!(found(&world).len(), 1, "and the round, as long as it is so");

    let mut world = shop().await;
    for _ in 0..2 {
        world.pass(60);
        world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    }
    let json = world.cloud.keys().into_iter().find(|key| key.ends_with("reconciliation-000002.json")).unwrap();
    world.cloud.put_file(&json, b"{}".to_vec());
    let_it_look(&mut world).await;
    assert_eq!(found(&world), [(Rule::Chain, Subject::Reconciliation(2), None)]);
    assert!(!world.level("A").await.frozen && !world.level("B").await.frozen);
}

#[tokio::test]
async fn what_would_be_told_twice_is_caught_before_the_file_is_made() {
    let mut world = shop().await;
    let order = world.order("1").await;
    world.app.cancel_order(&world.scope, order.id, &world.by(), "not wanted").await.unwrap();
    let_it_look(&mut world).await;
    assert_eq!(found(&world), []);
    let mut entry = world.raw_items("entry").into_iter().find(|item| item.to_string().contains(&order.id.to_string())).unwrap();
    entry["sk"]["S"] = format!("{}x", entry["sk"]["S"].as_str().unwrap()).into();
    world.tamper("PutItem", &json!({"Item": entry}));
    let_it_look(&mut world).await;
    assert_eq!(found(&world), [(Rule::Told, Subject::Reconciliation(1), None)]);
}

#[tokio::test]
async fn a_changed_count_of_rows_is_caught() {
    let mut world = shop().await;
    rewrite::<Import>(&world, "import", |import| {
        if let State::Completed { result, .. } = &mut import.state {
            result.rows.accepted -= 1;
        }
    });
    world.settle().await;
    world.look_after().await;
    let all = found(&world);
    assert!(matches!(all.as_slice(), [(Rule::Rows, Subject::Import(_), None)]), "{all:?}");
}
