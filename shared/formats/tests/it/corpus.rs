//! The corpus: small files that mean harm, each in the folder of what must come of it. A file that ever did harm is added
//! here; `read/` has those that are read, with faults of their orders at most.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use domain::imports::profile::ImportProfile;
use formats::FileError;

use crate::{Drop, read_all};

/// No file of the corpus takes longer, not even in a test build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// Address space for the whole test program, in KB: a quarter of what the function has. Half of it would do.
const MEMORY: &str = "131072";

#[test]
fn every_file_of_the_corpus_ends_as_its_folder_says() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let (mut n_files, mut wrong) = (0, Vec::new());
    for folder in fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()) {
        let expected = folder.file_name().unwrap().to_str().unwrap();
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{expected}/{}", file.file_name().unwrap().to_str().unwrap());
            let drop = Drop::new(fs::read(&file).unwrap());
            let begun = Instant::now();
            let outcome = match drop.scan(&ImportProfile::canonical()) {
                Ok(scan) => {
                    drop_nothing_half(&read_all(scan));
                    "read".to_owned()
                }
                Err(FileError::Refused(faults)) => {
                    assert!(faults.iter().all(|fault| !fault.message.is_empty() && !fault.suggestion.is_empty()), "{name}: {faults:?}");
                    faults[0].code.as_str().to_owned()
                }
                Err(FileError::Io(error)) => panic!("{name}: {error}"),
            };
            if outcome != expected {
                wrong.push(format!("{name}: {outcome}"));
            }
            assert!(begun.elapsed() < PATIENCE, "{name} took {:?}", begun.elapsed());
            assert_eq!(fs::read_dir(drop.folder.path()).unwrap().count(), 1, "{name} left something behind");
            n_files += 1;
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
    assert!(n_files >= 40, "{n_files}");
}

/// An order is whole, or says what is wrong with it.
fn drop_nothing_half(read: &crate::Read) {
    for draft in &read.drafts {
        assert!(!draft.reference.is_empty());
        assert!(!draft.lines.is_empty() || !draft.faults.is_empty(), "{draft:?}");
    }
}

#[test]
fn the_corpus_is_read_within_the_memory_of_a_small_function() {
    let program = std::env::current_exe().unwrap();
    let test = "corpus::every_file_of_the_corpus_ends_as_its_folder_says";
    let command = format!("ulimit -v {MEMORY} && exec \"$0\" --exact {test} --test-threads 1");
    let output = Command::new("sh").args(["-c", &command]).arg(program).env("MALLOC_ARENA_MAX", "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
