//! A store in one row: each figure is the one on the store's own pages, and what one may not see is not there.

use domain::identity::roles::{Permission, Role};
use domain::identity::{Identity, Stores};
use domain::invariants::{Rule, Subject, Violation};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::journeys::{Desk, now, order};
use crate::nowhere::identity;

/// A store with orders of several days, stock, a file with rejected rows, a finding and a reconciliation file.
async fn desk() -> Desk {
    let desk = Desk::new().await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 40}, {"sku": "B", "quantity": 9}]}), 201).await;
    for (n, placed) in
        ["2026-11-21T08:00:00Z", "2026-11-20T08:00:00Z", "2026-11-15T08:00:00Z", "2026-11-14T08:00:00Z", "2026-10-30T08:00:00Z"]
            .into_iter()
            .enumerate()
    {
        let mut new = order(&format!("SO-{n}"), &[("A", 2)]);
        new["placed_at"] = json!(placed);
        desk.post("/orders", new, 202).await;
    }
    desk.post("/orders", order("SHORT-1", &[("C", 5)]), 202).await;
    desk.world.drop_file("orders.csv", "reference,sku,quantity,consignee_name\nF-1,NONE,1,Zelda\nF-2,NONE,1,Zelda\n").await;
    let violation = Violation { rule: Rule::IdleStock, subject: Subject::Sku("B".parse().unwrap()), sentence: "odd".to_owned() };
    desk.world.app.report(&desk.world.scope, violation, now()).await.unwrap();
    desk.post("/reconciliations", json!({}), 202).await;
    desk.world.settle().await;
    desk
}

#[tokio::test]
async fn each_figure_is_the_one_on_the_store_s_own_pages() {
    let desk = desk().await;
    for (days, from) in [(1, "2026-11-21"), (7, "2026-11-15"), (30, "2026-10-23")] {
        let row = desk.get(&format!("/overview?days={days}")).await;
        let summary = desk.get(&format!("/summary?from={from}&to=2026-11-21")).await;
        let sum = |name: &str| summary["days"].as_array().unwrap().iter().map(|day| day[name].as_u64().unwrap()).sum::<u64>();
        assert_eq!((&row["placed"], &row["shipped"]), (&json!(sum("placed")), &json!(sum("shipped"))), "{days}");
        assert_eq!(row["placed_before"], summary["previous"]["placed"], "{days}");
        assert_eq!(row["shipped_before"], summary["previous"]["shipped"]);
        let open: u64 = summary["open_orders"].as_array().unwrap().iter().map(|one| one["orders"].as_u64().unwrap()).sum();
        assert_eq!(row["open_orders"], open);
        assert_eq!((&row["back_orders"], &row["units_waiting"]), (&summary["back_orders"]["orders"], &summary["back_orders"]["units"]));
        assert_eq!((&row["rejected"], &row["next_cut_off"]), (&summary["rejected"]["orders"], &summary["next_cut_off"]));
        assert_eq!(row["rejected"], 2);
        let costs = desk.get(&format!("/costs?from={from}&to=2026-11-21")).await;
        assert_eq!((&row["cost"]["orders"], &row["cost"]["orders_before"]), (&costs["total"]["orders"], &costs["previous"]["orders"]));
    }
    let row = desk.get("/overview").await;
    assert_eq!((&row["days"], &row["placed"], &row["placed_before"]), (&json!(7), &json!(4), &json!(1)), "{row}");
    assert_eq!((&row["oldest"]["reference"], &row["oldest"]["placed_at"]), (&json!("SO-4"), &json!("2026-10-30T08:00:00Z")));
    assert_eq!(row["open_findings"], 1);
    let levels = desk.get("/stock?limit=200").await;
    let sum = |name: &str| levels["items"].as_array().unwrap().iter().map(|level| level[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((row["stock"]["on_hand"].as_u64(), row["stock"]["available"].as_u64()), (Some(sum("on_hand")), Some(sum("available"))));
    // 39 units are available, and 15 came in within four weeks: 39 × 28 ÷ 15.
    assert_eq!((&row["stock"]["available"], &row["stock"]["cover_days"]), (&json!(39), &json!(72)), "{row}");
}

#[tokio::test]
async fn whoever_may_not_see_a_thing_does_not_see_its_figure_and_other_stores_are_not_there() {
    let desk = desk().await;
    desk.world.beside("fjord").await;
    let reader = identity(Role::Machine, Stores::These(vec!["nordlys".parse().unwrap()]), &[Permission::OrdersRead]);
    let row = desk.ask_as(reader.clone(), Method::GET, "/stores/nordlys/overview?days=30", "").await;
    assert_eq!(row.status, StatusCode::OK);
    for hidden in ["rejected", "stock", "cost", "open_findings"] {
        assert_eq!(row.json()[hidden], Value::Null, "{hidden}");
    }
    assert_eq!(desk.ask_as(reader, Method::GET, "/stores/fjord/overview", "").await.status, StatusCode::NOT_FOUND);
    let stranger = Identity { organisation: "other-house".parse().unwrap(), ..desk.who.clone() };
    assert_eq!(desk.ask_as(stranger, Method::GET, "/stores/nordlys/overview", "").await.status, StatusCode::NOT_FOUND);
    for odd in ["0", "2", "31", "-1", "all"] {
        let answer = desk.ask(Method::GET, &format!("/stores/nordlys/overview?days={odd}"), &[], "").await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "unreadable"), "{odd}");
    }
}

#[tokio::test]
async fn the_file_of_all_stores_has_a_row_of_each_that_its_asker_reaches() {
    let mut desk = desk().await;
    for n in 0..6 {
        desk.world.beside(&format!("fjord-{n}")).await;
    }
    for (stores, n) in [(Stores::All, 7), (Stores::These(vec!["nordlys".parse().unwrap(), "fjord-3".parse().unwrap()]), 2)] {
        desk.who.stores = stores;
        let begun = desk.post("/exports", json!({"list": "overview", "filter": {"days": 7}, "format": "csv"}), 202).await;
        desk.world.settle().await;
        let export = desk.get(&format!("/exports/{}", begun["id"].as_str().unwrap())).await;
        assert_eq!((&export["state"], &export["rows"]), (&json!("ready"), &json!(n)), "{export}");
        let key = export["url"].as_str().unwrap().split("/bucket/").nth(1).unwrap().split('?').next().unwrap().to_owned();
        let text = String::from_utf8(desk.world.cloud.file(&key)).unwrap();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let at = |name: &str| header.iter().position(|column| column == name).unwrap_or_else(|| panic!("{header:?}"));
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let own = rows.iter().find(|row| &row[at("store")] == "nordlys").unwrap();
        let shown = desk.get("/overview?days=7").await;
        for (column, value) in [
            ("placed", &shown["placed"]),
            ("placed_before", &shown["placed_before"]),
            ("open_orders", &shown["open_orders"]),
            ("back_orders", &shown["back_orders"]),
            ("units_waiting", &shown["units_waiting"]),
            ("rejected", &shown["rejected"]),
            ("stock.on_hand", &shown["stock"]["on_hand"]),
            ("stock.cover_days", &shown["stock"]["cover_days"]),
            ("cost.orders", &shown["cost"]["orders"]),
            ("open_findings", &shown["open_findings"]),
        ] {
            assert_eq!(own[at(column)], value.to_string(), "{column}");
        }
        assert_eq!(&own[at("oldest.reference")], "SO-4");
    }
    let odd = desk
        .ask(Method::POST, "/stores/nordlys/exports", &[], &json!({"list": "overview", "filter": {"days": 3}, "format": "csv"}).to_string())
        .await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}
