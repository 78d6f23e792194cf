//! The portal in a browser: how much script a page loads, and what Lighthouse says of it. The local cloud must be up.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::Bench;
use crate::figures::Run;

pub(crate) const BENCH: Bench = Bench { name: "portal", run, probe: |_| panic!("the portal is measured in a browser") };

fn run(run: &mut Run) {
    let told = Path::new(".local/run.json");
    let answers = std::fs::read(told).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok()).is_some_and(|run| is_up(&run));
    if !answers {
        eprintln!("The portal is not measured: the local cloud is not up (`make up`).");
        return;
    }
    let measured = run.cache.join("portal.json");
    let root = std::env::current_dir().unwrap();
    let status = Command::new("npx")
        .args(["vitest", "run", "--silent", "--reporter=dot", "--config", "e2e/measure/vitest.config.ts"])
        .current_dir(root.join("web"))
        .env("PORTAL_RUN_JSON", root.join(told))
        .env("LIGHTHOUSE", run.cache.with_file_name("lighthouse"))
        .env("MEASURED", &measured)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "the portal was not measured");
    let figures: BTreeMap<String, u32> = serde_json::from_slice(&std::fs::read(measured).unwrap()).unwrap();
    for (name, value) in figures {
        let figure = run.figure(format!("portal.{name}"), value);
        match name.as_str() {
            name if name.starts_with("script_kb") => figure.goal(350, 285),
            name if name.ends_with("performance") => figure.goal(90, 100),
            name if name.ends_with("first_paint_ms") => figure.goal(1_500, 800),
            _ => figure.goal(95, 100),
        };
    }
}

fn is_up(run: &Value) -> bool {
    let address = run["portal"].as_str().and_then(|url| url.strip_prefix("http://")).unwrap_or_default().trim_end_matches('/').to_owned();
    std::net::TcpStream::connect(address.replace("localhost", "127.0.0.1")).is_ok()
}
