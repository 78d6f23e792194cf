//! A file of many different sheets, and what each must say, for readers that are not ours (`tests/papers`):
//! `sheets <how many> <folder>` writes `sheets.pdf`, and `sheets.jsonl` with a line for each sheet.
#![expect(clippy::unwrap_used, reason = "what cannot be written stops the check")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use documents::{BatchWriter, InvoiceSheet, order_code};
use domain::locale::Locale;

#[path = "../tests/samples/mod.rs"]
#[expect(dead_code, reason = "pick lists are of no use here")]
mod samples;

/// References as shops give them: only digits, letters and digits, long, and such as no bar code can say.
fn reference(number: u32) -> String {
    match number % 7 {
        0 => format!("{}", 536_365 + number),
        1 => format!("#{number}"),
        2 => format!("WEB-2026-{number:08}"),
        3 => format!("{number:012}{number:012}"),
        4 => format!("ab {number} c/{}", number % 97),
        5 => format!("Zamówienie {number}"),
        _ => format!("order {number} of a shop that likes to write a great deal"),
    }
}

fn sheet(number: u32) -> InvoiceSheet {
    let locale = Locale::ALL[number as usize % Locale::ALL.len()];
    let mut sheet = samples::sheet(locale, number, number as usize % 9 + 1);
    sheet.reference = reference(number).parse().unwrap();
    sheet.label.tracking = match number % 5 {
        0 => None,
        1 => Some(format!("{number:018}")),
        2 => Some(format!("1Z999AA1{number:010}")),
        3 => Some(format!("JJD{number:015}")),
        _ => Some(format!("ZA{number:09}GB")),
    };
    sheet
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [n_sheets, folder] = &arguments[..] else { panic!("usage: sheets <how many> <folder>") };
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut expected = BufWriter::new(File::create(folder.join("sheets.jsonl")).unwrap());
    let mut writer = BatchWriter::new(BufWriter::new(File::create(folder.join("sheets.pdf")).unwrap()), "Sheets").unwrap();
    for number in 0..n_sheets.parse().unwrap() {
        let sheet = sheet(number);
        let pages = writer.sheet(&sheet).unwrap();
        let codes: Vec<String> = sheet.label.tracking.iter().cloned().chain([order_code(&sheet.reference, sheet.order)]).collect();
        let skus: Vec<&str> = sheet.lines.iter().map(|line| line.sku.as_str()).collect();
        let says = [sheet.reference.as_str(), &sheet.invoice_number, &sheet.consignee.name, &sheet.consignee.city];
        let line = serde_json::json!({"first_page": pages.start, "pages": pages.len(), "codes": codes, "says": says, "skus": skus});
        writeln!(expected, "{line}").unwrap();
    }
    let (mut file, summary) = writer.finish().unwrap();
    assert!(summary.missing.is_empty(), "{:?}", summary.missing);
    file.flush().unwrap();
}
