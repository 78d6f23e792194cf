//! Counting stock: what differs is measured against what was there, booked once, and never taken from those who were promised it.

use domain::counts::{Again, Chosen, Count, CountLine, CountState, End, Outcome, Stage};
use domain::ids::{CountId, Sku};
use domain::orders::history::By;
use domain::orders::status::Status;
use domain::stock::Unavailable;
use domain::stock::search::Filter;
use jiff::Timestamp;
use services::Error;
use services::counts::{Found, NewCount};
use services::stock::{Adjustment, Place};
use system_tests::{World, csv};

use crate::{pack_everything, ship_everything};

fn sku(name: &str) -> Sku {
    name.parse().unwrap()
}

/// Somebody at this time, with a command of their own.
fn by(world: &World, who: &str, command: &str) -> By {
    By { actor: who.parse().unwrap(), command: Some(command.parse().unwrap()), ..world.by() }
}

async fn begin(world: &World, name: &str, chosen: Chosen) -> Count {
    let new = NewCount { id: CountId::derived(&[name]), name: name.to_owned(), is_blind: true, chosen };
    world.app.begin_count(&world.scope, &by(world, "sue", name), new).await.unwrap()
}

async fn of_all(world: &World, name: &str) -> Count {
    begin(world, name, Chosen::Filter(Filter::default())).await
}

async fn count_at(world: &World, count: &Count, command: &str, name: &str, units: u32, at: Timestamp) -> Result<CountLine, Error> {
    let found = Found { sku: sku(name), units, counted_at: at };
    world.app.record_count(&world.scope, &by(world, "ann", command), count.id, &found).await
}

async fn count(world: &World, of: &Count, command: &str, name: &str, units: u32) -> CountLine {
    count_at(world, of, command, name, units, world.now).await.unwrap()
}

async fn close(world: &World, count: &Count) -> Count {
    world.app.close_count(&world.scope, &by(world, "ann", "close"), count.id).await.unwrap();
    world.settle().await;
    world.app.stock_count(&world.scope, count.id).await.unwrap()
}

async fn line(world: &World, count: &Count, name: &str) -> CountLine {
    world.app.one_count_line(&world.scope, count, &sku(name)).await.unwrap()
}

fn n_booked(world: &World, name: &str) -> usize {
    let moves = world.items_of("move").iter().map(|item| storage::stock::read_moves(item).unwrap()).collect::<Vec<_>>();
    moves.iter().flatten().filter(|entry| entry.sku == sku(name) && entry.id.starts_with("count.")).count()
}

#[tokio::test]
async fn what_is_within_tolerance_is_booked_when_the_count_is_closed_and_the_rest_waits_for_somebody_else() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10), ("B", 100), ("C", 5)]).await;
    let of = of_all(&world, "first").await;
    assert_eq!(of.n_skus, 3, "D and E were never there");
    count(&world, &of, "a", "A", 9).await;
    count(&world, &of, "b", "B", 90).await;
    assert_eq!((world.level("A").await.available, world.level("B").await.available), (10, 100), "nothing is booked while people count");
    world.pass(60);
    let closed = close(&world, &of).await;
    assert_eq!(closed.state(), CountState::Closed);
    let Some(End::Closed { result: Some(tally), .. }) = &closed.end else { panic!("{closed:?}") };
    assert_eq!((tally.booked, tally.waiting, tally.open, tally.shortage), (1, 1, 1, 11));
    assert_eq!(
        (world.level("A").await.available, world.level("B").await.available),
        (9, 100),
        "one unit is allowed, ten of a hundred are not"
    );
    assert_eq!(world.level("A").await.counted_at, Some(line(&world, &of, "A").await.latest().unwrap().counted_at));
    assert_eq!(world.app.undecided(&world.scope, None).await.unwrap().n, 1);

    let approve = |who: &str| {
        let by = by(&world, who, "approve");
        let (world, id) = (&world, of.id);
        async move { world.app.approve_count_line(&world.scope, &by, id, &sku("B")).await }
    };
    assert!(matches!(approve("ann").await, Err(Error::State(_))), "nobody approves of what they counted");
    let booked = approve("sue").await.unwrap();
    assert_eq!(approve("sue").await.unwrap(), booked, "again, nothing changes");
    assert_eq!((world.level("B").await.available, n_booked(&world, "B")), (90, 1));
    assert_eq!(world.app.undecided(&world.scope, None).await.unwrap().n, 0);
    assert!(count_at(&world, &of, "late", "C", 5, world.now).await.is_err(), "the count is closed");
    assert_eq!(world.items_of("audit").len(), 4, "begun, closed, and each booking");
    world.settle().await;
    world.look_after().await;
    assert!(world.findings().is_empty());
    world.check().await;
}

#[tokio::test]
async fn goods_that_come_and_go_between_counting_and_booking_are_in_no_difference() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "4")])).await;
    let of = of_all(&world, "busy").await;
    world.pass(60);
    // Four are packed: six lie in their place, and six are counted.
    pack_everything(&world, 1).await;
    let counted_at = world.now;
    world.pass(60);
    world.receive("R-2", &[("A", 7)]).await;
    world.pass(60);
    // The connection was lost meanwhile: the count comes late.
    let late = count_at(&world, &of, "a", "A", 6, counted_at).await.unwrap();
    let latest = late.latest().unwrap();
    assert_eq!((latest.expected, latest.picked, latest.variance().units), (6, 4, 0));
    world.pass(60);
    ship_everything(&world, 1).await;
    assert_eq!(world.order("1").await.status(), Status::Shipped);
    world.pass(60);
    close(&world, &of).await;
    assert_eq!(line(&world, &of, "A").await.stage(&of.tolerance), Stage::Booked);
    assert_eq!((world.level("A").await.on_hand(), n_booked(&world, "A")), (13, 0), "nothing differed, and nothing was booked");
    world.check().await;
}

#[tokio::test]
async fn the_same_count_sent_again_is_one_and_the_latest_by_its_time_holds() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10)]).await;
    let of = of_all(&world, "twice").await;
    let earlier = world.now;
    world.pass(120);
    let first = count(&world, &of, "b", "A", 8).await;
    assert_eq!(count(&world, &of, "b", "A", 8).await, first);
    let calls = (0..6).map(|_| count_at(&world, &of, "c", "A", 7, world.now));
    for done in futures::future::join_all(calls).await {
        assert_eq!(done.unwrap().attempts.len(), 2);
    }
    let with_older = count_at(&world, &of, "a", "A", 3, earlier).await.unwrap();
    assert_eq!((with_older.attempts.len(), with_older.latest().unwrap().units), (3, 7));
    assert!(count_at(&world, &of, "z", "E", 1, world.now).await.is_err(), "it is not part of the count");
    world.check().await;
}

#[tokio::test]
async fn a_count_is_booked_once_however_often_its_message_comes() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10), ("B", 10)]).await;
    let of = of_all(&world, "once").await;
    count(&world, &of, "a", "A", 11).await;
    count(&world, &of, "b", "B", 10).await;
    world.pass(60);
    let by = by(&world, "ann", "close");
    world.app.close_count(&world.scope, &by, of.id).await.unwrap();
    world.app.close_count(&world.scope, &by, of.id).await.unwrap();
    let runs = (0..4).map(|_| world.app.book_count(&world.scope, of.id, world.now));
    for done in futures::future::join_all(runs).await {
        assert!(matches!(done, Ok(()) | Err(Error::Changed)), "{done:?}");
    }
    world.settle().await;
    assert_eq!((world.level("A").await.available, n_booked(&world, "A")), (11, 1));
    assert_eq!((world.level("B").await.available, n_booked(&world, "B")), (10, 0));
    assert_eq!(world.app.stock_count(&world.scope, of.id).await.unwrap().state(), CountState::Closed);
    world.check().await;
}

#[tokio::test]
async fn a_shortage_never_takes_what_orders_hold_and_says_which_of_them_are_touched() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "4"), ("2", "A", "4")])).await;
    let of = of_all(&world, "short").await;
    // Two are free; of the eight that are promised, one is not there.
    let counted = count(&world, &of, "a", "A", 7).await;
    assert_eq!(counted.latest().unwrap().uncovered, 1);
    world.pass(60);
    close(&world, &of).await;
    assert_eq!(line(&world, &of, "A").await.stage(&of.tolerance), Stage::Waiting, "it is not booked by itself");
    let touched = world.app.touched_orders(&world.scope, &sku("A"), 1, world.now).await.unwrap();
    assert_eq!(touched.iter().map(|holder| (holder.reference.as_str(), holder.units, holder.at_risk)).collect::<Vec<_>>(), [("2", 4, 1)]);
    let booked = world.app.approve_count_line(&world.scope, &by(&world, "sue", "yes"), of.id, &sku("A")).await.unwrap();
    assert!(matches!(booked.outcome, Some(Outcome::Booked { uncovered: 1, .. })));
    let level = world.level("A").await;
    assert_eq!((level.available, level.allocated, level.on_hand()), (0, 8, 8));
    world.check().await;
}

#[tokio::test]
async fn a_shortage_of_which_nothing_can_be_taken_off_is_told_all_the_same() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 4)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "4")])).await;
    let of = of_all(&world, "short").await;
    count(&world, &of, "a", "A", 1).await;
    world.pass(60);
    close(&world, &of).await;
    let before = world.items_of("audit").len();
    let booked = world.app.approve_count_line(&world.scope, &by(&world, "sue", "yes"), of.id, &sku("A")).await.unwrap();
    assert!(matches!(booked.outcome, Some(Outcome::Booked { uncovered: 3, .. })));
    assert_eq!((world.level("A").await.on_hand(), n_booked(&world, "A")), (4, 0), "orders hold all of it");
    assert_eq!(world.items_of("audit").len(), before + 1, "who approved of what is in the log");
    world.check().await;
}

#[tokio::test]
async fn what_is_found_fills_those_who_wait_and_is_not_missing_any_more() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 3)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "5")])).await;
    assert_eq!(world.order("1").await.status(), Status::PartiallyAllocated);
    let of = of_all(&world, "found").await;
    count(&world, &of, "a", "A", 8).await;
    world.pass(60);
    close(&world, &of).await;
    world.app.approve_count_line(&world.scope, &by(&world, "sue", "yes"), of.id, &sku("A")).await.unwrap();
    world.settle().await;
    assert_eq!(world.order("1").await.status(), Status::Allocated);
    let level = world.level("A").await;
    assert_eq!((level.available, level.allocated, level.backordered), (3, 5, 0));

    // Two are reported missing, and found at the next count.
    adjust(&world, "m", Place::Available, Place::Unavailable(Unavailable::Missing), 2).await;
    let of = of_all(&world, "again").await;
    world.pass(60);
    count(&world, &of, "b", "A", 8).await;
    world.pass(60);
    close(&world, &of).await;
    world.app.approve_count_line(&world.scope, &by(&world, "sue", "yes2"), of.id, &sku("A")).await.unwrap();
    let level = world.level("A").await;
    assert_eq!((level.available, level.unavailable.get(&Unavailable::Missing), level.on_hand()), (3, None, 8));
    world.check().await;
}

async fn adjust(world: &World, reference: &str, from: Place, to: Place, quantity: u32) {
    let adjustment = Adjustment { sku: sku("A"), reference: reference.to_owned(), from, to, quantity, reason: "seen".to_owned() };
    world.app.adjust_stock(&world.scope, &by(world, "sue", reference), &adjustment).await.unwrap();
    world.settle().await;
}

#[tokio::test]
async fn a_correction_after_the_counting_makes_it_to_be_counted_again() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10)]).await;
    let of = of_all(&world, "corrected").await;
    count(&world, &of, "a", "A", 9).await;
    world.pass(60);
    // Somebody else finds the same unit gone and books it.
    adjust(&world, "lost", Place::Available, Place::Outside, 1).await;
    world.pass(60);
    let closed = close(&world, &of).await;
    let counted = line(&world, &of, "A").await;
    assert_eq!((counted.stage(&of.tolerance), counted.recount.unwrap().why), (Stage::Recount, Again::Corrected));
    assert_eq!((world.level("A").await.available, n_booked(&world, "A")), (9, 0), "not twice");
    // Counted again on the closed count, it is booked at once.
    world.pass(60);
    assert_eq!(count(&world, &closed, "b", "A", 8).await.stage(&of.tolerance), Stage::Booked);
    assert_eq!((world.level("A").await.available, n_booked(&world, "A")), (8, 1));
    assert_eq!(world.app.undecided(&world.scope, Some(of.id)).await.unwrap().n, 0);
    world.check().await;
}

#[tokio::test]
async fn a_recount_is_asked_for_and_what_was_counted_before_it_means_nothing() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 50)]).await;
    let of = of_all(&world, "doubt").await;
    let before = world.now;
    count(&world, &of, "a", "A", 5).await;
    world.pass(60);
    let asked = world.app.recount_line(&world.scope, &by(&world, "sue", "again"), of.id, &sku("A")).await.unwrap();
    assert_eq!(asked.stage(&of.tolerance), Stage::Recount);
    assert!(count_at(&world, &of, "b", "A", 6, before).await.is_err());
    world.pass(60);
    assert_eq!(count(&world, &of, "c", "A", 50).await.stage(&of.tolerance), Stage::Counted);
    let left =
        world.app.leave_count_line(&world.scope, &by(&world, "sue", "leave"), of.id, &sku("A"), "it stands elsewhere").await.unwrap();
    assert_eq!(left.stage(&of.tolerance), Stage::Left);
    world.app.cancel_count(&world.scope, &by(&world, "sue", "cancel"), of.id, "it rains").await.unwrap();
    assert!(world.app.close_count(&world.scope, &by(&world, "sue", "close"), of.id).await.is_err());
    assert_eq!(n_booked(&world, "A"), 0);
    world.check().await;
}

#[tokio::test]
async fn a_count_is_of_what_a_filter_finds_and_of_what_nobody_counted_lately() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10), ("B", 10), ("C", 10)]).await;
    let of = begin(&world, "some", Chosen::Skus([sku("A"), sku("E")].into())).await;
    count(&world, &of, "a", "A", 10).await;
    count(&world, &of, "e", "E", 1).await;
    world.pass(60);
    close(&world, &of).await;
    assert_eq!(world.level("E").await.available, 1, "there never was any of it, and there is");
    let uncounted = Filter { not_counted_for: Some(30), ..Filter::default() };
    let of = begin(&world, "rest", Chosen::Filter(uncounted.clone())).await;
    assert_eq!(
        world.app.count_lines(&world.scope, of.id).await.unwrap().iter().map(|line| line.sku.as_str()).collect::<Vec<_>>(),
        ["B", "C"]
    );
    world.pass(31 * 86_400);
    assert_eq!(begin(&world, "later", Chosen::Filter(uncounted)).await.n_skus, 4);
    let nothing = NewCount {
        id: CountId::derived(&["none"]),
        name: "none".to_owned(),
        is_blind: false,
        chosen: Chosen::Filter(Filter { q: "nothing".to_owned(), ..Filter::default() }),
    };
    assert!(matches!(world.app.begin_count(&world.scope, &by(&world, "sue", "none"), nothing).await, Err(Error::Invalid(_))));
    world.check().await;
}
