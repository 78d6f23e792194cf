//! Webhooks: a store's events, sent over TLS to a server of this machine that stands for the internet.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

mod receiver;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::audit::{Action, Entry, Kind};
use domain::ids::{DeliveryId, WebhookId};
use domain::orders::HoldReason;
use domain::webhooks::{
    Attempt, Delivery, DeliveryState, Endpoint, EndpointState, Event, EventType, OffReason, Outcome, Secret, Secrets, Why,
};
use hmac::{Hmac, KeyInit, Mac};
use jiff::ToSpan;
use serde_json::Value;
use services::messages::{Envelope, WebhookMessage};
use sha2::Sha256;
use system_tests::hooks::{HIDDEN, to_this_machine};
use system_tests::{World, csv};

const SECRET: [u8; 32] = [7; 32];

/// What a receiver does with what it gets.
#[derive(Debug, Clone, PartialEq)]
enum Manner {
    Answers(u16, &'static str),
    RedirectsTo(String),
    NeverEnds,
}

/// A server that events are sent to.
struct Receiver {
    address: SocketAddr,
    inside: Arc<Inside>,
}

struct Inside {
    got: Mutex<Vec<(HeaderMap, String)>>,
    manner: Mutex<Manner>,
}

impl Receiver {
    /// A server for `shop.example`, which the world trusts from now on.
    async fn before(world: &mut World) -> Self {
        let inside = Arc::new(Inside { got: Mutex::default(), manner: Mutex::new(Manner::Answers(204, "")) });
        let router = Router::new().fallback(take).with_state(Arc::clone(&inside));
        let (address, trust) = receiver::serve("shop.example", router).await;
        world.started.app.hooks = to_this_machine(trust);
        Self { address, inside }
    }

    fn url(&self) -> String {
        format!("https://shop.example:{}/events", self.address.port())
    }

    fn is(&self, manner: Manner) {
        *self.inside.manner.lock().unwrap() = manner;
    }

    /// What came: the type of each event.
    fn types(&self) -> Vec<String> {
        self.got().iter().map(|(_, body)| serde_json::from_str::<Value>(body).unwrap()["type"].as_str().unwrap().to_owned()).collect()
    }

    fn got(&self) -> Vec<(HeaderMap, String)> {
        self.inside.got.lock().unwrap().clone()
    }
}

async fn take(State(inside): State<Arc<Inside>>, headers: HeaderMap, body: Bytes) -> Response {
    inside.got.lock().unwrap().push((headers, String::from_utf8(body.to_vec()).unwrap()));
    match inside.manner.lock().unwrap().clone() {
        Manner::Answers(status, text) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Manner::RedirectsTo(place) => (StatusCode::TEMPORARY_REDIRECT, [("location", place)]).into_response(),
        Manner::NeverEnds => {
            let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(b"and so on ")));
            Response::new(Body::from_stream(endless))
        }
    }
}

/// A webhook of the world's store that wants everything.
async fn webhook(world: &World, url: &str) -> WebhookId {
    let endpoint = Endpoint {
        id: WebhookId::derived(&[url]),
        version: 1,
        name: "Shop".to_owned(),
        url: url.parse().unwrap(),
        events: EventType::ALL.iter().copied().collect(),
        secrets: Secrets::new(Secret::new(SECRET)),
        state: EndpointState::Active,
        failing: None,
        created_at: world.now,
        created_by: "tester".parse().unwrap(),
    };
    let entry = Entry::new(&world.by(), "nordlys", Kind::Webhook, Action::Created, (&endpoint.id.to_string(), "Shop"));
    world.app.table.create_webhook(&world.scope, &endpoint, &entry).await.unwrap();
    endpoint.id
}

async fn endpoint(world: &World, id: WebhookId) -> Endpoint {
    world.app.table.webhook(&world.scope, id).await.unwrap().unwrap()
}

async fn deliveries(world: &World, id: WebhookId) -> Vec<Delivery> {
    world.app.table.deliveries(&world.scope, id, 100, None).await.unwrap().items
}

/// Something happens to an order; its event is delivered.
async fn happen(world: &World, reference: &str) {
    world.drop_file(&format!("{reference}.csv"), &csv(&[(reference, "A", "1")])).await;
    let order = world.order(reference).await;
    world.app.hold(&world.scope, order.id, &world.by(), HoldReason::Client, "ask first").await.unwrap();
    world.settle().await;
}

/// What comes about by an event that nothing in the world made.
async fn tell(world: &World, id: WebhookId, name: &str) {
    let event = Event { kind: EventType::OrderHeld, ..Event::test(name, world.now) };
    let message = Envelope::new(&world.scope, WebhookMessage::DeliverEvent { webhook: id, event: Box::new(event) });
    world.deliver("webhooks", &serde_json::to_string(&message).unwrap()).await.unwrap();
}

/// The minute's tick, and what it sends.
async fn tick(world: &mut World, seconds: i64) {
    world.pass(seconds);
    world.tick("webhooks").await.unwrap();
    world.settle().await;
}

#[tokio::test]
async fn what_happens_arrives_once_signed_and_without_who_did_it() {
    let mut world = World::new().await;
    let receiver = Receiver::before(&mut world).await;
    let id = webhook(&world, &receiver.url()).await;
    happen(&world, "SO-1").await;
    assert_eq!(receiver.types(), ["import.completed", "order.held"]);
    world.app.reconcile_now(&world.scope, world.now).await.unwrap();
    world.settle().await;
    assert_eq!(receiver.types().last().unwrap(), "reconciliation.made");

    let (headers, body) = receiver.got().remove(1);
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let mut mac = Hmac::<Sha256>::new_from_slice(&SECRET).unwrap();
    mac.update(format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp")).as_bytes());
    assert_eq!(header("webhook-signature"), format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())));
    assert_eq!(header("content-type"), "application/json");
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&event["data"]["reference"], &event["data"]["reason"], &event["data"]["status"]),
        (&"SO-1".into(), &"client".into(), &"on_hold".into())
    );
    assert!(!body.contains("tester"), "who holds it in the house is the house's affair: {body}");

    let log = deliveries(&world, id).await;
    assert_eq!(log.len(), 3);
    assert!(log.iter().all(|one| one.state == DeliveryState::Delivered && one.attempts.len() == 1));
    // The same message again, as queues do.
    let again = WebhookMessage::DeliverEvent { webhook: id, event: Box::new(log[1].event.clone()) };
    world.deliver("webhooks", &serde_json::to_string(&Envelope::new(&world.scope, again)).unwrap()).await.unwrap();
    assert_eq!(receiver.got().len(), 3);
    world.check().await;
}

#[tokio::test]
async fn only_what_is_wanted_is_sent_and_nothing_to_one_that_is_off() {
    let mut world = World::new().await;
    let receiver = Receiver::before(&mut world).await;
    let id = webhook(&world, &receiver.url()).await;
    let one = endpoint(&world, id).await;
    let some = one.changed("Shop".to_owned(), one.url.clone(), [EventType::OrderHeld].into(), true, world.now);
    world.app.table.note_webhook(&world.scope, &some, one.version).await.unwrap();
    happen(&world, "SO-1").await;
    assert_eq!(receiver.types(), ["order.held"]);
    let off = some.changed("Shop".to_owned(), some.url.clone(), some.events.clone(), false, world.now);
    world.app.table.note_webhook(&world.scope, &off, some.version).await.unwrap();
    happen(&world, "SO-2").await;
    assert_eq!((receiver.got().len(), deliveries(&world, id).await.len()), (1, 1));
    assert!(world.cloud.mails().is_empty(), "whoever switches it off knows it");
    let beside = world.beside("fjord").await;
    beside.add_product("A").await;
    happen(&beside, "SO-3").await;
    assert_eq!(receiver.got().len(), 1, "another store's events are not this one's");
}

#[tokio::test]
async fn one_that_fails_is_tried_again_with_pauses_and_rests_meanwhile() {
    let mut world = World::new().await;
    let receiver = Receiver::before(&mut world).await;
    let id = webhook(&world, &receiver.url()).await;
    receiver.is(Manner::Answers(503, "come back later"));
    tell(&world, id, "first").await;
    let first = deliveries(&world, id).await.remove(0);
    assert_eq!(first.attempts[0].outcome, Outcome::Answered { status: 503, body: "come back later".to_owned() });
    assert_eq!(first.state, DeliveryState::Waiting { due: first.attempts[0].at + 30.seconds() });
    // While it rests nothing is tried, and what happens waits.
    tell(&world, id, "second").await;
    assert_eq!(receiver.got().len(), 1);
    tick(&mut world, 10).await;
    assert_eq!(receiver.got().len(), 1);
    tick(&mut world, 25).await;
    assert!(receiver.got().len() >= 2, "it is asked again when it has rested");
    receiver.is(Manner::Answers(200, "thanks"));
    for _ in 0..8 {
        tick(&mut world, 60).await;
    }
    assert!(deliveries(&world, id).await.iter().all(|one| one.state == DeliveryState::Delivered), "{:?}", deliveries(&world, id).await);
    assert_eq!(endpoint(&world, id).await.failing, None);
    let n_got = receiver.got().len();
    tick(&mut world, 3_600).await;
    assert_eq!(receiver.got().len(), n_got, "what arrived is not sent again");
    let ids: Vec<_> = receiver.got().iter().map(|(headers, _)| headers["webhook-id"].clone()).collect();
    assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 2, "repeats bear the same id");
}

#[tokio::test]
async fn what_a_function_died_with_is_delivered_by_another() {
    let mut world = World::new().await;
    let receiver = Receiver::before(&mut world).await;
    let id = webhook(&world, &receiver.url()).await;
    let event = Event { kind: EventType::OrderHeld, ..Event::test("x", world.now) };
    world.app.table.create_delivery(&world.scope, &Delivery::new(id, event, None, world.now)).await.unwrap();
    tick(&mut world, 60).await;
    assert_eq!(receiver.got().len(), 0, "the other may be at it");
    tick(&mut world, 60).await;
    tick(&mut world, 1).await;
    assert_eq!(receiver.got().len(), 1);
}

#[tokio::test]
async fn five_days_of_failures_switch_it_off_and_people_are_told_once() {
    let mut world = World::new().await;
    let receiver = Receiver::before(&mut world).await;
    let id = webhook(&world, &receiver.url()).await;
    receiver.is(Manner::Answers(500, ""));
    for day in 0..7 {
        tell(&world, id, &day.to_string()).await;
        world.settle().await;
        assert_eq!(endpoint(&world, id).await.is_active(), day < 5, "day {day}");
        // A second more, because the clock never tells the same time twice.
        world.pass(86_401);
    }
    let EndpointState::Off { reason: OffReason::Failing, .. } = endpoint(&world, id).await.state else { panic!("not off") };
    let mails = world.cloud.mails();
    assert_eq!(mails.len(), 1);
    assert!(String::from_utf8_lossy(&mails[0]).contains("Subject: The webhook Shop of Nordlys Home was switched off"));
    // What was on its way is given up when its time comes.
    let n_got = receiver.got().len();
    for _ in 0..3 {
        tick(&mut world, 86_400).await;
    }
    assert_eq!(receiver.got().len(), n_got);
    assert!(deliveries(&world, id).await.iter().all(|one| one.state == DeliveryState::GivenUp));
}

#[tokio::test]
async fn no_redirect_is_followed_and_no_more_is_read_than_is_kept() {
    let mut world = World::new().await;
    let (receiver, elsewhere) = (Receiver::before(&mut world).await, Receiver::before(&mut World::new().await).await);
    let id = webhook(&world, &receiver.url()).await;
    receiver.is(Manner::RedirectsTo(elsewhere.url()));
    tell(&world, id, "first").await;
    assert_eq!((receiver.got().len(), elsewhere.got().len()), (1, 0));
    let first = deliveries(&world, id).await.remove(0);
    assert!(matches!(first.attempts[..], [Attempt { outcome: Outcome::Answered { status: 307, .. }, .. }]), "{first:?}");
    receiver.is(Manner::NeverEnds);
    world.pass(40);
    tell(&world, id, "second").await;
    let second = deliveries(&world, id).await.remove(0);
    let Outcome::Answered { status: 200, body } = &second.attempts[0].outcome else { panic!("{second:?}") };
    assert_eq!(body.len(), 1_000);
}

#[tokio::test]
async fn nothing_is_sent_to_what_is_not_of_the_internet_nor_to_whom_no_certificate_vouches_for() {
    let mut world = World::new().await;
    let receiver = Receiver::before(&mut world).await;
    let hidden = webhook(&world, &format!("https://shop{HIDDEN}:{}/", receiver.address.port())).await;
    tell(&world, hidden, "x").await;
    let why = |delivery: &Delivery| match &delivery.attempts[0].outcome {
        Outcome::Failed { why } => *why,
        answered => panic!("{answered:?}"),
    };
    assert_eq!(why(&deliveries(&world, hidden).await[0]), Why::NotPublic);
    let stranger = webhook(&world, &format!("https://another.example:{}/", receiver.address.port())).await;
    tell(&world, stranger, "x").await;
    assert_eq!(why(&deliveries(&world, stranger).await[0]), Why::Unreachable);
    assert_eq!(receiver.got().len(), 0);
}

#[tokio::test]
async fn a_message_that_cannot_be_read_does_not_hold_up_its_neighbours() {
    let mut world = World::new().await;
    let receiver = Receiver::before(&mut world).await;
    let id = webhook(&world, &receiver.url()).await;
    let event = Event { kind: EventType::OrderHeld, ..Event::test("x", world.now) };
    let good =
        serde_json::to_string(&Envelope::new(&world.scope, WebhookMessage::DeliverEvent { webhook: id, event: Box::new(event) })).unwrap();
    let gone = WebhookMessage::DeliverAgain { webhook: WebhookId::derived(&["gone"]), delivery: DeliveryId::derived(&["gone"]) };
    let gone = serde_json::to_string(&Envelope::new(&world.scope, gone)).unwrap();
    let again = world.deliver_batch("webhooks", &["{".to_owned(), gone, good]).await.unwrap();
    assert_eq!((again, receiver.got().len()), (vec![0], 1));
    assert_eq!(world.cloud.take_messages(), [] as [(String, String); 0]);
}
