//! Settings in time: what holds at a moment holds for everything that is decided then, and what was made keeps the version that
//! it was made with.

use domain::fulfilment::{Batch, BatchState};
use domain::ids::{BatchId, PlanId};
use domain::orders::Order;
use domain::reconciliation::Reconciliation;
use domain::stock::allocation::BackOrders;
use domain::stores::Settings;
use jiff::Timestamp;
use system_tests::{World, csv};

async fn settings(world: &World) -> (u64, Settings) {
    let store = world.app.table.store(&world.scope, world.now).await.unwrap().unwrap();
    (store.version, store.settings)
}

async fn change(world: &World, change: impl FnOnce(&mut Settings)) {
    let (version, mut settings) = settings(world).await;
    change(&mut settings);
    world.app.change_settings(&world.scope, &world.by(), version, settings).await.unwrap();
}

async fn plan(world: &World, from: &str, change: impl FnOnce(&mut Settings)) {
    let (version, mut settings) = settings(world).await;
    change(&mut settings);
    let from: Timestamp = from.parse().unwrap();
    let id = PlanId::derived(&[&from.to_string()]);
    world.app.plan_settings(&world.scope, &world.by(), version, (id, from), settings).await.unwrap();
}

async fn files(world: &World) -> Vec<Reconciliation> {
    world.app.reconcile_due(world.now).await.unwrap();
    world.app.table.reconciliations(&world.scope, 50, None).await.unwrap().items
}

async fn batch(world: &World, name: &str) -> Batch {
    let id = BatchId::derived(&[name]);
    world.app.create_batch(&world.scope, &world.by(), id, None, 10).await.unwrap();
    world.settle().await;
    world.app.table.batch_of(&world.scope, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn cut_offs_follow_planned_settings_though_nobody_calls() {
    let mut world = World::new().await;
    world.app.table.set_next_cut_off(&world.scope, "2026-11-21T12:00:00Z".parse().unwrap()).await.unwrap();
    change(&world, |settings| settings.cut_offs = vec!["12:00".parse().unwrap()]).await;
    // From two in the afternoon it is three o'clock: that day has two files.
    plan(&world, "2026-11-21T14:00:00Z", |settings| settings.cut_offs = vec!["15:00".parse().unwrap()]).await;
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3")])).await;
    for (time, n) in [
        ("2026-11-21T11:59:30Z", 0),
        ("2026-11-21T12:00:30Z", 1),
        ("2026-11-21T14:59:30Z", 1),
        ("2026-11-21T15:00:30Z", 2),
        ("2026-11-22T12:00:30Z", 2),
        ("2026-11-22T15:00:30Z", 3),
    ] {
        world.set_time(time.parse().unwrap());
        assert_eq!(files(&world).await.len(), n, "{time}");
    }
    let told: Vec<(u64, String)> =
        files(&world).await.iter().map(|file| (file.settings_version, file.cut_off_at.to_string())).rev().collect();
    let (old, new) = (3, 4);
    assert_eq!(
        told,
        [(old, "2026-11-21T12:00:00Z".to_owned()), (new, "2026-11-21T15:00:00Z".to_owned()), (new, "2026-11-22T15:00:00Z".to_owned())]
    );
    world.check().await;
}

#[tokio::test]
async fn orders_are_decided_by_what_holds_when_they_are_checked() {
    let mut world = World::new().await;
    plan(&world, "2026-11-21T13:00:00Z", |settings| settings.back_orders = BackOrders::Refuse).await;
    world.drop_file("before.csv", &csv(&[("1", "A", "3")])).await;
    let decided = async |world: &World, reference: &str| {
        let order = world.order(reference).await;
        world.app.table.decision(&world.scope, order.chunk).await.unwrap().unwrap()
    };
    let before = decided(&world, "1").await;
    assert_eq!((before.policy, before.settings_version), (BackOrders::Wait, 2));
    world.set_time("2026-11-21T13:00:00Z".parse().unwrap());
    world.receive("R1", &[("B", 5)]).await;
    world.drop_file("after.csv", &csv(&[("2", "B", "3"), ("3", "A", "1")])).await;
    let after = decided(&world, "2").await;
    assert_eq!((after.policy, after.settings_version), (BackOrders::Refuse, 3));
    let third = Order::id_for(world.scope.store(), &"file".parse().unwrap(), &"3".parse().unwrap());
    assert!(world.app.table.order(&world.scope, third).await.unwrap().is_none(), "nobody waits any more");
    world.check().await;
}

#[tokio::test]
async fn papers_look_as_when_their_batch_was_made_whenever_they_are_printed() {
    let mut world = World::new().await;
    let pixel: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdacd\xf8\xcfP\x0f\0\x03\x86\x01\x80Z4}k\0\0\0\0IEND\xaeB`\x82";
    let logo = world.app.keep_logo(&world.scope, pixel.to_vec()).await.unwrap().unwrap();
    change(&world, |settings| {
        settings.brand.logo = Some(logo.id.clone());
        settings.brand.colour = Some("#7c2d12".parse().unwrap());
    })
    .await;
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "1"), ("2", "A", "1")])).await;
    let made = batch(&world, "first").await;
    assert_eq!((made.state, made.settings_version), (BatchState::Rendered, 2));
    // The store has another name, colour and seller; somebody prints the old papers again.
    world.pass(60);
    change(&world, |settings| {
        settings.name = "Nordlys Hus".to_owned();
        settings.brand.logo = None;
        settings.brand.colour = Some("#0f766e".parse().unwrap());
        settings.seller.city = "Bergen".to_owned();
    })
    .await;
    let again = Batch { state: BatchState::Released, documents: Vec::new(), ..made.clone() };
    world.app.table.replace_batch(&world.scope, &again).await.unwrap();
    world.app.render_batch(&world.scope, made.id).await.unwrap();
    let printed = world.app.table.batch_of(&world.scope, made.id).await.unwrap().unwrap();
    assert_eq!(printed.documents, made.documents, "byte for byte, by their hashes");
    // A new batch looks new.
    world.drop_file("more.csv", &csv(&[("3", "A", "1")])).await;
    let new = batch(&world, "second").await;
    assert_eq!(new.settings_version, 3);
}
