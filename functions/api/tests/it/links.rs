//! Signed links: each opens one file, in one way, for a quarter of an hour, and nothing else. They are judged here as S3
//! judges them (Signature Version 4, query form), because no emulator does.

use std::collections::BTreeMap;

use domain::identity::Stores;
use domain::identity::roles::Role;
use http::{Method, StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use system_tests::World;

use api::Api;
use api::identity::people::People;
use api::limits::Limits;

use crate::journeys::{mint, now};
use crate::nowhere::{ask_of, identity};

/// The secret of the tests' clients.
const SECRET: &str = "test";

fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut block = [0_u8; 64];
    let key = if key.len() > 64 { sha256(key) } else { key.to_vec() };
    block[..key.len()].copy_from_slice(&key);
    let inner: Vec<u8> = block.iter().map(|byte| byte ^ 0x36).chain(text.bytes()).collect();
    let outer: Vec<u8> = block.iter().map(|byte| byte ^ 0x5c).chain(sha256(&inner)).collect();
    sha256(&outer)
}

/// Whether S3 would take a request by a link.
fn opens(method: &Method, url: &str, headers: &[(&str, &str)], at: Timestamp) -> bool {
    let uri: Uri = url.parse().unwrap();
    let query: BTreeMap<&str, &str> = uri.query().unwrap().split('&').filter_map(|pair| pair.split_once('=')).collect();
    let plain = |name: &str| query.get(name).map_or(String::new(), |value| value.replace("%2F", "/").replace("%3B", ";"));
    let signed_headers = plain("X-Amz-SignedHeaders");
    let host = uri.authority().unwrap().as_str();
    let value =
        |name: &str| if name == "host" { Some(host) } else { headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value) };
    let Some(canonical_headers) =
        signed_headers.split(';').map(|name| Some(format!("{name}:{}\n", value(name)?))).collect::<Option<String>>()
    else {
        return false;
    };
    let canonical_query: Vec<String> =
        query.iter().filter(|(name, _)| **name != "X-Amz-Signature").map(|(name, value)| format!("{name}={value}")).collect();
    let canonical =
        format!("{method}\n{}\n{}\n{canonical_headers}\n{signed_headers}\nUNSIGNED-PAYLOAD", uri.path(), canonical_query.join("&"));
    let (date, credential) = (plain("X-Amz-Date"), plain("X-Amz-Credential"));
    let scope: Vec<&str> = credential.split('/').collect();
    let [_, day, region, service, end] = scope[..] else { return false };
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{day}/{region}/{service}/{end}\n{}", hex(&sha256(canonical.as_bytes())));
    let key = [day, region, service, end].iter().fold(format!("AWS4{SECRET}").into_bytes(), |key, part| hmac(&key, part));
    let begun = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &date).unwrap().to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let seconds: i64 = plain("X-Amz-Expires").parse().unwrap();
    let is_in_time = at <= begun + SignedDuration::from_secs(seconds);
    is_in_time && hex(&hmac(&key, &to_sign)) == plain("X-Amz-Signature")
}

async fn upload_link(world: &World, body: Value) -> (StatusCode, Value) {
    let api = Api { app: world.app.clone(), now, mint, people: People::default(), limits: Limits::per_minute(u32::MAX) };
    let who = identity(Role::ClientAdmin, Stores::These(vec!["nordlys".parse().unwrap()]), &[]);
    let answer = ask_of(api::router(api), Method::POST, "/v1/stores/nordlys/imports/upload-links", Some(who), &[], &body.to_string()).await;
    (answer.status, answer.json())
}

/// The clock of the signing client is the machine's own.
#[expect(clippy::disallowed_methods, reason = "links are signed by a client that reads the clock itself")]
fn clock() -> Timestamp {
    Timestamp::now()
}

#[tokio::test]
async fn a_download_link_opens_one_file_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    let (key, other) = ("documents/nordlys/bat_1/invoices-001.pdf", "documents/fjord/bat_1/invoices-001.pdf");
    let link = world.app.files.download_link(key, "invoices \"001\".pdf").await.unwrap();
    let minutes = |n: i64| clock() + SignedDuration::from_mins(n);
    assert!(link.contains(key) && link.contains("X-Amz-Expires=900"), "{link}");
    assert!(!link.contains("\n") && !link.contains("%22001%22"), "a name does not break out of its header: {link}");
    assert!(opens(&Method::GET, &link, &[], minutes(0)));
    assert!(opens(&Method::GET, &link, &[], minutes(14)));
    assert!(!opens(&Method::GET, &link, &[], minutes(16)), "it ends");
    assert!(!opens(&Method::GET, &link.replace(key, other), &[], minutes(0)), "another store's file");
    assert!(!opens(&Method::GET, &link.replace("invoices-001", "invoices-002"), &[], minutes(0)), "another file");
    assert!(!opens(&Method::GET, &link.replace("Expires=900", "Expires=90000"), &[], minutes(16)), "a longer time");
    assert!(!opens(&Method::GET, &link.replace("attachment", "inline"), &[], minutes(0)), "shown instead of kept");
    for method in [Method::PUT, Method::DELETE, Method::HEAD, Method::POST] {
        assert!(!opens(&method, &link, &[], minutes(0)), "{method}");
    }
}

#[tokio::test]
async fn an_upload_link_takes_one_file_into_the_store_s_folder() {
    let world = World::new().await;
    let (status, made) = upload_link(&world, json!({"file_name": "orders.csv", "bytes": 1234})).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (link, key) = (made["url"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert!(key.starts_with("drop/nordlys/in/") && key.ends_with("~orders.csv"));
    let size = [("content-length", "1234")];
    assert!(opens(&Method::PUT, link, &size, clock()));
    assert!(!opens(&Method::PUT, link, &[("content-length", "1235")], clock()), "a larger file");
    assert!(!opens(&Method::PUT, link, &[], clock()), "a file of an unknown size");
    assert!(!opens(&Method::PUT, link, &size, clock() + SignedDuration::from_mins(16)), "it ends");
    assert!(!opens(&Method::PUT, &link.replace("/drop/nordlys/", "/drop/fjord/"), &size, clock()), "another store's folder");
    assert!(!opens(&Method::PUT, &link.replace("/in/", "/out/"), &size, clock()), "another folder");
    assert!(!opens(&Method::GET, link, &size, clock()), "what was sent is not read by it");
    let (_, another) = upload_link(&world, json!({"file_name": "orders.csv"})).await;
    assert_ne!(another["key"], made["key"], "no file lies over another");
    for bytes in [json!(0), json!(-1), json!(4_294_967_297_i64)] {
        assert_eq!(
            upload_link(&world, json!({"file_name": "orders.csv", "bytes": bytes})).await.0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{bytes}"
        );
    }
}
