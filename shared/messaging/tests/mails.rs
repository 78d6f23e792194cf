//! Each mail in each locale, as a mail program reads it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use domain::address::Email;
use domain::ids::MessageId;
use domain::imports::fault::{Fault, FaultCode};
use domain::locale::Locale;
use domain::notices::NoticeKind;
use domain::reconciliation::{ControlTotals, Totals};
use insta::assert_snapshot;
use jiff::Timestamp;
use mail_parser::{MessageParser, MimeHeaders};
use messaging::{
    Attachment, DailyMail, Envelope, ImportDigest, ImportFailure, Logo, Look, Mail, NoticeMail, Reason, ReconciliationNotice, StoreDay,
    ToldOf, WebhookOff, daily, import_digest, import_failed, notice as notice_mail, reconciliation_ready, webhook_off,
};
use proptest::prelude::*;

fn envelope() -> Envelope {
    Envelope {
        id: MessageId::derived(&["test"]),
        sent_at: "2026-11-21T12:00:00Z".parse::<Timestamp>().unwrap(),
        from: "no-reply@packhouse.example".parse().unwrap(),
        from_name: "Packhouse".to_owned(),
        to: ["anna@client.example", "ops@client.example"].iter().map(|address| address.parse::<Email>().unwrap()).collect(),
        look: Look::default(),
    }
}

fn digest() -> ImportDigest {
    let fault = |row, column: &str, code, message: &str, suggestion: &str| Fault::of_row(row, code, message, suggestion).in_column(column);
    ImportDigest {
        envelope: envelope(),
        store: "Nordlys Home".to_owned(),
        file_name: "zamówienia <21>.csv".to_owned(),
        rows: 12_345,
        accepted: 4_100,
        rejected: 17,
        duplicates: 3,
        reasons: vec![
            Reason {
                code: FaultCode::UnknownSku,
                count: 12,
                example: fault(40, "SKU", FaultCode::UnknownSku, "\"85123Z\" is not in the catalogue", "did you mean 85123A?"),
            },
            Reason {
                code: FaultCode::BadPostcode,
                count: 5,
                example: fault(77, "Postcode", FaultCode::BadPostcode, "\"00950\" is no postcode of PL", "write it like 99-999"),
            },
        ],
        link: "https://portal.example/imports/imp_1?tab=rows&page=1".to_owned(),
        rejected_rows: Some(Attachment {
            file_name: "zamówienia-rejected.csv".to_owned(),
            media_type: "text/csv",
            content: "SKU;errors\r\n85123Z;unknown_sku\r\n".as_bytes().to_vec(),
        }),
    }
}

fn failure() -> ImportFailure {
    ImportFailure {
        envelope: envelope(),
        store: "Nordlys Home".to_owned(),
        file_name: "orders.xlsx".to_owned(),
        faults: vec![Fault::of_file(FaultCode::UnreadableFile, "the archive ends too early", "save the workbook again and send it whole")],
        link: "https://portal.example/imports/imp_2".to_owned(),
    }
}

fn notice() -> ReconciliationNotice {
    let orders = Totals { opening: 10, r#in: 1_200, shipped: 1_100, cancelled: 4, rejected: 6, closing: 100, returned: 7 };
    let units = Totals { opening: 25, r#in: 3_600, shipped: 3_300, cancelled: 10, rejected: 15, closing: 300, returned: 12 };
    ReconciliationNotice {
        envelope: envelope(),
        store: "Nordlys Home".to_owned(),
        sequence: 42,
        cut_off: "2026-11-21T12:00[Europe/London]".parse().unwrap(),
        totals: ControlTotals { orders, units },
        lines: 2_310,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        link: "https://portal.example/reconciliations/42".to_owned(),
    }
}

fn switched_off() -> WebhookOff {
    WebhookOff {
        envelope: envelope(),
        store: "Nordlys Home".to_owned(),
        webhook: "Shop <1>".to_owned(),
        url: "https://shop.example/hooks?a=1&b=2".to_owned(),
        since: "2026-11-21T12:00[Europe/London]".parse().unwrap(),
        link: "https://portal.example/nordlys/webhooks/hook_1".to_owned(),
    }
}

/// Subject, text, HTML and attachments, decoded.
fn read(mail: &Mail) -> String {
    let message = MessageParser::default().parse(&mail.raw).unwrap();
    assert_eq!(message.subject(), Some(mail.subject.as_str()));
    let mut shown = format!("Subject: {}\n\n", mail.subject);
    shown.push_str(&message.body_text(0).unwrap());
    shown.push_str("\n=====\n");
    shown.push_str(&message.body_html(0).unwrap());
    for attachment in message.attachments() {
        let name = attachment.attachment_name().unwrap();
        shown.push_str(&format!("\n===== {name}\n{}", String::from_utf8_lossy(attachment.contents())));
    }
    shown.replace("\r\n", "\n")
}

#[test]
fn the_digest_is_written_in_every_locale() {
    for locale in Locale::ALL {
        assert_snapshot!(format!("digest-{}", locale.tag()), read(&import_digest(&digest(), locale)));
    }
}

#[test]
fn the_failure_is_written_in_every_locale() {
    for locale in Locale::ALL {
        assert_snapshot!(format!("failure-{}", locale.tag()), read(&import_failed(&failure(), locale)));
    }
}

#[test]
fn the_reconciliation_is_written_in_every_locale() {
    for locale in Locale::ALL {
        assert_snapshot!(format!("reconciliation-{}", locale.tag()), read(&reconciliation_ready(&notice(), locale)));
    }
}

#[test]
fn the_end_of_a_webhook_is_written_in_every_locale() {
    for locale in Locale::ALL {
        assert_snapshot!(format!("webhook-off-{}", locale.tag()), read(&webhook_off(&switched_off(), locale)));
    }
}

#[test]
fn each_kind_of_notice_is_written_in_every_locale() {
    for locale in Locale::ALL {
        let written = NoticeKind::ALL.iter().map(|kind| {
            let name = "orders <1>.csv".to_owned();
            let link = "https://portal.example/nordlys/inbox".to_owned();
            let input = NoticeMail { envelope: envelope(), store: "Nordlys Home".to_owned(), kind: *kind, name, n: 1_234, link };
            let mail = notice_mail(&input, locale);
            let shown = read(&mail);
            let (_, html) = shown.split_once("=====").unwrap();
            assert!(!html.contains("<1>") && html.contains("&lt;1&gt;") == mail.subject.contains("<1>"), "{html}");
            mail.subject
        });
        assert_snapshot!(format!("notices-{}", locale.tag()), written.collect::<Vec<_>>().join("\n"));
    }
}

fn day() -> DailyMail {
    let told = |kind, name: &str, n| ToldOf { kind, name: name.to_owned(), n };
    let store =
        |name: &str, id: &str, notices| StoreDay { name: name.to_owned(), notices, link: format!("https://portal.example/{id}/inbox") };
    let many = (1..=23).map(|n| told(NoticeKind::ShortPick, &format!("SO-{n}"), 2));
    let file = told(NoticeKind::ImportRejected, "orders <1>.csv", 17);
    DailyMail {
        envelope: envelope(),
        stores: vec![
            store("Fjord & Co", "fjord", many.chain([file]).collect()),
            store("Nordlys Home", "nordlys", vec![told(NoticeKind::BackOrdersFilled, "", 0)]),
        ],
        n_beyond: 1_234,
    }
}

#[test]
fn the_day_is_written_in_every_locale() {
    for locale in Locale::ALL {
        let shown = read(&daily(&day(), locale));
        let (_, html) = shown.split_once("=====").unwrap();
        assert!(!html.contains("<1>") && html.contains("&lt;1&gt;"), "{html}");
        assert!(shown.contains("SO-20") && !shown.contains("SO-21"), "the rest of a kind is counted: {shown}");
        assert_snapshot!(format!("daily-{}", locale.tag()), shown);
    }
}

#[test]
fn the_raw_message_has_our_headers_and_depends_on_its_input_alone() {
    let mail = import_failed(&failure(), Locale::En);
    assert_eq!(import_failed(&failure(), Locale::En), mail);
    assert_snapshot!("raw", String::from_utf8(mail.raw).unwrap().replace("\r\n", "\n"));
}

#[test]
fn rejected_rows_that_are_too_many_are_in_the_portal() {
    let mail = import_digest(&ImportDigest { rejected_rows: None, ..digest() }, Locale::En);
    let shown = read(&mail);
    assert!(shown.contains("Download them in the portal"), "{shown}");
    assert!(!shown.contains("attached"), "{shown}");
}

proptest! {
    #[test]
    fn no_file_name_adds_a_header_or_an_address(file_name in "(\\PC|[\r\n\t\0]){0,80}", injected in "(\r\n|\n|\r)(Bcc|X-Evil): [a-z]{1,9}") {
        let name = format!("{file_name}{injected}");
        let mut input = digest();
        input.file_name = name.clone();
        input.envelope.from_name = name.clone();
        input.rejected_rows = Some(Attachment { file_name: name, media_type: "text/csv", content: Vec::new() });
        let mail = import_digest(&input, Locale::Pl);
        let message = MessageParser::default().parse(&mail.raw).unwrap();
        prop_assert!(message.bcc().is_none() && message.header("X-Evil").is_none());
        for part in &message.parts {
            prop_assert!(part.headers.iter().all(|header| header.name() != "Bcc" && header.name() != "X-Evil"));
        }
        prop_assert_eq!(message.to().unwrap().iter().count(), 2);
        prop_assert_eq!(message.from().unwrap().iter().count(), 1);
        prop_assert_eq!(message.attachments().count(), 1);
    }
}

#[test]
fn a_store_s_look_stands_around_the_text_and_its_logo_goes_along() {
    let mail_with = |look: Look| {
        let envelope = Envelope { from_name: "Nordlys <Home>".to_owned(), look, ..envelope() };
        reconciliation_ready(&ReconciliationNotice { envelope, ..notice() }, Locale::En).raw
    };
    let coloured = Look {
        name: "Nordlys <b>Home</b>".to_owned(),
        colour: Some("#ffd400".parse().unwrap()),
        footer: Some("Takk <3".to_owned()),
        logo: None,
    };
    let raw = mail_with(coloured.clone());
    let mail = MessageParser::default().parse(&raw).unwrap();
    let html = mail.body_html(0).unwrap();
    assert!(html.contains("background:#ffd400;color:#000000") && html.contains("Nordlys &lt;b&gt;Home&lt;/b&gt;"), "{html}");
    assert!(html.contains("Takk &lt;3") && mail.body_text(0).unwrap().contains("Takk <3"));
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Nordlys <Home>"));
    let logo = Logo { png: vec![0x89, b'P', b'N', b'G', 1, 2, 3], size: (400, 100) };
    let raw = mail_with(Look { logo: Some(logo), ..coloured });
    let mail = MessageParser::default().parse(&raw).unwrap();
    let html = mail.body_html(0).unwrap();
    assert!(html.contains("src=\"cid:logo\"") && html.contains("width=\"192\" height=\"48\""), "{html}");
    assert!(html.contains("border-bottom:3px solid #ffd400"), "{html}");
    let images: Vec<_> = mail.parts.iter().filter(|part| part.content_id() == Some("logo")).collect();
    assert_eq!(images.len(), 1);
    assert_eq!(images[0].contents(), [0x89, b'P', b'N', b'G', 1, 2, 3]);
}
