//! Dry runs, corrections and the undoing of imports.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use domain::ids::ImportId;
use domain::imports::correction::Correction;
use domain::imports::draft::Field;
use domain::imports::record::{Import, MailState, Mended, Origin, State, Undone};
use domain::orders::status::Status;
use domain::orders::transitions::IMPORT_UNDONE;
use services::Error;
use services::imports::Drop;
use services::imports::undoing::UndoOutcome;
use system_tests::{World, csv, profile_with_cancellations};
use uuid::Uuid;

fn id(n: u128) -> ImportId {
    ImportId::new(Uuid::from_u128(n))
}

fn counts(import: &Import) -> (u64, u64, u64) {
    let (State::Completed { result, .. } | State::Tried { result, .. }) = &import.state else { panic!("not done: {:?}", import.state) };
    (result.orders.accepted, result.orders.rejected, result.orders.duplicate)
}

fn trial(world: &World, n: u128, profile: Option<&str>) -> Drop {
    Drop {
        store: world.scope.store().clone(),
        is_trial: true,
        profile: profile.map(|name| name.parse().unwrap()),
        upload: Some(Uuid::from_u128(n)),
        file_name: "orders.csv".to_owned(),
    }
}

async fn try_file(world: &World, n: u128, file: &str) -> Import {
    world.app.try_file(&world.scope, &trial(world, n, None), file.as_bytes().to_vec(), world.now).await.unwrap()
}

async fn correct(world: &World, of: ImportId, n: u128, correction: Correction) -> Import {
    world.app.correct_import(&world.scope, of, id(n), correction, world.now).await.unwrap();
    world.settle().await;
    world.import(id(n)).await
}

/// New texts by (row, column, text).
fn cells(orders: Option<&[u64]>, cells: &[(u64, usize, &str)]) -> Correction {
    let mut correction = Correction { orders: orders.map(|orders| orders.iter().copied().collect()), ..Correction::default() };
    for (row, column, text) in cells {
        correction.cells.entry(*row).or_default().insert(*column, (*text).to_owned());
    }
    correction
}

/// The place of the SKU in the columns of [`csv`].
const SKU: usize = 6;

#[tokio::test]
async fn a_dry_run_tells_everything_and_leaves_nothing() {
    let world = World::new().await;
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("before.csv", &csv(&[("0", "A", "1")])).await;
    let (level, n_orders, n_mails) = (world.level("A").await, world.orders().len(), world.cloud.mails().len());
    let file = csv(&[("0", "A", "1"), ("1", "A", "3"), ("2", "NOPE", "1.5"), ("1", "B", "2"), ("", "A", "1")]);
    let tried = try_file(&world, 1, &file).await;
    assert_eq!(counts(&tried), (1, 1, 1), "a small file is answered at once");
    world.settle().await;
    assert_eq!(world.import(tried.id).await, tried, "the queue's own run finds it done");
    let State::Tried { result, plan, .. } = &tried.state else { unreachable!() };
    assert_eq!((result.rows.accepted, result.rows.rejected, result.rows.duplicate, plan.rows), (2, 2, 1, 5));
    let diagnostics = world.app.diagnostics(&world.scope, tried.id, 50, None).await.unwrap().items;
    let faults: Vec<_> =
        diagnostics.iter().flat_map(|found| &found.faults).map(|fault| (fault.row, fault.column.clone().unwrap())).collect();
    for told in [(Some(4), "sku"), (Some(4), "quantity"), (Some(6), "reference")] {
        assert!(faults.contains(&(told.0, told.1.to_owned())), "{told:?} in {faults:?}");
    }
    let orders = world.app.mapped_orders(&world.scope, tried.id, 50, None).await.unwrap().items;
    assert_eq!((orders.len(), orders[0].reference.as_str(), orders[0].lines.len()), (1, "1", 2));
    assert_eq!((world.level("A").await, world.orders().len(), world.cloud.mails().len()), (level, n_orders, n_mails));
    world.check().await;
    assert_eq!(world.effects(0), [] as [String; 0]);
}

#[tokio::test]
async fn what_a_dry_run_showed_is_imported_by_its_bytes_and_its_profile() {
    let mut world = World::new().await;
    world.receive("R1", &[("A", 5)]).await;
    let file = csv(&[("1", "A", "3"), ("2", "NOPE", "1")]);
    let tried = try_file(&world, 1, &file).await;
    let committed = world.app.commit_trial(&world.scope, tried.id, world.now).await.unwrap();
    let again = world.app.commit_trial(&world.scope, tried.id, world.now).await.unwrap();
    assert_eq!(again.id, committed.id);
    world.settle().await;
    let import = world.import(committed.id).await;
    assert_eq!((counts(&import), &import.origin), ((1, 1, 0), &Some(Origin::Trial { of: tried.id })));
    assert_eq!(import.state.plan().unwrap().sha256, tried.state.plan().unwrap().sha256);
    assert_eq!((import.mail, world.order("1").await.status()), (MailState::Sent, Status::Allocated));
    let listed = world.app.table.imports(&world.scope, 10, None).await.unwrap().items;
    assert_eq!(listed.iter().map(|import| import.id).collect::<Vec<_>>(), [committed.id], "it is one import in the list");
    // The same bytes are known now, tried or not; and a dry run of another day cannot be imported.
    assert!(matches!(try_file(&world, 2, &file).await.state, State::Duplicate { of, .. } if of == committed.id));
    let old = try_file(&world, 3, &csv(&[("3", "A", "1")])).await;
    world.pass(24 * 3600 + 1);
    assert!(matches!(world.app.commit_trial(&world.scope, old.id, world.now).await, Err(Error::State(_))));
    assert!(matches!(world.app.commit_trial(&world.scope, committed.id, world.now).await, Err(Error::State(_))), "an import is no dry run");
    world.check().await;
}

#[tokio::test]
async fn a_large_dry_run_goes_through_the_queues_twice_delivered_or_not() {
    let world = World::new().await;
    let lines: Vec<(String, &str, &str)> = (1..=6_000).map(|n| (n.to_string(), if n % 100 == 0 { "NOPE" } else { "A" }, "1")).collect();
    let lines: Vec<(&str, &str, &str)> = lines.iter().map(|(reference, sku, units)| (reference.as_str(), *sku, *units)).collect();
    let key = format!("drop/{}/try/big.csv", world.scope.store());
    world.app.files.put(&key, "text/csv", csv(&lines).into_bytes()).await.unwrap();
    let tried = world.take_up(&key).await;
    for _ in 0..4 {
        for (queue, body) in world.cloud.take_messages() {
            let (first, second) = futures::future::join(world.deliver(&queue, &body), world.deliver(&queue, &body)).await;
            if first.is_err() || second.is_err() {
                world.deliver(&queue, &body).await.unwrap();
            }
        }
    }
    world.settle().await;
    let tried = world.import(tried).await;
    assert_eq!((counts(&tried), tried.state.plan().unwrap().order_chunks), ((5_940, 60, 0), 2));
    assert_eq!(world.orders().len(), 0);
    assert!(world.cloud.keys().iter().all(|key| !key.starts_with("imports/") && !key.starts_with("drop/")), "it lies where it vanishes");
    let mut n_mapped = 0;
    let mut cursor = None;
    loop {
        let page = world.app.mapped_orders(&world.scope, tried.id, 200, cursor.as_deref()).await.unwrap();
        n_mapped += page.items.len();
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(n_mapped, 5_940);
    world.check().await;
}

#[tokio::test]
async fn a_dry_run_of_cancellations_cancels_nothing_and_a_broken_file_is_told_to_nobody() {
    let world = World::new().await;
    world.app.save_profile(&world.scope, &world.by(), &profile_with_cancellations()).await.unwrap();
    world.receive("R1", &[("A", 5)]).await;
    world.drop_file("orders.csv", &csv(&[("1", "A", "3")])).await;
    let file = csv(&[("C1", "A", "-3"), ("C2", "", "-3"), ("2", "A", "1")]);
    let drop = trial(&world, 1, Some("cancelling"));
    let tried = world.app.try_file(&world.scope, &drop, file.into_bytes(), world.now).await.unwrap();
    let State::Tried { result, .. } = &tried.state else { panic!("{:?}", tried.state) };
    assert_eq!((counts(&tried), result.cancellations), ((2, 1, 0), 1));
    assert_eq!(world.order("1").await.status(), Status::Allocated);
    let broken = try_file(&world, 2, "sku,quantity\nA,1\n").await;
    assert!(matches!(broken.state, State::Failed { .. }));
    world.settle().await;
    assert_eq!(world.cloud.mails().len(), 0);
    world.check().await;
}

#[tokio::test]
async fn corrected_orders_are_sent_again_alone_and_counted_where_they_came_from() {
    let world = World::new().await;
    world.receive("R1", &[("A", 9)]).await;
    let file = csv(&[("1", "A", "3"), ("2", "NOPE", "1"), ("2", "A", "1"), ("3", "WRONG", "1"), ("", "A", "2")]);
    let import = world.drop_file("orders.csv", &file).await;
    assert_eq!(counts(&import), (1, 2, 0));
    let rejected = world.app.rejected_orders(&world.scope, import.id, 50, None).await.unwrap();
    assert_eq!(rejected.columns[SKU], "sku");
    let table: Vec<_> = rejected.page.items.iter().map(|order| (order.rows.len(), order.rows[0].1[SKU].clone())).collect();
    assert_eq!(table.len(), 3);
    let second = rejected.page.items.iter().find(|order| order.diagnostic.reference == "2").unwrap();
    assert_eq!((second.rows.iter().map(|(row, _)| *row).collect::<Vec<_>>(), second.cells_at_fault[0]), (vec![3, 4], Some(SKU)));
    assert_eq!(second.rows[0].1[SKU], "NOPE");
    let n_mails = world.cloud.mails().len();

    // One is put right, one is still wrong, one is left alone.
    let first = correct(&world, import.id, 1, cells(Some(&[3, 5]), &[(3, SKU, "B"), (5, SKU, "AGAIN")])).await;
    assert_eq!((counts(&first), &first.origin), ((1, 1, 0), &Some(Origin::Correction { of: import.id })));
    assert_eq!(first.file_name, "orders-corrected.csv");
    assert_eq!(world.order("2").await.request.lines.len(), 2, "the order is whole");
    let told = world.import(import.id).await;
    assert_eq!((told.mended, &told.state), (Mended { rows: 2, orders: 1 }, &import.state), "what was told stays");
    let back = world.app.rejected_orders(&world.scope, first.id, 50, None).await.unwrap();
    assert_eq!(back.page.items[0].rows, [(4, back.page.items[0].rows[0].1.clone())]);
    assert_eq!(back.page.items[0].rows[0].1[SKU], "AGAIN");
    assert_eq!(world.cloud.mails().len(), n_mails, "whoever corrects sees the answer");

    // The same again is a duplicate; what is named nowhere stays rejected.
    let again = correct(&world, import.id, 2, cells(Some(&[3]), &[(3, SKU, "B")])).await;
    assert_eq!(counts(&again), (0, 0, 1));
    assert_eq!(world.import(import.id).await.mended, Mended { rows: 2, orders: 1 });

    // A correction of the correction is counted in both.
    let third = correct(&world, first.id, 3, cells(None, &[(4, SKU, "A")])).await;
    assert_eq!(counts(&third), (1, 0, 0));
    assert_eq!(world.import(first.id).await.mended, Mended { rows: 1, orders: 1 });
    assert_eq!(world.import(import.id).await.mended, Mended { rows: 3, orders: 2 });

    // The row without a reference gets one; then nothing is left.
    let last = correct(&world, import.id, 4, cells(None, &[(6, 0, "4")])).await;
    assert_eq!((counts(&last), last.state.plan().unwrap().rows), ((1, 0, 0), 1), "only what is still rejected");
    assert_eq!(world.import(import.id).await.mended.rows, 4);
    let done = world.app.correct_import(&world.scope, import.id, id(5), Correction::default(), world.now).await;
    assert!(matches!(done, Err(Error::State(_))));
    assert!(world.app.rejected_orders(&world.scope, import.id, 50, None).await.unwrap().page.items.iter().all(|order| order.is_mended));
    world.check().await;
    assert_eq!(world.effects(0), [] as [String; 0]);
}

#[tokio::test]
async fn rejected_rows_run_again_once_the_catalogue_or_the_profile_is_mended() {
    let mut world = World::new().await;
    let mut profile = profile_with_cancellations();
    profile.fields.insert(Field::Quantity, serde_json::from_str(r#"{"column": "quantity", "map": {"two": "0"}}"#).unwrap());
    world.app.save_profile(&world.scope, &world.by(), &profile).await.unwrap();
    world.put_file("cancelling/orders.csv", &csv(&[("1", "NEW", "1"), ("2", "A", "two")])).await;
    world.settle().await;
    let import = world.app.table.imports(&world.scope, 1, None).await.unwrap().items.remove(0);
    assert_eq!(counts(&import), (0, 2, 0));
    let nothing_new = correct(&world, import.id, 1, Correction::default()).await;
    assert_eq!(counts(&nothing_new), (0, 2, 0));
    world.add_product("NEW").await;
    let catalogue = correct(&world, import.id, 2, Correction::default()).await;
    assert_eq!(counts(&catalogue), (1, 1, 0), "the same bytes as before, and yet no duplicate");
    profile.fields.insert(Field::Quantity, serde_json::from_str(r#"{"column": "quantity", "map": {"two": "2"}}"#).unwrap());
    world.app.save_profile(&world.scope, &world.by(), &profile).await.unwrap();
    let as_it_was = correct(&world, import.id, 3, Correction::default()).await;
    assert_eq!(counts(&as_it_was), (0, 1, 0));
    let present = Correction { with_present_profile: true, ..Correction::default() };
    assert_eq!(counts(&correct(&world, import.id, 4, present.clone()).await), (1, 0, 0));
    assert_eq!(world.order("2").await.units().ordered(), 2);
    assert_eq!(world.import(import.id).await.mended, Mended { rows: 2, orders: 2 });
    // A profile that finds other rows in the file cannot say anything about these.
    world.put_file("cancelling/other.csv", &csv(&[("9", "NOPE", "1")])).await;
    world.settle().await;
    let other = world.app.table.imports(&world.scope, 10, None).await.unwrap().items;
    let other = other.into_iter().find(|import| import.file_name == "other.csv").unwrap();
    profile.skip_rows = 1;
    world.pass(60);
    world.app.save_profile(&world.scope, &world.by(), &profile).await.unwrap();
    let refused = correct(&world, other.id, 5, present).await;
    assert!(matches!(&refused.state, State::Failed { faults, .. } if faults[0].message.contains("other rows")), "{:?}", refused.state);
    assert_eq!((refused.mail, world.import(other.id).await.mended), (MailState::NotNeeded, Mended::default()));
    world.check().await;
}

#[tokio::test]
async fn an_order_that_stock_was_too_short_for_goes_again_with_all_its_rows() {
    let world = World::with_settings(serde_json::json!({"back_orders": "refuse"})).await;
    world.receive("R1", &[("A", 1), ("B", 9)]).await;
    let import = world.drop_file("orders.csv", &csv(&[("1", "B", "1"), ("1", "A", "2"), ("2", "B", "1")])).await;
    assert_eq!(counts(&import), (1, 1, 0));
    world.receive("R2", &[("A", 5)]).await;
    let again = correct(&world, import.id, 1, Correction::default()).await;
    assert_eq!(counts(&again), (1, 0, 0));
    assert_eq!(world.order("1").await.request.lines.len(), 2);
    world.check().await;
}

#[tokio::test]
async fn a_correction_that_is_delivered_twice_and_repeated_is_one() {
    let world = World::new().await;
    let import = world.drop_file("orders.csv", &csv(&[("1", "NOPE", "1")])).await;
    let correction = cells(None, &[(2, SKU, "A")]);
    let (first, second) = futures::future::join(
        world.app.correct_import(&world.scope, import.id, id(1), correction.clone(), world.now),
        world.app.correct_import(&world.scope, import.id, id(1), correction, world.now),
    )
    .await;
    assert_eq!(first.unwrap().id, second.unwrap().id);
    for _ in 0..6 {
        for (queue, body) in world.cloud.take_messages() {
            let (first, second) = futures::future::join(world.deliver(&queue, &body), world.deliver(&queue, &body)).await;
            if first.is_err() || second.is_err() {
                world.deliver(&queue, &body).await.unwrap();
            }
        }
    }
    world.settle().await;
    assert_eq!(counts(&world.import(id(1)).await), (1, 0, 0));
    assert_eq!(world.import(import.id).await.mended, Mended { rows: 1, orders: 1 });
    world.check().await;
}

#[tokio::test]
async fn an_undone_import_frees_its_stock_and_keeps_what_the_warehouse_has() {
    let world = World::new().await;
    world.receive("R1", &[("A", 4)]).await;
    let import = world.drop_file("mistake.csv", &csv(&[("1", "A", "1"), ("2", "A", "2"), ("3", "A", "1"), ("4", "A", "3")])).await;
    world.drop_file("right.csv", &csv(&[("9", "A", "2")])).await;
    assert_eq!(world.order("9").await.status(), Status::Backordered);
    let (released, gone) = (world.order("1").await.id, world.order("3").await.id);
    world.app.create_batch(&world.scope, &world.by(), domain::ids::BatchId::new(Uuid::from_u128(7)), Some(&[released]), 10).await.unwrap();
    world.app.cancel_order(&world.scope, gone, &world.by(), "the buyer's wish").await.unwrap();
    world.settle().await;
    world.app.undo_import(&world.scope, import.id, &world.by()).await.unwrap();
    world.app.undo_import(&world.scope, import.id, &world.by()).await.unwrap();
    world.settle().await;
    let undone = world.import(import.id).await;
    let (_, sum) = undone.undo.as_ref().unwrap().done.unwrap();
    assert_eq!(sum, Undone { cancelled: 2, refused: 1, gone: 1 });
    assert_eq!(undone.state, import.state);
    let page = world.app.undone_orders(&world.scope, import.id, 50, None).await.unwrap();
    let outcome = |reference: &str| page.items.iter().find(|order| order.reference == reference).unwrap().outcome.clone();
    assert_eq!((outcome("2"), outcome("3")), (UndoOutcome::Cancelled, UndoOutcome::Gone));
    assert!(matches!(outcome("1"), UndoOutcome::Refused(why) if why.contains("warehouse")));
    assert_eq!(world.order("1").await.status(), Status::Released);
    for reference in ["2", "4"] {
        let order = world.order(reference).await;
        assert_eq!(order.status(), Status::Cancelled);
        assert!(format!("{:?}", order.history.last().unwrap().kind).contains(IMPORT_UNDONE));
    }
    assert_eq!(world.order("9").await.status(), Status::Allocated, "its stock goes to those who wait");
    // Again: nothing more. And what is still being read cannot be undone.
    world.app.undo_import(&world.scope, import.id, &world.by()).await.unwrap();
    world.settle().await;
    assert_eq!(world.import(import.id).await, undone);
    let reading = world.put_file("next.csv", &csv(&[("5", "A", "1")])).await;
    assert!(matches!(world.app.undo_import(&world.scope, reading, &world.by()).await, Err(Error::State(_))));
    world.settle().await;
    world.check().await;
    assert_eq!(world.effects(0), [] as [String; 0]);
}

#[tokio::test]
async fn an_import_of_many_slices_is_undone_however_often_its_messages_come() {
    let world = World::new().await;
    world.receive("R1", &[("A", 700)]).await;
    let lines: Vec<(String, &str, &str)> = (1..=1_100).map(|n| (n.to_string(), "A", "1")).collect();
    let lines: Vec<(&str, &str, &str)> = lines.iter().map(|(reference, sku, units)| (reference.as_str(), *sku, *units)).collect();
    let import = world.drop_file("mistake.csv", &csv(&lines)).await;
    assert_eq!(counts(&import), (1_100, 0, 0));
    world.app.undo_import(&world.scope, import.id, &world.by()).await.unwrap();
    let mut halfway = Undone::default();
    for _ in 0..6 {
        for (queue, body) in world.cloud.take_messages() {
            let (first, second) = futures::future::join(world.deliver(&queue, &body), world.deliver(&queue, &body)).await;
            if first.is_err() || second.is_err() {
                world.deliver(&queue, &body).await.unwrap();
            }
        }
        let progress = world.app.undo_progress(&world.scope, &world.import(import.id).await).await.unwrap();
        if progress.cancelled < 1_100 {
            halfway = progress;
        }
    }
    assert!((500..1_100).contains(&halfway.cancelled), "progress is seen: {halfway:?}");
    world.settle().await;
    let (_, sum) = world.import(import.id).await.undo.unwrap().done.unwrap();
    assert_eq!(sum, Undone { cancelled: 1_100, refused: 0, gone: 0 });
    assert_eq!((world.level("A").await.available, world.level("A").await.backordered), (700, 0));
    let page = world.app.undone_orders(&world.scope, import.id, 200, Some("3.50")).await.unwrap();
    assert_eq!((page.items.len(), page.next), (50, None));
    world.check().await;
}

#[tokio::test]
async fn an_undo_that_dies_halfway_is_gone_on_with() {
    let world = World::new().await;
    world.receive("R1", &[("A", 9)]).await;
    let import = world.drop_file("mistake.csv", &csv(&[("1", "A", "1"), ("2", "A", "1"), ("3", "B", "1")])).await;
    world.app.undo_import(&world.scope, import.id, &world.by()).await.unwrap();
    // As a run would leave it that died after its first order.
    world.app.cancel_order(&world.scope, world.order("1").await.id, &world.by(), IMPORT_UNDONE).await.unwrap();
    world.settle().await;
    let (_, sum) = world.import(import.id).await.undo.unwrap().done.unwrap();
    assert_eq!(sum, Undone { cancelled: 3, refused: 0, gone: 0 });
    world.check().await;
}
