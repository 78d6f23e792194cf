//! Lists as files: each is the list, read page by page, and nobody's but theirs who asked.

use std::collections::BTreeMap;

use domain::findings::Finding;
use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use domain::invariants::{Rule, Subject, Violation};
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::journeys::{Desk, now, order};
use crate::nowhere::identity;

/// A house with something in every list.
async fn desk() -> Desk {
    let desk = Desk::new().await;
    let products = json!({"items": [{"sku": "A", "name": "=Lamp", "gtin": "4006381333931", "weight_grams": 120, "unit_price": {"minor": 1250, "currency": "GBP"}},
        {"sku": "Z", "name": "Zoë's \"box\", large", "is_active": false}]});
    desk.send(Method::PUT, "/products", products, 200).await;
    let party = |name: &str| json!({"name": name, "company": "+Best Ltd", "street": ["Storgata 1", "2nd floor"], "city": "Oslo", "country": "NO", "phone": "+47 22 55 50 12"});
    let customers = json!({"items": [{"code": "C1", "party": party("Ada")}, {"code": "C2", "party": party("Bo")}, {"code": "C3", "party": party("Cy")}]});
    desk.send(Method::PUT, "/customers", customers, 200).await;
    desk.post("/receipts", json!({"reference": "R-1", "lines": [{"sku": "A", "quantity": 9}, {"sku": "B", "quantity": 3}]}), 201).await;
    let mut orders = Vec::new();
    for (n, sku) in [(1, "A"), (2, "A"), (3, "B"), (4, "C"), (5, "A")] {
        let placed = desk.post("/orders", order(&format!("SO-{n}"), &[(sku, n)]), 202).await;
        orders.push(placed["order"]["id"].as_str().unwrap().to_owned());
    }
    desk.post(&format!("/orders/{}/holds", orders[4]), json!({"reason": "address", "note": ""}), 200).await;
    for (n, id) in orders[..2].iter().enumerate() {
        let batch = desk.post("/batches", json!({"orders": [id]}), 202).await["id"].as_str().unwrap().to_owned();
        desk.world.settle().await;
        desk.post(&format!("/batches/{batch}/picks"), json!({}), 200).await;
        let parcel = json!({"weight_grams": 500, "tracking": {"carrier": "Northern Parcels", "service": "standard", "tracking_number": format!("NP0000{n}")}});
        desk.post(&format!("/orders/{id}/parcels"), parcel, 201).await;
        let manifest = desk.post("/manifests", json!({"carrier": "Northern Parcels", "orders": [id]}), 201).await;
        desk.post(&format!("/manifests/{}/ship", manifest["id"].as_str().unwrap()), json!({}), 202).await;
        desk.world.settle().await;
        desk.post("/reconciliations", json!({}), 202).await;
        desk.world.settle().await;
    }
    for id in &orders[..2] {
        let lines = json!([{"line": 1, "quantity": 1, "reason": "other", "note": "=gift"}]);
        desk.post("/returns", json!({"order": id, "lines": lines}), 201).await;
    }
    desk.world.drop_file("orders.csv", "reference,sku,quantity,consignee_name\nF-1,NONE,1,Zelda\n").await;
    for (rule, sku) in [(Rule::IdleStock, "A"), (Rule::Ledger, "B"), (Rule::Waiting, "C")] {
        let violation = Violation { rule, subject: Subject::Sku(sku.parse().unwrap()), sentence: format!("@found for {sku}") };
        desk.world.app.report(&desk.world.scope, violation.clone(), now()).await.unwrap();
        if sku == "B" {
            let finding = Finding::new(desk.world.scope.store(), violation, now()).id;
            desk.post(&format!("/findings/{finding}/dismiss"), json!({"reason": "it was right"}), 200).await;
        }
    }
    desk.world.settle().await;
    desk
}

async fn export(desk: &Desk, body: Value) -> Value {
    let begun = desk.post("/exports", body, 202).await;
    desk.world.settle().await;
    desk.get(&format!("/exports/{}", begun["id"].as_str().unwrap())).await
}

/// The file behind a link.
fn file(desk: &Desk, export: &Value) -> Vec<u8> {
    let url = export["url"].as_str().unwrap_or_else(|| panic!("{export}"));
    let key = url.split("/bucket/").nth(1).unwrap().split('?').next().unwrap();
    desk.world.cloud.file(key)
}

/// Rows by the names of their columns.
fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let header: Vec<String> = reader.headers().unwrap().iter().map(|name| name.split(" (Europe").next().unwrap().to_owned()).collect();
    reader
        .records()
        .map(|record| header.iter().cloned().zip(record.unwrap().iter().map(|cell| formats::restore(cell).to_owned())).collect())
        .collect()
}

/// What a cell should be for what the list says.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join(" "),
        Value::Object(money) => {
            let minor = money["minor"].as_i64().unwrap();
            format!("{}.{:02}", minor / 100, minor % 100)
        }
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(at) => at.in_tz("Europe/London").unwrap().strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Err(_) => text.clone(),
        },
        other => other.to_string(),
    }
}

async fn all_pages(desk: &Desk, path: &str, filter: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = if path == "/users" { path.to_owned() } else { format!("/stores/nordlys{path}") };
        let answer = desk.ask(Method::GET, &format!("{path}?limit=2{filter}{cursor}"), &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

#[tokio::test]
async fn every_export_is_its_list_read_page_by_page() {
    let desk = desk().await;
    // What is shown otherwise than it stands on the wire, each with a reason of its own: tested where it is made.
    let differs = ["changes", "subject", "changes.unavailable", "stores", "party.street", "unavailable"];
    let count = desk.post("/counts", json!({"name": "All", "filter": {}}), 201).await["id"].as_str().unwrap().to_owned();
    desk.post(&format!("/counts/{count}/lines"), json!({"sku": "A", "units": 8}), 201).await;
    let count_lines = format!("/counts/{count}/lines");
    let lists = [
        ("orders", json!({}), "/orders", "", 5),
        (
            "orders",
            json!({"status": "shipped", "sku": "", "placed_from": "2026-01-01"}),
            "/orders",
            "&status=shipped&placed_from=2026-01-01",
            2,
        ),
        ("orders", json!({"sku": "a"}), "/orders", "&sku=A", 3),
        ("orders", json!({"waiting": true}), "/orders", "&waiting=true", 1),
        ("imports", json!({}), "/imports", "", 1),
        ("stock", json!({"q": ""}), "/stock", "", 3),
        ("stock", json!({"short": true}), "/stock", "&short=true", 1),
        ("stock", json!({"as_of": "2026-11-01"}), "/stock", "&as_of=2026-11-01", 3),
        ("count_lines", json!({"count": count}), count_lines.as_str(), "", 3),
        ("count_lines", json!({"count": count, "stage": "open"}), count_lines.as_str(), "&stage=open", 2),
        ("moves", json!({"sku": "A"}), "/stock/A/moves", "", 5),
        ("products", json!({}), "/products", "", 6),
        ("products", json!({"q": "z"}), "/products", "&q=Z", 1),
        ("customers", json!({}), "/customers", "", 3),
        ("audit", json!({}), "/audit", "", 4),
        ("audit", json!({"kind": "order", "from": "2026-01-01"}), "/audit", "&kind=order", 1),
        ("returns", json!({}), "/returns", "", 2),
        ("returns", json!({"state": "open", "reason": "other"}), "/returns", "&state=open&reason=other", 2),
        ("batches", json!({}), "/batches", "", 2),
        ("manifests", json!({}), "/manifests", "", 2),
        ("reconciliations", json!({}), "/reconciliations", "", 2),
        ("findings", json!({}), "/findings", "", 3),
        ("users", json!({}), "/users", "", 0),
    ];
    for (list, filter, path, query, at_least) in lists {
        // The log tells of the export, too.
        let made = export(&desk, json!({"list": list, "filter": filter, "format": "csv"})).await;
        let mut wanted = all_pages(&desk, path, query).await;
        assert!(wanted.len() >= at_least, "{list}: {} rows", wanted.len());
        assert_eq!((&made["state"], &made["rows"]), (&json!("ready"), &json!(wanted.len())), "{list} {filter}: {made}");
        let bytes = file(&desk, &made);
        assert_eq!(made["bytes"], bytes.len());
        let mut found = rows(&bytes);
        if list == "findings" {
            // The list is in the order of ids; the file has those first that somebody should look at.
            assert_eq!(found.iter().map(|row| row["state"].as_str()).collect::<Vec<_>>(), ["open", "open", "dismissed"]);
            wanted.sort_by_key(|finding| finding["id"].to_string());
            found.sort_by_key(|row| row["id"].clone());
        }
        for (row, item) in found.iter().zip(&wanted) {
            for (column, cell) in row.iter().filter(|(column, _)| !differs.contains(&column.as_str())) {
                let (name, is_currency) = column.strip_suffix(" (ISO 4217)").map_or((column.as_str(), false), |name| (name, true));
                let value = name.split('.').fold(item, |value, part| &value[part]);
                let expected = match value {
                    Value::Object(money) if is_currency => money["currency"].as_str().unwrap().to_owned(),
                    Value::Null if name.starts_with("changes.") => "0".to_owned(),
                    value => shown(value),
                };
                assert_eq!(cell, &expected, "{list}: {column} of {item}");
            }
        }
    }
}

#[tokio::test]
async fn an_export_has_the_columns_words_and_zone_that_were_asked_for() {
    let desk = desk().await;
    let columns = json!([{"column": "name", "label": "Tên sản phẩm"}, {"column": "unit_price", "label": "Giá"}, {"column": "sku"}]);
    let made = export(&desk, json!({"list": "products", "filter": {"q": "A"}, "columns": columns, "format": "csv"})).await;
    let text = String::from_utf8(file(&desk, &made)).unwrap();
    assert_eq!(text, "\u{feff}Tên sản phẩm,Giá,Giá (ISO 4217),sku\r\n'=Lamp,12.50,GBP,A\r\n", "a formula is neutralised");
    assert_eq!(made["file_name"], "nordlys-products-2026-11-21.csv");
    let columns = json!([{"column": "placed_at", "label": "Placed"}, {"column": "reference"}]);
    let body =
        json!({"list": "orders", "filter": {"reference": "SO-1"}, "columns": columns, "format": "xlsx", "time_zone": "Asia/Ho_Chi_Minh"});
    let made = export(&desk, body).await;
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(file(&desk, &made))).unwrap();
    let sheet = std::io::read_to_string(book.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(sheet.contains("Placed (Asia/Ho_Chi_Minh)") && sheet.contains(">SO-1</t>"), "{sheet}");
    for (body, pointer) in [
        (json!({"list": "secrets", "format": "csv"}), "/list"),
        (json!({"list": "orders", "format": "pdf"}), "/format"),
        // What a filter may be depends on the list, so a wrong one is named in the text alone.
        (json!({"list": "orders", "format": "csv", "filter": {"status": "lost"}}), ""),
        (json!({"list": "orders", "format": "csv", "columns": [{"column": "password"}]}), "/columns/0/column"),
        (json!({"list": "orders", "format": "csv", "time_zone": "Mars/Base"}), "/time_zone"),
        (json!({"list": "chosen_orders", "format": "csv", "filter": {"orders": []}}), "/filter/orders"),
    ] {
        let refused = desk.post("/exports", body, 422).await;
        assert_eq!(refused["errors"][0]["pointer"], pointer, "{refused}");
    }
}

#[tokio::test]
async fn an_export_takes_the_permission_of_its_list_and_is_theirs_who_asked() {
    let mut desk = desk().await;
    let nordlys = || Stores::These(vec!["nordlys".parse().unwrap()]);
    let (list, format) = ("customers", "csv");
    let made = export(&desk, json!({"list": list, "format": format})).await;
    let path = format!("/stores/nordlys/exports/{}", made["id"].as_str().unwrap());
    assert_eq!(desk.get("/exports").await["items"][0]["id"], made["id"]);

    desk.who = identity(Role::HeadOffice, nordlys(), &[]);
    desk.who.actor = "somebody-else".parse().unwrap();
    assert_eq!(desk.ask(Method::GET, &path, &[], "").await.status, StatusCode::NOT_FOUND, "another's");
    assert_eq!(desk.get("/exports").await["items"], json!([]));
    desk.post("/exports", json!({"list": "audit", "filter": {"log": "organisation"}, "format": format}), 403).await;
    desk.post("/exports", json!({"list": "audit", "format": format}), 202).await;

    for (list, permission) in [("orders", Permission::OrdersRead), ("stock", Permission::StockRead), ("findings", Permission::FindingsRead)]
    {
        desk.who = identity(Role::Machine, nordlys(), &[permission]);
        desk.post("/exports", json!({"list": list, "format": format}), 202).await;
        let others: Vec<Permission> = Permission::ALL.iter().copied().filter(|other| *other != permission).collect();
        desk.who = identity(Role::Machine, nordlys(), &others);
        desk.post("/exports", json!({"list": list, "format": format}), 403).await;
    }
    // Whose permission was taken away does not fetch any more what they asked for before.
    let actor = desk.who.actor.clone();
    let made = export(&desk, json!({"list": list, "format": format})).await;
    desk.who = identity(Role::Machine, nordlys(), &[]);
    desk.who.actor = actor;
    let path = format!("/stores/nordlys/exports/{}", made["id"].as_str().unwrap());
    assert_eq!(desk.ask(Method::GET, &path, &[], "").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_so_many_exports_of_one_person_are_written_at_once() {
    let desk = Desk::new().await;
    let body = json!({"list": "orders", "format": "csv"});
    for _ in 0..5 {
        desk.post("/exports", body.clone(), 202).await;
    }
    assert_eq!(desk.post("/exports", body.clone(), 409).await["code"], "state");
    desk.world.settle().await;
    desk.post("/exports", body, 202).await;
}
