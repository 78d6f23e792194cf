//! Order files of any size, the same bytes on every machine, made once and kept.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::catalogue::Product;
use domain::ids::Sku;
use domain::stores::Settings;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// SKUs of the catalogue.
const N_SKUS: u64 = 1_000;

/// The columns of the files, by their canonical names; the last five are those of lines.
const COLUMNS: [&str; 13] = [
    "reference",
    "placed_at",
    "currency",
    "consignee_name",
    "consignee_street_1",
    "consignee_city",
    "consignee_postcode",
    "consignee_country",
    "sku",
    "description",
    "quantity",
    "unit_price",
    "tax_rate",
];
const N_HEADER: usize = 8;

/// A file to be had.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Orders {
    pub(crate) rows: u64,
    pub(crate) rows_per_order: u64,
    /// Whether the rows of an order lie scattered over the file.
    pub(crate) is_shuffled: bool,
    pub(crate) format: &'static str,
}

impl Orders {
    /// A CSV file with orders of three lines, row by row.
    pub(crate) fn csv(rows: u64) -> Self {
        Self { rows, rows_per_order: 3, is_shuffled: false, format: "csv" }
    }

    /// The file, made unless it is there.
    pub(crate) fn path(self, cache: &Path) -> PathBuf {
        let order = if self.is_shuffled { "shuffled" } else { "in-turn" };
        let path = cache.join(format!("orders-{}-by-{}-{order}.{}", self.rows, self.rows_per_order, self.format));
        if !path.exists() {
            let draft = path.with_extension("draft");
            self.write(&draft);
            fs::rename(&draft, &path).unwrap();
        }
        path
    }

    fn n_orders(self) -> u64 {
        self.rows.div_ceil(self.rows_per_order)
    }

    /// The order that a row belongs to. 7,919 is a prime that divides none of our numbers of orders.
    fn order_of(self, row: u64) -> u64 {
        if self.is_shuffled { (row * 7_919) % self.n_orders() } else { row / self.rows_per_order }
    }

    fn write(self, path: &Path) {
        match self.format {
            "csv" => self.write_csv(path),
            "jsonl" => self.write_records(path, ["", "", "{", "}\n"], |name, value, is_first| {
                let comma = if is_first { "" } else { "," };
                format!("{comma}\"{name}\":{}", serde_json::to_string(value).unwrap())
            }),
            "xml" => self.write_records(path, ["<orders>\n", "</orders>\n", "<order>", "</order>\n"], |name, value, _| {
                format!("<{name}>{}</{name}>", escaped(value))
            }),
            "xlsx" => self.write_workbook(path),
            other => panic!("no files of format {other}"),
        }
    }

    fn write_csv(self, path: &Path) {
        let mut out = BufWriter::new(File::create(path).unwrap());
        writeln!(out, "{}", COLUMNS.join(",")).unwrap();
        for row in 0..self.rows {
            let cells = cells(self.order_of(row), row);
            let quoted = cells.map(|cell| if cell.contains(',') { format!("\"{cell}\"") } else { cell });
            writeln!(out, "{}", quoted.join(",")).unwrap();
        }
        out.flush().unwrap();
    }

    /// Writes orders with their lines inside; `member` writes one value.
    fn write_records(self, path: &Path, [head, tail, open, close]: [&str; 4], member: impl Fn(&str, &str, bool) -> String) {
        let is_json = head.is_empty();
        let mut out = BufWriter::new(File::create(path).unwrap());
        write!(out, "{head}").unwrap();
        for order in 0..self.n_orders() {
            write!(out, "{open}").unwrap();
            let rows = order * self.rows_per_order..((order + 1) * self.rows_per_order).min(self.rows);
            let header = cells(order, rows.start);
            for (index, (name, value)) in COLUMNS.iter().zip(&header).take(N_HEADER).enumerate() {
                write!(out, "{}", member(name, value, index == 0)).unwrap();
            }
            write!(out, "{}", if is_json { ",\"lines\":[" } else { "<lines>" }).unwrap();
            for row in rows.clone() {
                let line = cells(order, row);
                write!(
                    out,
                    "{}",
                    if !is_json {
                        "<line>"
                    } else if row > rows.start {
                        ",{"
                    } else {
                        "{"
                    }
                )
                .unwrap();
                for (index, (name, value)) in COLUMNS.iter().zip(&line).skip(N_HEADER).enumerate() {
                    write!(out, "{}", member(name, value, index == 0)).unwrap();
                }
                write!(out, "{}", if is_json { "}" } else { "</line>" }).unwrap();
            }
            write!(out, "{}{close}", if is_json { "]" } else { "</lines>" }).unwrap();
        }
        write!(out, "{tail}").unwrap();
        out.flush().unwrap();
    }

    /// A workbook as spreadsheets write it: texts shared, numbers as numbers.
    fn write_workbook(self, path: &Path) {
        const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
        let mut zip = ZipWriter::new(BufWriter::new(File::create(path).unwrap()));
        let options = SimpleFileOptions::default();
        let mut shared: BTreeMap<String, usize> = BTreeMap::new();
        let mut texts: Vec<String> = Vec::new();
        zip.start_file("xl/workbook.xml", options).unwrap();
        write!(
            zip,
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        )
        .unwrap();
        zip.start_file("xl/_rels/workbook.xml.rels", options).unwrap();
        write!(
            zip,
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        )
        .unwrap();
        zip.start_file("xl/worksheets/sheet1.xml", options.large_file(true)).unwrap();
        write!(zip, "<worksheet xmlns=\"{MAIN}\"><sheetData>").unwrap();
        let header = COLUMNS.map(str::to_owned);
        let rows = std::iter::once(header).chain((0..self.rows).map(|row| cells(self.order_of(row), row)));
        for (number, cells) in (1..).zip(rows) {
            let mut text = format!("<row r=\"{number}\">");
            for (column, cell) in (b'A'..).map(char::from).zip(&cells) {
                if cell.starts_with(|c: char| c.is_ascii_digit()) && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
                    text.push_str(&format!("<c r=\"{column}{number}\"><v>{cell}</v></c>"));
                } else {
                    let next = texts.len();
                    let index = *shared.entry(cell.clone()).or_insert(next);
                    if index == next {
                        texts.push(cell.clone());
                    }
                    text.push_str(&format!("<c r=\"{column}{number}\" t=\"s\"><v>{index}</v></c>"));
                }
            }
            text.push_str("</row>");
            zip.write_all(text.as_bytes()).unwrap();
        }
        write!(zip, "</sheetData></worksheet>").unwrap();
        zip.start_file("xl/sharedStrings.xml", options).unwrap();
        write!(zip, "<sst xmlns=\"{MAIN}\" uniqueCount=\"{}\">", texts.len()).unwrap();
        for text in &texts {
            write!(zip, "<si><t>{}</t></si>", escaped(text)).unwrap();
        }
        write!(zip, "</sst>").unwrap();
        zip.finish().unwrap().flush().unwrap();
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The cells of a row. One order in a thousand has a SKU that the catalogue does not know.
fn cells(order: u64, row: u64) -> [String; COLUMNS.len()] {
    let is_unknown = order % 1_000 == 999;
    [
        format!("R{order:07}"),
        format!("2026-03-{:02}T10:{:02}:00Z", order % 28 + 1, order % 60),
        "GBP".to_owned(),
        format!("Ada Kowalska {order}"),
        format!("{} High Street", order % 300),
        "Łódź".to_owned(),
        format!("90-{:03}", order % 1_000),
        "PL".to_owned(),
        if is_unknown { format!("GONE{order}") } else { format!("SKU{:05}", (row * 7) % N_SKUS) },
        "Mug, blue".to_owned(),
        (row % 9 + 1).to_string(),
        format!("{}.{:02}", row % 90 + 1, row % 100),
        "20".to_owned(),
    ]
}

/// The catalogue that the files order from.
pub(crate) fn catalogue() -> HashMap<Sku, Product> {
    (0..N_SKUS)
        .map(|number| {
            let product = serde_json::json!({"sku": format!("SKU{number:05}"), "name": format!("Mug {number}"), "version": 1});
            let product: Product = serde_json::from_value(product).unwrap();
            (product.sku.clone(), product)
        })
        .collect()
}

/// The settings of the store that gets the files.
pub(crate) fn settings() -> Settings {
    serde_json::from_value(serde_json::json!({
        "name": "Nordlys Home",
        "seller": {"name": "Nordlys Home AS", "street": ["Storgata 1"], "city": "Oslo", "postcode": "0155", "country": "NO"},
        "time_zone": "Europe/London", "currency": "GBP", "warehouse": "london", "contacts": ["ops@nordlys.example"],
    }))
    .unwrap()
}
