//! What strangers send: the corpus of hostile files through the whole pipeline, and keys of the drop that lead elsewhere.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use std::path::{Component, Path};

use domain::imports::record::State;
use services::imports::Drop;
use system_tests::World;

#[tokio::test]
async fn a_file_of_the_corpus_is_worked_off_or_refused_and_never_half_done() {
    let world = World::new().await;
    world.receive("opening", &[("A", 100), ("B", 100), ("C", 100), ("D", 100)]).await;
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("shared/formats/tests/corpus");
    let mut n_failed = 0;
    for folder in std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()) {
        let is_read = folder.file_name().unwrap() == "read";
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let before = orders_and_stock(&world).await;
            let name = file.file_name().unwrap().to_str().unwrap();
            let key = format!("drop/nordlys/in/{name}");
            world.app.files.put(&key, "application/octet-stream", std::fs::read(&file).unwrap()).await.unwrap();
            let import = world.take_up(&key).await;
            world.settle().await;
            match world.import(import).await.state {
                State::Failed { .. } => {
                    assert!(!is_read, "{name}");
                    assert_eq!(orders_and_stock(&world).await, before, "{name} changed something");
                    n_failed += 1;
                }
                State::Completed { .. } => assert!(is_read, "{name}"),
                other => panic!("{name}: {other:?}"),
            }
        }
    }
    assert!(n_failed >= 20, "{n_failed}");
    world.check().await;
}

async fn orders_and_stock(world: &World) -> Vec<String> {
    let is_one = |item: &String| ["order", "level", "move", "waiting"].iter().any(|kind| item.contains(&format!("S(\\\"{kind}\\\")")));
    world.snapshot().await.into_iter().filter(is_one).collect()
}

/// The next of a sequence that looks random and is always the same (xorshift).
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap()
}

const PARTS: &[&str] = &[
    "drop",
    "in",
    "out",
    "archive",
    "nordlys",
    "fjord",
    "a-b",
    "-a",
    "A",
    "a",
    "",
    " ",
    ".",
    "..",
    "...",
    "%2e%2e",
    "%2F",
    "..%2f",
    "\\",
    "..\\..",
    "\0",
    "\n",
    "\u{7f}",
    "\u{202e}",
    "~",
    "~~",
    "018f3c6e7b5a5d0d8f6b2a4c1e9d7f03~",
    "018f3c6e7b5a5d0d8f6b2a4c1e9d7f03~..",
    "018f3c6e-7b5a-5d0d-8f6b-2a4c1e9d7f03~x.csv",
    "orders.csv",
    "wholesale",
    "canonical",
    "żółw.csv",
    "e\u{301}.csv",
    "con",
    "nul.csv",
    "x:y",
    "c:",
    "?",
    "*",
    "<x>",
    "|",
    "#",
    "$(id)",
    "`id`",
    ";ls",
    "'",
    "\"",
    "imports",
    "documents",
    "s3:",
    "https:",
    "\u{feff}",
    "／",
    "‥",
    "．．",
];

#[test]
fn no_key_leads_out_of_a_store_s_own_folder() {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let mut n_taken = 0;
    for round in 0..200_000 {
        let mut key = if round % 2 == 0 { "drop/nordlys/in".to_owned() } else { String::new() };
        for _ in 0..=next(&mut state) % 6 {
            if !key.is_empty() && !next(&mut state).is_multiple_of(8) {
                key.push('/');
            }
            for _ in 0..=next(&mut state) % 2 {
                key.push_str(PARTS[next(&mut state) % PARTS.len()]);
            }
        }
        if next(&mut state).is_multiple_of(50) {
            key.push_str(&"x".repeat(next(&mut state) % 2_000));
        }
        let Some(drop) = Drop::parse(&key) else { continue };
        n_taken += 1;
        let again = drop.key();
        assert_eq!(Drop::parse(&again).as_ref(), Some(&drop), "{key:?} is {again:?}");
        let folder = format!("drop/{}/in/", drop.store);
        assert!(key.starts_with(&folder) && again.starts_with(&folder), "{key:?}");
        assert!(drop.store.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{key:?}");
        assert!(!drop.file_name.contains('/') && !drop.file_name.chars().any(char::is_control), "{key:?}");
        // As a path on a disk it would stay in the folder too.
        let parts: Vec<Component<'_>> = Path::new(&again).components().collect();
        assert!(parts.iter().all(|part| matches!(part, Component::Normal(_))) && (4..=5).contains(&parts.len()), "{key:?}: {parts:?}");
    }
    assert!(n_taken > 10_000, "{n_taken}");
}

#[tokio::test]
async fn what_lies_elsewhere_in_the_bucket_is_no_drop() {
    let world = World::new().await;
    for key in [
        "drop/fjord/in/a.csv",
        "drop/nordlys/out/a.csv",
        "drop/nordlys/archive/a.csv",
        "imports/nordlys/in/a.csv",
        "drop/nordlys/in/a/b/c.csv",
        "drop/nordlys/in/..",
        "a.csv",
        "drop/../nordlys/in/a.csv",
        "drop/NORDLYS/in/a.csv",
    ] {
        world.app.files.put(key, "text/csv", b"reference,sku,quantity\n1,A,1\n".to_vec()).await.unwrap();
        let before = world.snapshot().await;
        world.app.receive_file(key, world.now).await.unwrap();
        assert!(world.cloud.take_messages().is_empty(), "{key}");
        assert_eq!(world.snapshot().await, before, "{key}");
    }
}
