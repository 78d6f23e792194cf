//! News on devices of people, pushed over TLS to a server of this machine that stands for a push service.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod receiver;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::devices::{Auth, Device};
use domain::identity::Stores;
use domain::identity::roles::{Permission, Role};
use domain::identity::users::{Grants, User};
use domain::ids::{ActorId, DeviceId, MessageId, NoticeId};
use domain::notices::{Channel, News, NoticeKind};
use jiff::Timestamp;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use serde_json::{Value, json};
use services::messages::{Envelope, NotificationMessage};
use storage::keys::Outbox;
use storage::messages::Message;
use system_tests::hooks::{HIDDEN, NOBODY, to_this_machine};
use system_tests::{World, csv};

const AUTH: [u8; 16] = [9; 16];

/// A push service. What it answers is said by path.
struct Service {
    address: SocketAddr,
    inside: Arc<Inside>,
}

#[derive(Default)]
struct Inside {
    got: Mutex<Vec<Got>>,
    answers: Mutex<BTreeMap<String, u16>>,
}

#[derive(Clone)]
struct Got {
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Service {
    async fn before(world: &mut World) -> Self {
        let inside = Arc::new(Inside::default());
        let router = Router::new().fallback(take).with_state(Arc::clone(&inside));
        let (address, trust) = receiver::serve("push.example", router).await;
        world.started.app.hooks = to_this_machine(trust);
        Self { address, inside }
    }

    fn url(&self, name: &str) -> String {
        format!("https://push.example:{}/{name}", self.address.port())
    }

    fn answers(&self, name: &str, status: u16) {
        self.inside.answers.lock().unwrap().insert(format!("/{name}"), status);
    }

    fn got(&self) -> Vec<Got> {
        self.inside.got.lock().unwrap().clone()
    }

    fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = self.got().into_iter().map(|got| got.path).collect();
        paths.sort();
        paths
    }
}

async fn take(State(inside): State<Arc<Inside>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let path = uri.path().to_owned();
    let status = inside.answers.lock().unwrap().get(&path).copied().unwrap_or(201);
    inside.got.lock().unwrap().push(Got { path, headers, body: body.to_vec() });
    StatusCode::from_u16(status).unwrap()
}

/// The half of a device's key that only the browser has.
fn secret(name: &str) -> p256::SecretKey {
    let mut bytes = [7; 32];
    bytes[..name.len().min(32)].copy_from_slice(&name.as_bytes()[..name.len().min(32)]);
    p256::SecretKey::from_slice(&bytes).unwrap()
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// As the browser reads it.
    fn read(&self, name: &str) -> Value {
        let auth = web_push_native::Auth::from_slice(&AUTH);
        serde_json::from_slice(&web_push_native::decrypt(self.body.clone(), &secret(name), auth).unwrap()).unwrap()
    }
}

async fn person(world: &World, name: &str) -> User {
    let mut user = User::new(
        (name.parse().unwrap(), name.to_owned()),
        (format!("{name}@people.example"), name.to_owned()),
        world.scope.organisation().clone(),
        Grants::new(Role::ClientUser, Stores::These(vec!["nordlys".parse().unwrap()]), Vec::<Permission>::new()),
        world.now,
    );
    user.is_confirmed = true;
    world.app.table.write_user(&user, None, None).await.unwrap();
    user
}

async fn change(world: &World, user: &User, change: impl FnOnce(&mut User)) {
    let mut after = User { version: user.version + 1, ..user.clone() };
    change(&mut after);
    world.app.table.write_user(&after, None, None).await.unwrap();
}

/// A browser of somebody; its address ends in its name.
async fn device_at(world: &World, of: &User, name: &str, url: &str) -> DeviceId {
    let point = BASE64.encode(secret(name).public_key().to_encoded_point(false).as_bytes());
    let device = Device::new(url.parse().unwrap(), point.parse().unwrap(), Auth::new(AUTH), name.to_owned(), world.now);
    world.app.add_device(&of.organisation, &of.id, device).await.unwrap().id
}

async fn device(world: &World, service: &Service, of: &User, name: &str) -> DeviceId {
    device_at(world, of, name, &service.url(name)).await
}

async fn known(world: &World, of: &User) -> Vec<Device> {
    world.app.table.devices(&of.organisation, &of.id).await.unwrap()
}

fn news(n: u32, kind: NoticeKind, at: Timestamp) -> News {
    let id = NoticeId::derived_at(at, &[&n.to_string()]);
    serde_json::from_value(
        json!({"id": id, "store": "nordlys", "kind": kind, "at": at, "subject": "ord_1", "name": format!("SO-{n}"), "n": 2}),
    )
    .unwrap()
}

fn text(world: &World, message: NotificationMessage) -> String {
    serde_json::to_string(&Envelope::new(&world.scope, message)).unwrap()
}

fn push(world: &World, to: &User, news: &News) -> String {
    text(world, NotificationMessage::Push { to: to.id.clone(), news: Box::new(news.clone()) })
}

/// Tells news to everybody; answers the messages that came of it.
async fn spread(world: &World, news: &News) -> Vec<String> {
    world.deliver("notifications", &text(world, NotificationMessage::Spread { news: Box::new(news.clone()) })).await.unwrap();
    world.cloud.take_messages().into_iter().map(|(queue, body)| (assert_eq!(queue, "notifications"), body).1).collect()
}

#[tokio::test]
async fn news_reach_a_browser_encrypted_for_it_alone_signed_by_us_and_once() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let uma = person(&world, "uma").await;
    let id = device(&world, &service, &uma, "phone").await;
    person(&world, "without").await;
    let import = world.drop_file("orders.csv", &csv(&[("SO-1", "A", "1"), ("SO-2", "NONE", "1")])).await;
    let got = service.got();
    assert_eq!(got.len(), 1);
    let told = world.app.table.notices(world.scope.organisation(), &uma.id, (9, None), |_| true).await.unwrap().items.remove(0).news;
    assert_eq!(
        got[0].read("phone"),
        json!({"id": told.id, "store": "nordlys", "kind": "import_rejected", "title": "Nordlys Home", "lang": "en",
            "body": "orders.csv was imported; orders rejected: 1", "url": format!("/nordlys/imports/{}", import.id)})
    );
    assert!(!String::from_utf8_lossy(&got[0].body).contains("orders.csv"), "nobody on the way reads it");
    assert_eq!((got[0].header("content-encoding"), got[0].header("ttl"), got[0].header("urgency")), ("aes128gcm", "86400", "normal"));
    assert_eq!(got[0].header("topic").len(), 32);
    // Who we are: a token of ours for this push service, which the key that browsers subscribed to verifies.
    let key = world.app.push_key().await.unwrap().public_key();
    let (token, public) = got[0].header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(public, key.to_string());
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = Signature::from_slice(&BASE64.decode(signature).unwrap()).unwrap();
    VerifyingKey::from(key.point()).verify(signed.as_bytes(), &signature).unwrap();
    let claims: Value = serde_json::from_slice(&BASE64.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap();
    let aud = format!("https://push.example:{}", service.address.port());
    assert_eq!(claims, json!({"aud": aud, "exp": world.now.as_second() + 12 * 3_600, "sub": "mailto:packhouse@example.com"}));
    // Told again, it is there.
    world.deliver("notifications", &push(&world, &uma, &told)).await.unwrap();
    assert_eq!(service.got().len(), 1);
    let device = known(&world, &uma).await.remove(0);
    let pushed_at = device.last_pushed_at.map(Timestamp::as_second);
    assert_eq!((device.id, pushed_at, device.failing), (id, Some(world.now.as_second()), None));
}

#[tokio::test]
async fn what_somebody_waits_for_is_urgent_and_in_their_language() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let uma = person(&world, "uma").await;
    change(&world, &uma, |user| user.locale = Some(domain::locale::Locale::Pl)).await;
    device(&world, &service, &uma, "phone").await;
    world.deliver("notifications", &push(&world, &uma, &news(1, NoticeKind::ShortPick, world.now))).await.unwrap();
    let got = &service.got()[0];
    assert_eq!(got.header("urgency"), "high");
    assert_eq!(got.read("phone")["body"], "Nie znaleziono towaru do zamówienia SO-1; brakujące sztuki: 2");
    assert_eq!((&got.read("phone")["lang"], &got.read("phone")["url"]), (&json!("pl"), &json!("/nordlys/orders/ord_1")));
}

#[tokio::test]
async fn a_device_that_is_gone_is_removed_and_one_that_refuses_stays() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let uma = person(&world, "uma").await;
    for (name, status) in [("gone", 410), ("unknown", 404), ("strict", 403), ("small", 413), ("well", 200)] {
        device(&world, &service, &uma, name).await;
        service.answers(name, status);
    }
    world.deliver("notifications", &push(&world, &uma, &news(1, NoticeKind::ShortPick, world.now))).await.unwrap();
    let mut left: Vec<(String, Option<u16>)> =
        known(&world, &uma).await.into_iter().map(|device| (device.name, device.failing.and_then(|failing| failing.status))).collect();
    left.sort();
    assert_eq!(left, [("small".to_owned(), Some(413)), ("strict".to_owned(), Some(403)), ("well".to_owned(), None)]);
    // What was refused is not sent again, but the next news are.
    world.deliver("notifications", &push(&world, &uma, &news(1, NoticeKind::ShortPick, world.now))).await.unwrap();
    assert_eq!(service.got().len(), 5);
    service.answers("strict", 201);
    world.deliver("notifications", &push(&world, &uma, &news(2, NoticeKind::ShortPick, world.now))).await.unwrap();
    assert!(known(&world, &uma).await.iter().all(|device| device.name != "strict" || device.failing.is_none()));
}

#[tokio::test]
async fn a_service_that_is_down_is_asked_again_and_nobody_else_is_told_twice_or_late() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let (uma, other) = (person(&world, "uma").await, person(&world, "other").await);
    device(&world, &service, &uma, "well").await;
    device(&world, &service, &uma, "down").await;
    device(&world, &service, &other, "other").await;
    change(&world, &other, |user| user.notices = user.notices.clone().with(NoticeKind::ShortPick, Channel::Mail)).await;
    service.answers("down", 503);
    let pushes = spread(&world, &news(1, NoticeKind::ShortPick, world.now)).await;
    assert_eq!((pushes.len(), world.cloud.mails().len()), (2, 1), "the mail waits for no push service");
    assert_eq!(spread(&world, &news(1, NoticeKind::ShortPick, world.now)).await.len(), 0, "everybody was told");
    let failed = world.deliver_batch("notifications", &pushes).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert_eq!(service.paths(), ["/down", "/other", "/well"]);
    let again = &pushes[failed[0]];
    world.pass(90);
    assert!(world.deliver("notifications", again).await.is_err());
    service.answers("down", 201);
    world.pass(90);
    world.deliver("notifications", again).await.unwrap();
    assert_eq!(service.paths(), ["/down", "/down", "/down", "/other", "/well"]);
    assert!(known(&world, &uma).await.iter().all(|device| device.failing.is_none()));
}

#[tokio::test]
async fn a_device_that_never_answers_fails_no_message_for_long_and_is_removed_after_a_week() {
    let mut world = World::new().await;
    let uma = person(&world, "uma").await;
    device_at(&world, &uma, "lost", &format!("https://push{NOBODY}/x")).await;
    let first = push(&world, &uma, &news(1, NoticeKind::ShortPick, world.now));
    // A message is a dead letter when it has failed five times; this one fails twice.
    assert!(world.deliver("notifications", &first).await.is_err());
    world.pass(90);
    assert!(world.deliver("notifications", &first).await.is_err());
    world.pass(90);
    world.deliver("notifications", &first).await.unwrap();
    for day in 1..7 {
        world.pass(24 * 3_600);
        world.deliver("notifications", &push(&world, &uma, &news(1 + day, NoticeKind::ShortPick, world.now))).await.unwrap();
        assert_eq!(known(&world, &uma).await.len(), 1, "day {day}");
    }
    world.pass(24 * 3_600);
    world.deliver("notifications", &push(&world, &uma, &news(9, NoticeKind::ShortPick, world.now))).await.unwrap();
    assert_eq!(known(&world, &uma).await, []);
}

#[tokio::test]
async fn nothing_is_pushed_to_whoever_may_not_know_or_does_not_want_to() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let now = world.now;
    type Choice = fn(&mut User);
    let choices: [(&str, Choice); 5] = [
        ("suspended", |user| user.suspended_at = Some(user.since)),
        ("moved", |user| user.grants.stores = Stores::These(vec!["fjord".parse().unwrap()])),
        ("deaf", |user| user.notices = user.notices.clone().with(NoticeKind::ShortPick, Channel::None)),
        ("quiet", |user| user.notices = user.notices.clone().with_push(NoticeKind::ShortPick, false)),
        ("invited", |user| user.is_confirmed = false),
    ];
    for (name, choice) in choices {
        let user = person(&world, name).await;
        device(&world, &service, &user, name).await;
        // The message was on its way when it happened.
        change(&world, &user, choice).await;
        world.deliver("notifications", &push(&world, &user, &news(1, NoticeKind::ShortPick, now))).await.unwrap();
    }
    assert_eq!(spread(&world, &news(2, NoticeKind::ShortPick, now)).await, [] as [String; 0]);
    let gone: ActorId = "never-was".parse().unwrap();
    let message = NotificationMessage::Push { to: gone, news: Box::new(news(3, NoticeKind::ShortPick, now)) };
    world.deliver("notifications", &text(&world, message)).await.unwrap();
    assert_eq!(service.paths(), [] as [&str; 0]);
    // Good news are pushed to those who chose them.
    let uma = person(&world, "uma").await;
    device(&world, &service, &uma, "uma").await;
    assert_eq!(spread(&world, &news(4, NoticeKind::ReconciliationReady, now)).await.len(), 0);
    change(&world, &uma, |user| user.notices = user.notices.clone().with_push(NoticeKind::ReconciliationReady, true)).await;
    assert_eq!(spread(&world, &news(5, NoticeKind::ReconciliationReady, now)).await.len(), 1);
}

#[tokio::test]
async fn a_push_that_somebody_died_with_is_taken_over_when_their_time_is_up() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let uma = person(&world, "uma").await;
    let id = device(&world, &service, &uma, "phone").await;
    let news = news(1, NoticeKind::ShortPick, world.now);
    let of = Outbox::Person(&uma.organisation, &uma.id);
    let message = MessageId::derived(&["push", &news.id.to_string(), &id.to_string()]);
    let claim = Message { id: message, subject: String::new(), to: Vec::new(), begun_at: world.now, attempt: 1, sent_as: None };
    world.app.table.claim_message(of, &claim).await.unwrap();
    assert!(world.deliver("notifications", &push(&world, &uma, &news)).await.is_err(), "it may be on its way");
    world.pass(90);
    world.deliver("notifications", &push(&world, &uma, &news)).await.unwrap();
    assert_eq!(service.paths(), ["/phone"]);
}

#[tokio::test]
async fn an_address_inside_of_the_house_is_never_reached() {
    let world = World::new().await;
    let uma = person(&world, "uma").await;
    device_at(&world, &uma, "inside", &format!("https://db{HIDDEN}/x")).await;
    world.deliver("notifications", &push(&world, &uma, &news(1, NoticeKind::ShortPick, world.now))).await.unwrap();
    let failing = known(&world, &uma).await.remove(0).failing.unwrap();
    assert_eq!((failing.since.as_second(), failing.status), (world.now.as_second(), None));
}

#[tokio::test]
async fn the_key_is_made_once_and_a_browser_that_comes_again_is_the_same_device() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let keys = futures::future::join_all((0..4).map(|_| world.app.push_key())).await;
    assert!(keys.iter().all(|key| key.as_ref().unwrap() == keys[0].as_ref().unwrap()));
    let uma = person(&world, "uma").await;
    for n in 0..20 {
        device(&world, &service, &uma, &format!("d{n}")).await;
        world.pass(60);
    }
    let first = device(&world, &service, &uma, "d0").await;
    let devices = known(&world, &uma).await;
    assert_eq!((devices.len(), devices.iter().find(|device| device.id == first).unwrap().version), (20, 2));
    device(&world, &service, &uma, "one more").await;
    let devices = known(&world, &uma).await;
    assert!(devices.len() == 20 && devices.iter().all(|device| device.id != first), "the first that was added goes");
}

#[tokio::test]
async fn a_test_is_sent_to_one_device_and_tried_once() {
    let mut world = World::new().await;
    let service = Service::before(&mut world).await;
    let uma = person(&world, "uma").await;
    let id = device(&world, &service, &uma, "phone").await;
    device(&world, &service, &uma, "other").await;
    let test = |world: &World, device| text(world, NotificationMessage::TestDevice { of: uma.id.clone(), device });
    world.deliver("notifications", &test(&world, id)).await.unwrap();
    assert_eq!(service.paths(), ["/phone"]);
    assert_eq!(service.got()[0].read("phone")["body"], "Notifications reach this device.");
    service.answers("phone", 503);
    world.deliver("notifications", &test(&world, id)).await.unwrap();
    assert_eq!(known(&world, &uma).await.iter().filter(|device| device.failing.is_some()).count(), 1);
    world.deliver("notifications", &test(&world, DeviceId::derived(&["of nobody"]))).await.unwrap();
    assert_eq!(service.got().len(), 2);
}
