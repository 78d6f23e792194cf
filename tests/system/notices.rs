//! The inbox: who is told of what, how, and once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use domain::digests::DigestState;
use domain::findings::Finding;
use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use domain::identity::users::{Grants, User};
use domain::ids::{ActorId, NoticeId, StoreId};
use domain::invariants::{Rule, Subject, Violation};
use domain::notices::{Channel, News, Notice, NoticeKind};
use jiff::{Timestamp, ToSpan};
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

/// Something that happened in a store.
fn news(n: u32, store: &str, at: Timestamp) -> News {
    let id = NoticeId::derived_at(at, &[store, &n.to_string()]);
    let (store, name): (StoreId, String) = (store.parse().unwrap(), format!("SO-{n}"));
    News { id, store, kind: NoticeKind::ShortPick, at, subject: Some("ord_1".to_owned()), name, n: 2 }
}

async fn tell(world: &World, news: &News) {
    let message = Envelope::new(&world.scope, NotificationMessage::Spread { news: Box::new(news.clone()) });
    world.deliver("notifications", &serde_json::to_string(&message).unwrap()).await.unwrap();
}

async fn daily(world: &World, name: &str) -> ActorId {
    person(world, name, Role::ClientUser, nordlys(), &[(NoticeKind::ShortPick, Channel::Daily)]).await
}

async fn change(world: &World, of: &ActorId, change: impl FnOnce(&mut User)) {
    let mut user = world.app.table.user(world.scope.organisation(), of).await.unwrap().unwrap();
    user.version += 1;
    change(&mut user);
    world.app.table.write_user(&user, None, None).await.unwrap();
}

fn mails(world: &World) -> Vec<String> {
    world.cloud.mails().iter().map(|mail| String::from_utf8_lossy(mail).replace("=\r\n", "")).collect()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_day_is_one_mail_of_all_stores_without_what_was_read() {
    let mut world = World::new().await;
    let fjord = world.beside("fjord").await;
    let both = Stores::These(vec!["fjord".parse().unwrap(), "nordlys".parse().unwrap()]);
    let uma = person(&world, "uma", Role::ClientUser, both, &[(NoticeKind::ShortPick, Channel::Daily)]).await;
    for n in 1..=3 {
        tell(&world, &news(n, "nordlys", world.now)).await;
    }
    tell(&fjord, &news(9, "fjord", world.now)).await;
    assert_eq!(unread(&world, &uma).await, 4, "the inbox has it at once");
    let read = news(2, "nordlys", world.now).id;
    world.app.read_notices(world.scope.organisation(), &uma, Some(&[read]), world.now).await.unwrap();
    world.set_time(at("2026-11-22T06:59:59Z"));
    world.tick("notifications").await.unwrap();
    assert_eq!(mails(&world).len(), 0);
    world.set_time(at("2026-11-22T07:00:00Z"));
    for _ in 0..3 {
        world.tick("notifications").await.unwrap();
    }
    let mails = mails(&world);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("uma@people.example") && mails[0].contains("Your day: 3 to read"), "{}", mails[0]);
    for there in ["SO-1", "SO-3", "SO-9", "https://portal.example/nordlys/inbox", "https://portal.example/fjord/inbox"] {
        assert!(mails[0].contains(there), "{there}: {}", mails[0]);
    }
    assert!(!mails[0].contains("SO-2"));
}

#[tokio::test]
async fn whoever_read_everything_or_may_not_know_any_more_gets_no_mail() {
    let mut world = World::new().await;
    let mut people = Vec::new();
    for name in ["read", "suspended", "moved", "changed", "stays"] {
        people.push(daily(&world, name).await);
    }
    tell(&world, &news(1, "nordlys", world.now)).await;
    world.app.read_notices(world.scope.organisation(), &people[0], None, world.now).await.unwrap();
    change(&world, &people[1], |user| user.suspended_at = Some(user.since)).await;
    change(&world, &people[2], |user| user.grants.stores = Stores::These(vec!["fjord".parse().unwrap()])).await;
    change(&world, &people[3], |user| user.notices = user.notices.clone().with(NoticeKind::ShortPick, Channel::Mail)).await;
    world.set_time(at("2026-11-22T07:00:00Z"));
    world.tick("notifications").await.unwrap();
    let mails = mails(&world);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("stays@people.example"));
    assert_eq!(world.app.table.due_digests(world.now, 100).await.unwrap(), [], "nobody is looked at again");
}

#[tokio::test]
async fn what_comes_while_a_day_is_being_sent_is_of_the_next() {
    let mut world = World::new().await;
    let uma = daily(&world, "uma").await;
    let org = world.scope.organisation().clone();
    tell(&world, &news(1, "nordlys", world.now)).await;
    let due = at("2026-11-22T07:00:00Z");
    let open = world.app.table.digest(&org, &uma, due).await.unwrap().unwrap();
    // A tick closed it, and died.
    world.app.table.replace_digest(&open.now(DigestState::Closed)).await.unwrap();
    tell(&world, &news(2, "nordlys", world.now)).await;
    world.set_time(due);
    world.tick("notifications").await.unwrap();
    assert_eq!(mails(&world).len(), 1);
    assert!(mails(&world)[0].contains("SO-1") && !mails(&world)[0].contains("SO-2"));
    world.set_time(at("2026-11-23T07:00:00Z"));
    world.tick("notifications").await.unwrap();
    assert_eq!(mails(&world).len(), 2);
    assert!(!mails(&world)[1].contains("SO-1") && mails(&world)[1].contains("SO-2"));
}

#[tokio::test]
async fn whoever_dies_after_the_mail_lets_nobody_be_told_twice() {
    let mut world = World::new().await;
    let uma = daily(&world, "uma").await;
    let (org, first) = (world.scope.organisation().clone(), news(1, "nordlys", world.now));
    tell(&world, &first).await;
    let due = at("2026-11-22T07:00:00Z");
    world.set_time(due);
    world.tick("notifications").await.unwrap();
    let done = world.app.table.digest(&org, &uma, due).await.unwrap().unwrap();
    assert_eq!(done.state, DigestState::Done);
    // As if it had died before it wrote that down.
    world.app.table.replace_digest(&done.now(DigestState::Closed)).await.unwrap();
    world.pass(900);
    world.tick("notifications").await.unwrap();
    assert_eq!(mails(&world).len(), 1);
    assert_eq!(world.app.table.digest(&org, &uma, due).await.unwrap().unwrap().state, DigestState::Done);
    // Nor is what was told before put into the next day, when its message comes once more.
    world.tamper("DeleteItem", &serde_json::json!({"Key": {"pk": {"S": format!("S#nordlys#NEWS#{}", first.id)}, "sk": {"S": "NEWS"}}}));
    tell(&world, &first).await;
    world.set_time(at("2026-11-23T07:00:00Z"));
    world.tick("notifications").await.unwrap();
    assert_eq!(mails(&world).len(), 1);
}

#[tokio::test]
async fn many_who_tell_at_once_leave_nothing_out() {
    let mut world = World::new().await;
    let uma = daily(&world, "uma").await;
    let all: Vec<News> = (1..=5).map(|n| news(n, "nordlys", world.now)).collect();
    futures::future::join_all(all.iter().map(|one| tell(&world, one))).await;
    let digest = world.app.table.digest(world.scope.organisation(), &uma, at("2026-11-22T07:00:00Z")).await.unwrap().unwrap();
    assert_eq!(digest.notices, all.iter().map(|one| one.id).collect());
    world.set_time(at("2026-11-22T07:00:00Z"));
    world.tick("notifications").await.unwrap();
    assert_eq!(mails(&world).len(), 1);
}

#[tokio::test]
async fn seven_o_clock_is_the_store_s_also_on_the_night_when_the_clocks_change() {
    let mut world = World::with_settings(serde_json::json!({"time_zone": "Europe/Warsaw"})).await;
    daily(&world, "uma").await;
    for (before, due, told) in [
        ("2027-03-26T12:00:00Z", "2027-03-27T06:00:00Z", 1),
        ("2027-03-27T12:00:00Z", "2027-03-28T05:00:00Z", 2),
        ("2027-10-30T12:00:00Z", "2027-10-31T06:00:00Z", 3),
    ] {
        world.set_time(at(before));
        tell(&world, &news(told, "nordlys", world.now)).await;
        world.set_time(at(due) - 1.second());
        world.tick("notifications").await.unwrap();
        assert_eq!(mails(&world).len() + 1, told as usize, "{due}");
        world.set_time(at(due));
        world.tick("notifications").await.unwrap();
        assert_eq!(mails(&world).len(), told as usize, "{due}");
    }
}
