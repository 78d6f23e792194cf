//! The files as their readers find them, through an independent PDF library.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod samples;

use documents::{BatchWriter, InvoiceSheet, Summary, Unset};
use domain::locale::Locale;
use lopdf::Document;
use proptest::prelude::*;

fn written(sheets: &[InvoiceSheet]) -> (Vec<u8>, Summary) {
    let mut writer = BatchWriter::new(Vec::new(), "Test").unwrap();
    for sheet in sheets {
        writer.sheet(sheet).unwrap();
    }
    writer.finish().unwrap()
}

/// The text of a page without line breaks, for words that were wrapped.
fn text_of(document: &Document, page: u32) -> String {
    document.extract_text(&[page]).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_reprint_equals_the_original() {
    let sheets = Locale::ALL.map(|locale| samples::sheet(locale, 536_365, 7));
    let (first, summary) = written(&sheets);
    assert_eq!(written(&sheets), (first.clone(), summary.clone()));
    assert_eq!(summary.bytes, first.len() as u64);
    let (_, other) = written(&sheets[1..]);
    assert_ne!(summary.sha256, other.sha256);
}

#[test]
fn the_paper_says_what_the_order_says_in_every_language() {
    let cases = [
        (Locale::En, ["Invoice", "Harriet Ashworth", "£", "21 Nov 2026", "WHITE METAL LANTERN"]),
        (Locale::Pl, ["Faktura", "Małgorzata Żółć-Brzęczyszczykiewicz", "zł", "21.11.2026", "„Świerk”"]),
        (Locale::Vi, ["Hóa đơn", "Nguyễn Thị Ngọc Ánh", "₫", "21/11/2026", "Quận Hoàn Kiếm"]),
        (Locale::ZhHans, ["发票", "欧阳晓明", "¥", "2026年11月21日", "北京晨曦科技有限公司"]),
    ];
    for (locale, words) in cases {
        let (file, summary) = written(&[samples::sheet(locale, 536_365, 5)]);
        assert!(summary.missing.is_empty(), "{:?}", summary.missing);
        let text = text_of(&Document::load_mem(&file).unwrap(), 1);
        for word in words {
            assert!(text.contains(word), "{word} is not in {text}");
        }
        for line in &samples::sheet(locale, 536_365, 5).lines {
            assert!(text.contains(line.sku.as_str().split_inclusive('-').next().unwrap()), "{} is not in {text}", line.sku);
        }
    }
}

#[test]
fn many_lines_go_over_several_pages_with_their_header_and_number() {
    let sheets = [samples::sheet(Locale::En, 1, 90), samples::sheet(Locale::En, 2, 2)];
    let mut writer = BatchWriter::new(Vec::new(), "Test").unwrap();
    let first = writer.sheet(&sheets[0]).unwrap();
    let second = writer.sheet(&sheets[1]).unwrap();
    assert_eq!((first.start, second.start, second.len()), (1, first.end, 1));
    let (file, summary) = writer.finish().unwrap();
    let document = Document::load_mem(&file).unwrap();
    assert_eq!(document.get_pages().len(), summary.pages);
    for page in first.clone() {
        let text = text_of(&document, u32::try_from(page).unwrap());
        assert!(text.contains(&format!("Page {page} of {}", first.len())), "{text}");
        assert!(text.contains("Unit price"), "the header is not in {text}");
        assert_eq!(text.contains("Tracking no."), page == 1, "the label is on the first page only");
        assert_eq!(text.contains("VAT summary"), page == first.end - 1, "the sums are on the last page only");
    }
}

#[test]
fn fonts_are_embedded_once_and_the_chinese_one_only_where_needed() {
    let fonts = |sheets: &[InvoiceSheet]| {
        let document = Document::load_mem(&written(sheets).0).unwrap();
        document.objects.values().filter(|object| object.as_dict().is_ok_and(|dict| dict.has(b"FontFile2"))).count()
    };
    assert_eq!(fonts(&[samples::sheet(Locale::Pl, 1, 3), samples::sheet(Locale::Vi, 2, 3)]), 2);
    assert_eq!(fonts(&[samples::sheet(Locale::Pl, 1, 3), samples::sheet(Locale::ZhHans, 2, 3)]), 3);
}

#[test]
fn a_logo_is_held_once_for_all_sheets() {
    let sheets: Vec<_> = (0..5).map(|number| samples::sheet(Locale::Pl, number, 1)).collect();
    let document = Document::load_mem(&written(&sheets).0).unwrap();
    let images = document.objects.values().filter(|object| {
        object.as_stream().is_ok_and(|stream| stream.dict.get(b"Subtype").is_ok_and(|name| name.as_name().ok() == Some(b"Image")))
    });
    assert_eq!(images.count(), 2, "the picture and its transparency");
}

#[test]
fn a_pick_list_names_every_stop_and_order() {
    let list = samples::pick_list(Locale::En, 60);
    let mut writer = BatchWriter::new(Vec::new(), "Test").unwrap();
    let pages = writer.pick_list(&list).unwrap();
    assert!(pages.len() > 1);
    let document = Document::load_mem(&writer.finish().unwrap().0).unwrap();
    let text: String = pages.map(|page| text_of(&document, u32::try_from(page).unwrap())).collect();
    assert!(text.contains(&list.batch.to_string()));
    for order in &list.orders {
        assert!(text.contains(order.reference.as_str()));
        for line in &order.lines {
            assert!(line.location.iter().all(|location| text.contains(location.as_str())));
        }
    }
}

#[test]
fn scripts_that_we_do_not_set_are_reported() {
    let mut sheet = samples::sheet(Locale::En, 1, 1);
    sheet.consignee.name = "שלום Anna \u{1f381}".to_owned();
    let (_, summary) = written(&[sheet]);
    assert_eq!(summary.missing.get(&'ש'), Some(&Unset::ComplexScript));
    assert_eq!(summary.missing.get(&'\u{1f381}'), Some(&Unset::NoGlyph));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Drawing outside of the label or the page panics in debug builds.
    #[test]
    fn no_text_leaves_its_frame(
        texts in proptest::collection::vec("\\PC{0,260}", 12),
        long in "[W一m]{200,400}",
        n_lines in 0..30_usize,
        which in 0..12_usize,
    ) {
        let mut texts = texts;
        texts[which] = long;
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
        let mut sheet = samples::sheet(Locale::ZhHans, 7, n_lines);
        sheet.consignee.name = next();
        sheet.consignee.company = Some(next());
        sheet.consignee.street = vec![next(), next(), next(), next()];
        sheet.consignee.city = next();
        sheet.consignee.postcode = Some(next());
        sheet.label.service = next();
        sheet.label.sort_code = Some(next());
        sheet.label.tracking = Some(next());
        sheet.notes = Some(next());
        if let Some(line) = sheet.lines.first_mut() {
            line.description = sheet.consignee.name.clone();
        }
        written(&[sheet]);
    }
}
