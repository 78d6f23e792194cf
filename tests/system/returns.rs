//! Returns: what comes back is counted once, goes where the verdict says, and is told.

use domain::identity::Stores;
use domain::identity::roles::Role;
use domain::identity::users::{Grants, User};
use domain::ids::{ActorId, OrderId};
use domain::invariants::{Rule, Subject};
use domain::notices::NoticeKind;
use domain::orders::Order;
use domain::orders::status::Status;
use domain::orders::transitions::Refusal;
use domain::returns::{CameBack, Condition, Disposition, Filter, InState, Return, ReturnReason, ReturnState};
use domain::stock::Unavailable;
use services::Error;
use services::returns::Claim;
use system_tests::{World, csv};

use super::{made, pack_everything, ship_everything};

fn claim(line: u32, units: u32, reason: ReturnReason) -> Claim {
    Claim { line, units, reason, note: String::new(), condition: Condition::Opened }
}

fn came(goods: &[(u32, u32, Disposition)]) -> Vec<CameBack> {
    let one = |(line, units, disposition): &(u32, u32, Disposition)| {
        let note = if disposition.needs_note() { "wet".to_owned() } else { String::new() };
        CameBack { line: *line, units: *units, disposition: *disposition, note }
    };
    goods.iter().map(one).collect()
}

/// A world of which the orders of a file have left.
async fn shipped(lines: &[(&str, &str, &str)]) -> World {
    shipped_with(serde_json::json!({}), lines).await
}

async fn shipped_with(settings: serde_json::Value, lines: &[(&str, &str, &str)]) -> World {
    let world = World::with_settings(settings).await;
    world.receive("R1", &[("A", 20), ("B", 20), ("C", 20)]).await;
    world.drop_file("orders.csv", &csv(lines)).await;
    pack_everything(&world, 1).await;
    ship_everything(&world, 1).await;
    world
}

async fn announce(world: &World, order: &Order, name: &str, claims: &[Claim]) -> Result<Return, Error> {
    world.app.announce_return(&world.scope, &world.by(), order.id, name, claims, "").await
}

async fn receive(world: &World, back: &Return, name: &str, goods: &[(u32, u32, Disposition)]) -> Result<Return, Error> {
    let received = world.app.receive_return(&world.scope, &world.by(), back.id, name, &came(goods), &[]).await;
    world.settle().await;
    received
}

async fn find(world: &World, order: OrderId, name: &str, goods: &[(u32, u32, Disposition)]) -> Result<Return, Error> {
    let claims: Vec<Claim> = goods.iter().map(|(line, _, _)| claim(*line, 0, ReturnReason::Undeliverable)).collect();
    let found = world.app.receive_found(&world.scope, &world.by(), order, name, &came(goods), &claims).await;
    world.settle().await;
    found
}

async fn found_by(world: &World, filter: Filter) -> Vec<String> {
    let page = world.app.find_returns(&world.scope, &filter, (50, None), world.now).await.unwrap();
    page.items.into_iter().map(|back| back.reference.to_string()).collect()
}

#[tokio::test]
async fn what_comes_back_goes_where_the_verdict_says_and_to_those_who_wait() {
    let mut world = shipped(&[("1", "A", "15"), ("1", "B", "2")]).await;
    world.drop_file("more.csv", &csv(&[("2", "A", "7")])).await;
    assert_eq!(world.order("2").await.units().backordered, 2);
    let order = world.order("1").await;
    let back = announce(&world, &order, "one", &[claim(1, 6, ReturnReason::NotWanted), claim(2, 1, ReturnReason::Faulty)]).await.unwrap();
    assert_eq!((back.state(), world.order("1").await.status()), (ReturnState::Announced, Status::Shipped));
    assert_eq!(world.level("A").await.on_hand(), 5, "what is announced is not here");
    assert_eq!(
        announce(&world, &order, "one", &[claim(1, 6, ReturnReason::NotWanted), claim(2, 1, ReturnReason::Faulty)]).await.unwrap(),
        back
    );
    assert!(matches!(announce(&world, &order, "one", &[claim(1, 1, ReturnReason::NotWanted)]).await, Err(Error::State(_))));
    world.check().await;

    let goods =
        [(1, 3, Disposition::Restock), (1, 1, Disposition::QualityControl), (1, 1, Disposition::Scrap), (2, 1, Disposition::Damaged)];
    let begun = receive(&world, &back, "go", &goods).await.unwrap();
    assert_eq!((begun.state(), begun.awaits()[&1]), (ReturnState::PartlyReceived, 1));
    assert_eq!(world.order("1").await.status(), Status::PartiallyReturned);
    let level = world.level("A").await;
    assert_eq!((level.on_hand(), level.available, level.allocated, level.unavailable[&Unavailable::QualityControl]), (9, 1, 7, 1));
    assert_eq!(world.level("B").await.unavailable[&Unavailable::Damaged], 1);
    assert_eq!(world.order("2").await.status(), Status::Allocated, "restocked goods went to who waited");
    world.check().await;

    let closed = world.app.close_return(&world.scope, &world.by(), back.id).await.unwrap();
    assert_eq!(world.app.close_return(&world.scope, &world.by(), back.id).await.unwrap(), closed, "again, nothing changes");
    assert_eq!((world.order("1").await.units().returning, world.order("1").await.units().returned), (0, 6));
    assert!(matches!(receive(&world, &back, "late", &[(1, 1, Disposition::Restock)]).await, Err(Error::State(_))));
    world.pass(60);
    world.look_after().await;
    assert_eq!(world.findings(), []);
    world.check().await;
}

#[tokio::test]
async fn a_receipt_again_or_at_the_same_moment_is_booked_once() {
    let world = shipped(&[("1", "A", "5")]).await;
    let back = announce(&world, &world.order("1").await, "one", &[claim(1, 3, ReturnReason::WrongItem)]).await.unwrap();
    let (by, goods) = (world.by(), came(&[(1, 2, Disposition::Restock)]));
    let calls = (0..6).map(|_| world.app.receive_return(&world.scope, &by, back.id, "go", &goods, &[]));
    for received in futures::future::join_all(calls).await {
        assert_eq!(received.unwrap().receipts.len(), 1);
    }
    assert!(matches!(receive(&world, &back, "go", &[(1, 1, Disposition::Restock)]).await, Err(Error::State(_))), "a name means its goods");
    assert_eq!(world.level("A").await.available, 17);
    world.check().await;
}

#[tokio::test]
async fn of_two_desks_that_receive_the_same_unit_one_wins() {
    let world = shipped(&[("1", "A", "3")]).await;
    let order = world.order("1").await;
    let (by, goods) = (world.by(), came(&[(1, 2, Disposition::Restock)]));
    let claims = [claim(1, 0, ReturnReason::Undeliverable)];
    let names: Vec<String> = (0..5).map(|desk| format!("desk {desk}")).collect();
    let calls = names.iter().map(|name| world.app.receive_found(&world.scope, &by, order.id, name, &goods, &claims));
    let done = futures::future::join_all(calls).await;
    let refused = done.iter().filter(|one| matches!(one, Err(Error::Refused(Refusal::NotSoMany { line: 1, have: 1, wanted: 2 }))));
    assert_eq!((done.iter().filter(|one| one.is_ok()).count(), refused.count()), (1, 4), "{done:?}");
    assert_eq!(world.order("1").await.units().returned, 2);
    world.check().await;

    let calls = names.iter().map(|name| announce_one(&world, &order, name));
    let announced = futures::future::join_all(calls).await;
    assert_eq!(announced.iter().filter(|one| one.is_ok()).count(), 1, "one unit is left to announce: {announced:?}");
    world.check().await;
}

async fn announce_one(world: &World, order: &Order, name: &str) -> Result<Return, Error> {
    announce(world, order, name, &[claim(1, 1, ReturnReason::Faulty)]).await
}

#[tokio::test]
async fn a_client_is_told_of_what_came_back_once_and_nothing_else_of_the_file_moves() {
    let mut world = shipped(&[("1", "A", "3"), ("2", "B", "1")]).await;
    let first = world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    assert_eq!((made(&first).totals.units.shipped, made(&first).totals.units.returned), (4, 0));
    world.pass(60);
    let (one, two) = (world.order("1").await, world.order("2").await);
    let back = announce(&world, &one, "one", &[claim(1, 2, ReturnReason::Faulty)]).await.unwrap();
    world.check().await;
    receive(&world, &back, "go", &[(1, 1, Disposition::Restock), (1, 1, Disposition::BackToClient)]).await.unwrap();
    find(&world, two.id, "go", &[(1, 1, Disposition::Restock)]).await.unwrap();
    assert_eq!(world.order("2").await.status(), Status::Returned);
    world.check().await;
    world.pass(60);
    let second = world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    let totals = made(&second).totals;
    assert!(totals.orders.add_up() && totals.units.add_up());
    assert_eq!((totals.units.shipped, totals.units.returned, totals.orders.returned, totals.units.closing), (0, 3, 1, 0));
    assert_eq!(made(&second).previous_sha256.as_ref(), Some(&made(&first).sha256));
    let text = String::from_utf8(world.cloud.file(&made(&second).json_key)).unwrap();
    assert!(text.contains("faulty: 1 restock, 1 back_to_client"), "{text}");
    let csv = String::from_utf8(world.cloud.file(&made(&second).csv_key)).unwrap();
    assert!(csv.contains(",returned,") && csv.lines().count() == 1 + 1 + 2 + 7, "{csv}");
    world.pass(60);
    assert_eq!(made(&world.app.reconcile_now(&world.scope, world.now).await.unwrap()).lines, 0, "nothing is told twice");
    world.check().await;
}

#[tokio::test]
async fn a_parcel_is_known_by_whatever_stands_on_it() {
    let world = shipped(&[("SO-1", "A", "3"), ("SO-2", "B", "1")]).await;
    let order = world.order("SO-1").await;
    let back = announce(&world, &order, "one", &[claim(1, 1, ReturnReason::Faulty)]).await.unwrap();
    let number = order.parcels[0].tracking.as_ref().unwrap().number.clone();
    let code = back.code.as_str();
    let typed = format!("{} {}", &code[..4].to_lowercase(), &code[4..]);
    for text in [
        code.to_owned(),
        typed,
        "SO-1".to_owned(),
        number,
        order.id.to_string(),
        documents::order_code(&"x".repeat(64).parse().unwrap(), order.id),
    ] {
        let found = world.app.scanned(&world.scope, &text).await.unwrap();
        assert_eq!(found.orders.iter().map(|order| order.id).collect::<Vec<_>>(), [order.id], "{text}");
        assert_eq!(found.returns.iter().map(|back| back.id).collect::<Vec<_>>(), [back.id], "{text}");
    }
    assert_eq!(world.app.scanned(&world.scope, "NOTHING").await.unwrap(), services::returns::Scanned::default());
    let fjord = world.beside("fjord").await;
    assert_eq!(fjord.app.scanned(&fjord.scope, code).await.unwrap(), services::returns::Scanned::default(), "another store's");
}

#[tokio::test]
async fn a_store_says_how_late_and_whether_without_a_notice() {
    let settings = serde_json::json!({"returns": {"window_days": 14, "must_be_announced": true}});
    let mut world = shipped_with(settings, &[("1", "A", "3"), ("2", "B", "1")]).await;
    let order = world.order("1").await;
    assert!(matches!(find(&world, order.id, "go", &[(1, 1, Disposition::Restock)]).await, Err(Error::State(_))), "nobody announced it");
    let back = announce(&world, &order, "in time", &[claim(1, 2, ReturnReason::Faulty)]).await.unwrap();
    world.pass(15 * 86_400);
    assert!(matches!(announce(&world, &order, "late", &[claim(1, 1, ReturnReason::Faulty)]).await, Err(Error::State(_))));
    receive(&world, &back, "go", &[(1, 2, Disposition::Restock)]).await.unwrap();
    world.drop_file("more.csv", &csv(&[("3", "C", "1")])).await;
    let unsent = world.order("3").await;
    assert!(matches!(
        announce(&world, &unsent, "x", &[claim(1, 1, ReturnReason::Faulty)]).await,
        Err(Error::Refused(Refusal::NothingShipped))
    ));
    world.check().await;
}

#[tokio::test]
async fn returns_and_orders_are_found_by_everything_one_knows_of_them() {
    let mut world = shipped(&[("1", "A", "3"), ("2", "B", "1"), ("3", "C", "2")]).await;
    let (one, two, three) = (world.order("1").await, world.order("2").await, world.order("3").await);
    let back = announce(&world, &one, "one", &[claim(1, 2, ReturnReason::Faulty)]).await.unwrap();
    world.pass(86_400);
    find(&world, two.id, "go", &[(1, 1, Disposition::Restock)]).await.unwrap();
    world.pass(60);
    let gone = announce(&world, &three, "x", &[claim(1, 1, ReturnReason::WrongItem)]).await.unwrap();
    let gone = world.app.cancel_return(&world.scope, &world.by(), gone.id, "kept").await.unwrap();
    assert_eq!(world.app.cancel_return(&world.scope, &world.by(), gone.id, "again").await.unwrap(), gone);
    world.pass(86_400);
    receive(&world, &back, "go", &[(1, 1, Disposition::Restock)]).await.unwrap();
    world.pass(60);
    receive(&world, &back, "go 2", &[(1, 1, Disposition::Restock)]).await.unwrap();
    let all = |filter: Filter| found_by(&world, filter);
    assert_eq!(all(Filter::default()).await, ["3", "2", "1"]);
    let day = |text: &str| Some(text.parse().unwrap());
    assert_eq!(all(Filter { state: Some(InState::Received), ..Filter::default() }).await, ["2", "1"]);
    assert_eq!(all(Filter { state: Some(InState::Open), ..Filter::default() }).await, [] as [&str; 0]);
    assert_eq!(all(Filter { reason: Some(ReturnReason::Faulty), ..Filter::default() }).await, ["1"]);
    assert_eq!(all(Filter { sku: Some("B".parse().unwrap()), ..Filter::default() }).await, ["2"]);
    assert_eq!(all(Filter { q: Some(back.code.to_string().to_lowercase()), ..Filter::default() }).await, ["1"]);
    assert_eq!(all(Filter { q: Some("2".to_owned()), ..Filter::default() }).await, ["2"]);
    assert_eq!(all(Filter { announced_to: day("2026-11-21"), ..Filter::default() }).await, ["1"]);
    assert_eq!(all(Filter { received_from: day("2026-11-23"), ..Filter::default() }).await, ["1"], "once, though it came in two goes");
    assert_eq!(all(Filter { received_from: day("2026-11-22"), received_to: day("2026-11-22"), ..Filter::default() }).await, ["2"]);
    assert_eq!(all(Filter { received_to: day("2026-11-23"), ..Filter::default() }).await, ["1", "2"], "newest first");
    let page = world
        .app
        .find_returns(&world.scope, &Filter { received_to: day("2026-11-30"), ..Filter::default() }, (1, None), world.now)
        .await
        .unwrap();
    let rest = Filter { received_to: day("2026-11-30"), ..Filter::default() };
    let next = world.app.find_returns(&world.scope, &rest, (1, page.next.as_deref()), world.now).await.unwrap();
    assert_eq!(next.items[0].reference.to_string(), "2");

    let orders = |status| services::queries::Filter { status: Some(status), ..services::queries::Filter::default() };
    for (status, reference) in [(Status::PartiallyReturned, "1"), (Status::Returned, "2"), (Status::Shipped, "3")] {
        let found = world.app.find_orders(&world.scope, &orders(status), 10, None, world.now).await.unwrap();
        assert_eq!(found.items.iter().map(|order| order.request.reference.to_string()).collect::<Vec<_>>(), [reference], "{status:?}");
    }
    world.check().await;
}

#[tokio::test]
async fn a_report_counts_units_once_on_the_day_they_came_beside_those_that_left() {
    let mut world = shipped(&[("1", "A", "4"), ("2", "B", "2")]).await;
    let one = world.order("1").await;
    let back = announce(&world, &one, "one", &[claim(1, 3, ReturnReason::Faulty)]).await.unwrap();
    receive(&world, &back, "go", &[(1, 1, Disposition::Restock)]).await.unwrap();
    world.pass(11 * 86_400);
    receive(&world, &back, "go 2", &[(1, 2, Disposition::Scrap)]).await.unwrap();
    let days = |before: &str, from: &str, to: &str| (before.parse().unwrap(), from.parse().unwrap(), to.parse().unwrap());
    let report = world.app.returns_report(&world.scope, days("2026-11-19", "2026-11-26", "2026-12-02"), None, world.now).await.unwrap();
    assert_eq!((report.now.units(), report.before.units(), report.now.returns()), (2, 1, 1), "across the end of a month");
    assert_eq!(report.now.by_day.keys().map(ToString::to_string).collect::<Vec<_>>(), ["2026-12-02"]);
    assert_eq!((report.shipped.values().sum::<u64>(), report.shipped_before.values().sum::<u64>()), (0, 6));
    assert!(report.shipped_is_whole && !report.at_least);
    let of_b = world
        .app
        .returns_report(&world.scope, days("2026-11-19", "2026-11-26", "2026-12-02"), Some(&"B".parse().unwrap()), world.now)
        .await
        .unwrap();
    assert_eq!((of_b.before.units(), of_b.shipped_before.values().sum::<u64>()), (0, 2));
    world.check().await;
}

async fn person(world: &World, name: &str, role: Role) -> ActorId {
    let id: ActorId = name.parse().unwrap();
    let stores = Stores::These(vec![world.scope.store().clone()]);
    let org = world.scope.organisation().clone();
    let mut user = User::new(
        (id.clone(), name.to_owned()),
        (format!("{name}@people.example"), name.to_owned()),
        org,
        Grants::new(role, stores, Vec::new()),
        world.now,
    );
    user.is_confirmed = true;
    world.app.table.write_user(&user, None, None).await.unwrap();
    id
}

#[tokio::test]
async fn the_client_s_people_are_told_once_of_each_go_and_the_house_is_not() {
    let world = shipped(&[("1", "A", "3")]).await;
    let (client, house) = (person(&world, "cleo", Role::ClientUser).await, person(&world, "wim", Role::Warehouse).await);
    let back = announce(&world, &world.order("1").await, "one", &[claim(1, 3, ReturnReason::Faulty)]).await.unwrap();
    receive(&world, &back, "go", &[(1, 1, Disposition::Restock)]).await.unwrap();
    receive(&world, &back, "go", &[(1, 1, Disposition::Restock)]).await.unwrap();
    let back = receive(&world, &back, "go 2", &[(1, 2, Disposition::Restock)]).await.unwrap();
    let org = world.scope.organisation();
    let told = world.app.table.notices(org, &client, (100, None), |_| true).await.unwrap().items;
    let told: Vec<_> = told.into_iter().map(|notice| (notice.news.kind, notice.news.subject, notice.news.name, notice.news.n)).collect();
    let one = |n| (NoticeKind::ReturnReceived, Some(back.id.to_string()), "1".to_owned(), n);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&one(1)) && told.contains(&one(2)), "{told:?}");
    assert!(world.app.table.notices(org, &house, (100, None), |_| true).await.unwrap().items.is_empty());
    assert_eq!(world.effects(0), [] as [&str; 0]);
}

#[tokio::test]
async fn a_return_that_is_lost_is_found_out_by_its_order() {
    let mut world = shipped(&[("1", "A", "3")]).await;
    let order = world.order("1").await;
    announce(&world, &order, "one", &[claim(1, 3, ReturnReason::Faulty)]).await.unwrap();
    world.settle().await;
    let item = world.raw_items("return").swap_remove(0);
    world.tamper("DeleteItem", &serde_json::json!({"Key": {"pk": item["pk"], "sk": item["sk"]}}));
    // The round goes over the stores that are due some time.
    world.app.table.set_next_cut_off(&world.scope, "2026-11-22T12:00:00Z".parse().unwrap()).await.unwrap();
    world.pass(400);
    world.settle().await;
    world.tick("sentinel").await.unwrap();
    world.look_after().await;
    let found: Vec<_> = world.findings().into_iter().map(|finding| (finding.violation.rule, finding.violation.subject)).collect();
    assert_eq!(found, [(Rule::Returns, Subject::Order(order.id))]);
}
