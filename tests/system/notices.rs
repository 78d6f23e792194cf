//! The inbox: who is told of what, how, and once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use domain::findings::Finding;
use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use domain::identity::users::{Grants, User};
use domain::ids::ActorId;
use domain::invariants::{Rule, Subject, Violation};
use domain::notices::{Channel, Notice, NoticeKind};
use jiff::ToSpan;
use services::messages::{Envelope, NotificationMessage};
use system_tests::{World, csv};

/// Somebody of the house who has signed in.
async fn person(world: &World, name: &str, role: Role, stores: Stores, wishes: &[(NoticeKind, Channel)]) -> ActorId {
    let id: ActorId = name.parse().unwrap();
    let org = world.scope.organisation().clone();
    let mut user = User::new(
        (id.clone(), name.to_owned()),
        (format!("{name}@people.example"), name.to_owned()),
        org,
        Grants::new(role, stores, Vec::<Permission>::new()),
        world.now,
    );
    user.is_confirmed = true;
    user.notices = wishes.iter().fold(user.notices, |notices, (kind, channel)| notices.with(*kind, *channel));
    world.app.table.write_user(&user, None, None).await.unwrap();
    id
}

fn nordlys() -> Stores {
    Stores::These(vec!["nordlys".parse().unwrap()])
}

async fn inbox(world: &World, of: &ActorId) -> Vec<Notice> {
    world.app.table.notices(world.scope.organisation(), of, (100, None), |_| true).await.unwrap().items
}

async fn kinds(world: &World, of: &ActorId) -> Vec<NoticeKind> {
    inbox(world, of).await.into_iter().map(|notice| notice.news.kind).collect()
}

async fn unread(world: &World, of: &ActorId) -> usize {
    world.app.table.count_unread(world.scope.organisation(), of).await.unwrap().n
}

#[tokio::test]
async fn a_file_that_was_not_taken_whole_is_told_to_those_of_the_store_who_wish_it() {
    let world = World::new().await;
    let uma = person(&world, "uma", Role::ClientUser, nordlys(), &[]).await;
    let cleo = person(&world, "cleo", Role::ClientAdmin, nordlys(), &[(NoticeKind::ImportRejected, Channel::Mail)]).await;
    let quiet = person(&world, "quiet", Role::Supervisor, Stores::All, &[(NoticeKind::ImportRejected, Channel::None)]).await;
    let wim = person(&world, "wim", Role::Warehouse, Stores::All, &[]).await;
    let fjord = person(&world, "fjord", Role::ClientUser, Stores::These(vec!["fjord".parse().unwrap()]), &[]).await;
    let import = world.drop_file("orders.csv", &csv(&[("SO-1", "A", "1"), ("SO-2", "NONE", "1")])).await;
    let told = inbox(&world, &uma).await;
    assert_eq!(told.len(), 1);
    let news = &told[0].news;
    assert_eq!((news.kind, news.name.as_str(), news.n), (NoticeKind::ImportRejected, "orders.csv", 1));
    assert_eq!(news.subject, Some(import.id.to_string()));
    assert_eq!(kinds(&world, &cleo).await, [NoticeKind::ImportRejected]);
    for nobody in [&quiet, &wim, &fjord] {
        assert!(inbox(&world, nobody).await.is_empty(), "{nobody}");
    }
    // The store's contacts get their digest, and the one who wishes it a mail of her own.
    let mails: Vec<String> = world.cloud.mails().iter().map(|mail| String::from_utf8_lossy(mail).into_owned()).collect();
    let own: Vec<&String> = mails.iter().filter(|mail| mail.contains("cleo@people.example")).collect();
    assert_eq!((mails.len(), own.len()), (2, 1));
    assert!(own[0].contains("https://portal.example/nordlys/inbox"), "{}", own[0]);
}

#[tokio::test]
async fn told_again_it_is_told_once_and_what_was_read_stays_read() {
    let world = World::new().await;
    let uma = person(&world, "uma", Role::ClientUser, nordlys(), &[(NoticeKind::ImportRejected, Channel::Mail)]).await;
    world.drop_file("orders.csv", &csv(&[("SO-1", "NONE", "1")])).await;
    let (told, n_mails) = (inbox(&world, &uma).await, world.cloud.mails().len());
    assert_eq!(unread(&world, &uma).await, 1);
    let org = world.scope.organisation();
    assert_eq!(world.app.read_notices(org, &uma, Some(&[told[0].news.id]), world.now).await.unwrap(), 1);
    assert_eq!(world.app.read_notices(org, &uma, None, world.now).await.unwrap(), 0);
    let message = Envelope::new(&world.scope, NotificationMessage::Spread { news: Box::new(told[0].news.clone()) });
    let message = serde_json::to_string(&message).unwrap();
    world.deliver("notifications", &message).await.unwrap();
    // Also where the first run died before it noted that everybody was told.
    world.tamper(
        "DeleteItem",
        &serde_json::json!({"Key": {"pk": {"S": format!("S#nordlys#NEWS#{}", told[0].news.id)}, "sk": {"S": "NEWS"}}}),
    );
    world.deliver("notifications", &message).await.unwrap();
    let again = inbox(&world, &uma).await;
    assert_eq!((again.len(), unread(&world, &uma).await, world.cloud.mails().len()), (1, 0, n_mails));
    assert!(again[0].read_at.is_some());
}

#[tokio::test]
async fn many_back_orders_that_are_filled_within_an_hour_are_one_piece_of_news() {
    let mut world = World::new().await;
    let uma = person(&world, "uma", Role::ClientUser, nordlys(), &[]).await;
    let rows: Vec<(String, &str, &str)> = (0..5).map(|n| (format!("SO-{n}"), "A", "1")).collect();
    let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(reference, sku, units)| (reference.as_str(), *sku, *units)).collect();
    world.drop_file("orders.csv", &csv(&rows)).await;
    world.receive("R-1", &[("A", 2)]).await;
    world.receive("R-2", &[("A", 1)]).await;
    assert_eq!(kinds(&world, &uma).await, [NoticeKind::BackOrdersFilled]);
    world.set_time(world.now + 1.hour());
    world.receive("R-3", &[("A", 1)]).await;
    assert_eq!(kinds(&world, &uma).await.len(), 2);
    world.check().await;
}

#[tokio::test]
async fn a_finding_is_told_to_the_house_and_again_when_it_comes_back() {
    let mut world = World::new().await;
    let boss = person(&world, "boss", Role::Supervisor, Stores::All, &[]).await;
    let cleo = person(&world, "cleo", Role::ClientAdmin, nordlys(), &[]).await;
    let violation =
        Violation { rule: Rule::IdleStock, subject: Subject::Sku("A".parse().unwrap()), sentence: "stock lies idle".to_owned() };
    world.app.report(&world.scope, violation.clone(), world.now).await.unwrap();
    world.settle().await;
    assert_eq!((kinds(&world, &boss).await, kinds(&world, &cleo).await), (vec![NoticeKind::FindingOpened], vec![]));
    let id = Finding::new(world.scope.store(), violation.clone(), world.now).id;
    world.app.dismiss(&world.scope, id, &world.by(), "looked").await.unwrap();
    world.settle().await;
    assert_eq!(kinds(&world, &boss).await.len(), 1, "that it is closed is no news");
    world.pass(3_600);
    world.app.report(&world.scope, violation, world.now).await.unwrap();
    world.settle().await;
    assert_eq!(kinds(&world, &boss).await.len(), 2);
}
