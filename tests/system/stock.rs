//! Lists of stock: what is asked for is found, page by page, and a day that is over is what its books said.

use domain::stock::search::Filter;
use jiff::civil::Date;
use services::stock::{Adjustment, Described, Place};
use system_tests::{World, csv};

/// All that a filter finds, read two at a time.
async fn all(world: &World, filter: &Filter) -> Vec<Described> {
    let coming = world.app.incoming(&world.scope).await.unwrap();
    let (mut found, mut cursor): (Vec<Described>, Option<String>) = (Vec::new(), None);
    for _ in 0..100 {
        let page = world.app.find_stock(&world.scope, filter, &coming, (2, cursor.as_deref()), world.now).await.unwrap();
        assert!(page.items.len() <= 2);
        found.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
    panic!("the list never ends");
}

async fn names(world: &World, filter: Filter) -> Vec<String> {
    all(world, &filter).await.into_iter().map(|found| found.level.sku.to_string()).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[tokio::test]
async fn each_filter_finds_what_it_says_and_the_numbers_are_the_lengths_of_the_lists() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10), ("B", 2), ("C", 5), ("D", 1)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "B", "5"), ("2", "A", "9")])).await;
    let adjustment = Adjustment {
        sku: "C".parse().unwrap(),
        reference: "d".to_owned(),
        from: Place::Available,
        to: Place::parse("damaged").unwrap(),
        quantity: 1,
        reason: "wet".to_owned(),
    };
    world.app.adjust_stock(&world.scope, &world.by(), &adjustment).await.unwrap();
    let notice = domain::inbound::Notice {
        reference: "D-1".parse().unwrap(),
        supplier: "Mills".to_owned(),
        expected_on: day("2026-11-30"),
        note: String::new(),
        lines: [("D".parse().unwrap(), 4)].into(),
    };
    world.app.announce(&world.scope, &world.by(), notice).await.unwrap();
    world.pass(3_600);
    assert_eq!(names(&world, Filter::default()).await, ["A", "B", "C", "D"]);
    assert_eq!(names(&world, Filter { q: "product c".to_owned(), ..Filter::default() }).await, ["C"]);
    assert_eq!(names(&world, Filter { q: "b".to_owned(), ..Filter::default() }).await, ["B"]);
    assert_eq!(names(&world, Filter { short: Some(true), ..Filter::default() }).await, ["B"]);
    assert_eq!(names(&world, Filter { has_unavailable: Some(true), ..Filter::default() }).await, ["C"]);
    assert_eq!(names(&world, Filter { incoming: Some(true), ..Filter::default() }).await, ["D"]);
    assert_eq!(names(&world, Filter { incoming: Some(false), q: "product".to_owned(), ..Filter::default() }).await, ["A", "B", "C"]);
    // One of A is left, and nine were ordered within 28 days; of B nothing is left. Nobody wants C and D.
    assert_eq!(names(&world, Filter { cover_below: Some(30), ..Filter::default() }).await, ["A", "B"]);
    assert_eq!(names(&world, Filter { cover_below: Some(3), ..Filter::default() }).await, ["B"]);
    assert_eq!(names(&world, Filter { not_counted_for: Some(90), ..Filter::default() }).await.len(), 4);
    let numbers = world.app.stock_numbers(&world.scope, world.now).await.unwrap();
    assert_eq!((numbers.skus, numbers.short, numbers.units_waiting, numbers.has_unavailable, numbers.incoming), (4, 1, 3, 1, 1));
    assert_eq!(numbers.not_counted_for_90, 4);
    world.check().await;
}

#[tokio::test]
async fn a_day_that_is_over_is_what_its_books_said_and_stays_so() {
    let mut world = World::new().await;
    world.receive("R-1", &[("A", 10), ("B", 4)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3")])).await;
    let level = |found: &[Described], name: &str| {
        let of = found.iter().find(|found| found.level.sku.as_str() == name).unwrap();
        (of.level.available, of.level.allocated, of.level.on_hand(), of.level.backordered)
    };
    let first = all(&world, &Filter::default()).await;
    assert_eq!((level(&first, "A"), level(&first, "B")), ((7, 3, 10, 0), (4, 0, 4, 0)));
    world.pass(86_400);
    // Goods that came yesterday and are booked today are in today's books.
    let lines = [("B".parse().unwrap(), 5)].into();
    world.app.receive_goods(&world.scope, &world.by(), "R-2", lines, "2026-11-21T12:00:00Z".parse().unwrap()).await.unwrap();
    world.drop_file("more.csv", &csv(&[("2", "A", "9")])).await;
    let at = |text: &str| Filter { as_of: Some(day(text)), ..Filter::default() };
    let yesterday = all(&world, &at("2026-11-21")).await;
    assert_eq!((level(&yesterday, "A"), level(&yesterday, "B")), ((7, 3, 10, 0), (4, 0, 4, 0)));
    assert!(yesterday.iter().all(|found| found.is_past));
    assert_eq!(level(&all(&world, &at("2026-11-20")).await, "A"), (0, 0, 0, 0), "before anything came");
    let today = all(&world, &at("2026-11-22")).await;
    assert_eq!(today, all(&world, &Filter::default()).await, "today is now");
    assert_eq!((level(&today, "A"), level(&today, "B")), ((0, 10, 10, 2), (9, 0, 9, 0)));
    // Asked again later, it is the same.
    world.pass(86_400);
    world.receive("R-3", &[("A", 20)]).await;
    assert_eq!(all(&world, &at("2026-11-21")).await.iter().map(|found| found.level.on_hand()).collect::<Vec<_>>(), [10, 4]);
    assert_eq!(level(&all(&world, &at("2026-11-22")).await, "A"), (0, 10, 10, 2));
    let sku = "A".parse().unwrap();
    let until = |text: Option<&str>| {
        let (world, sku, day) = (&world, &sku, text.map(day));
        async move { world.app.moves_until(&world.scope, sku, day, (50, None), world.now).await.unwrap().items.len() }
    };
    assert_eq!((until(Some("2026-11-20")).await, until(Some("2026-11-21")).await), (0, 2));
    assert_eq!(until(Some("2026-11-23")).await, until(None).await);
    assert!(
        world.app.find_stock(&world.scope, &at("2026-12-24"), &Default::default(), (2, None), world.now).await.is_err(),
        "nobody knows"
    );
    let mixed = Filter { cover_below: Some(9), ..at("2026-11-21") };
    assert!(world.app.find_stock(&world.scope, &mixed, &Default::default(), (2, None), world.now).await.is_err());
    world.check().await;
}
