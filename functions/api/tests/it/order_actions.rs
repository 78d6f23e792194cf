//! One action on many orders: each has its own outcome, and the same call again the same ones.

use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use domain::ids::{CommandId, OrderId};
use domain::orders::HoldReason;
use domain::orders::history::By;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use services::bulk::{OrderAction, Outcome};

use crate::journeys::{Desk, order};
use crate::nowhere::identity;

async fn place(desk: &Desk, reference: &str, sku: &str, units: u32) -> String {
    desk.post("/orders", order(reference, &[(sku, units)]), 202).await["order"]["id"].as_str().unwrap().to_owned()
}

fn outcomes(result: &Value) -> Vec<&str> {
    result["items"].as_array().unwrap().iter().map(|item| item["outcome"].as_str().unwrap()).collect()
}

async fn holds(desk: &Desk, id: &str) -> Value {
    desk.get(&format!("/orders/{id}")).await["holds"].clone()
}

#[tokio::test]
async fn many_are_held_and_let_go_and_a_lifted_hold_can_be_put_back() {
    let desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 9}]}), 201).await;
    let (one, two, three) = (place(&desk, "SO-1", "A", 1).await, place(&desk, "SO-2", "A", 1).await, place(&desk, "SO-3", "A", 1).await);
    desk.post(&format!("/orders/{two}/holds"), json!({"reason": "address", "note": "no number"}), 200).await;
    desk.post(&format!("/orders/{three}/cancel"), json!({"reason": "changed my mind"}), 200).await;
    let nothing = "ord_ffffffffffffffffffffffffffffffff";
    let body = json!({"action": "hold", "hold": "address", "note": "ask", "orders": [one, two, three, nothing, one]});
    let held = desk.post("/order-actions", body.clone(), 200).await;
    assert_eq!(outcomes(&held), ["done", "unchanged", "refused", "refused"], "{held}");
    assert_eq!(held["items"][0]["reference"], "SO-1");
    assert_eq!(held["items"][2]["reference"], "SO-3");
    assert_eq!((&held["items"][3]["reference"], &held["items"][3]["detail"]), (&Value::Null, &json!("there is no such order")));

    let lifted = desk.post("/order-actions", json!({"action": "release_hold", "orders": [one, two, three]}), 200).await;
    assert_eq!(outcomes(&lifted), ["done", "done", "refused"]);
    assert_eq!(lifted["items"][1]["lifted"], json!([{"hold": "address", "note": "no number"}]));
    assert_eq!(holds(&desk, &two).await, json!([]));
    let back = json!({"action": "hold", "hold": "address", "note": "no number", "orders": [two]});
    assert_eq!(outcomes(&desk.post("/order-actions", back, 200).await), ["done"]);
    assert_eq!(holds(&desk, &two).await, json!(["address"]));

    // All holds of an order in one step, each told.
    desk.post(&format!("/orders/{two}/holds"), json!({"reason": "fraud", "note": ""}), 200).await;
    let lifted = desk.post("/order-actions", json!({"action": "release_hold", "hold": "fraud", "orders": [two]}), 200).await;
    assert_eq!((outcomes(&lifted), holds(&desk, &two).await), (vec!["done"], json!(["address"])));
    desk.world.check().await;
}

#[tokio::test]
async fn the_same_command_again_does_nothing_more_and_is_answered_alike() {
    let desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 9}]}), 201).await;
    let mut ids: Vec<OrderId> = Vec::new();
    for (reference, sku) in [("SO-1", "A"), ("SO-2", "B"), ("SO-3", "A")] {
        ids.push(place(&desk, reference, sku, 1).await.parse().unwrap());
    }
    let actions = [
        OrderAction::Hold { reason: HoldReason::Client, note: "ask".to_owned() },
        OrderAction::ReleaseHold { reason: None },
        OrderAction::Cancel { reason: "why not".to_owned() },
    ];
    for (n, action) in actions.iter().enumerate() {
        let by = By { command: Some(CommandId::derived(&[&n.to_string()])), ..desk.world.by() };
        let first = desk.world.app.act_on_orders(&desk.world.scope, &ids, &by, action).await.unwrap();
        assert!(first.iter().all(|acted| acted.outcome == Outcome::Done), "{first:?}");
        let orders = desk.world.orders();
        assert_eq!(desk.world.app.act_on_orders(&desk.world.scope, &ids, &by, action).await.unwrap(), first);
        assert_eq!(desk.world.orders(), orders);
    }
    desk.world.check().await;
}

#[tokio::test]
async fn those_that_are_ready_go_into_one_batch_and_the_others_are_told_why_not() {
    let desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 3}]}), 201).await;
    let (ready, held, waiting) =
        (place(&desk, "SO-1", "A", 1).await, place(&desk, "SO-2", "A", 1).await, place(&desk, "SO-3", "B", 1).await);
    desk.post(&format!("/orders/{held}/holds"), json!({"reason": "payment"}), 200).await;
    let body = json!({"action": "release", "orders": [ready, held, waiting]});
    let result = desk.post("/order-actions", body.clone(), 200).await;
    assert_eq!(outcomes(&result), ["done", "refused", "refused"]);
    assert_eq!((&result["items"][1]["detail"], &result["items"][2]["detail"]), (&json!("it is on hold"), &json!("it waits for stock")));
    let batch = desk.get(&format!("/batches/{}", result["batch"].as_str().unwrap())).await;
    assert_eq!(batch["orders"], json!([ready]));
    desk.world.settle().await;
    let again = desk.post("/order-actions", body, 200).await;
    assert_eq!((outcomes(&again), &again["batch"]), (vec!["refused"; 3], &Value::Null));
    assert_eq!(again["items"][0]["detail"], "the warehouse has it, or it is done");
    desk.world.check().await;
}

#[tokio::test]
async fn each_action_takes_its_own_permission_and_bounds_are_kept() {
    let mut desk = Desk::new().await;
    let id = place(&desk, "SO-1", "A", 1).await;
    let all = [
        (json!({"action": "hold", "hold": "client", "orders": [id]}), Permission::OrdersHold),
        (json!({"action": "release_hold", "orders": [id]}), Permission::OrdersHold),
        (json!({"action": "release", "orders": [id]}), Permission::FulfilmentRelease),
        (json!({"action": "cancel", "reason": "why not", "orders": [id]}), Permission::OrdersCancel),
    ];
    for (body, permission) in &all {
        let others: Vec<Permission> = Permission::ALL.iter().copied().filter(|other| other != permission).collect();
        desk.who = identity(Role::Machine, Stores::All, &others);
        desk.post("/order-actions", body.clone(), 403).await;
    }
    for (body, permission) in all {
        desk.who = identity(Role::Machine, Stores::All, &[permission]);
        desk.post("/order-actions", body, 200).await;
    }
    desk.who = identity(Role::HeadOffice, Stores::All, &[]);
    for (body, pointer) in [
        (json!({"action": "hold", "orders": [id]}), "/hold"),
        (json!({"action": "cancel", "orders": [id]}), "/reason"),
        (json!({"action": "hold", "hold": "client", "orders": []}), "/orders"),
        (json!({"action": "hold", "hold": "client", "orders": vec![&id; 501]}), "/orders"),
        (json!({"action": "pack", "orders": [id]}), "/action"),
    ] {
        assert_eq!(desk.post("/order-actions", body, 422).await["errors"][0]["pointer"], pointer);
    }
    let answer = desk.ask(Method::POST, "/stores/fjord/order-actions", &[], "{}").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
