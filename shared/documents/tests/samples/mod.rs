//! Sheets and lists for tests and the benchmark, in each language.
#![expect(clippy::unwrap_used, reason = "samples are written by hand and right")]

use std::sync::Arc;

use documents::{
    Branding, Colour, InvoiceCharge, InvoiceLine, InvoiceSheet, InvoiceTotals, Logo, PickLine, PickList, PickOrder, ShippingLabel, TaxTotal,
};
use domain::address::{Country, Party};
use domain::ids::{BatchId, OrderId};
use domain::locale::Locale;
use domain::money::Money;
use domain::orders::totals::Amounts;
use iso_currency::Currency;
use jiff::civil::date;
use rust_decimal::Decimal;

/// Goods as a shop sells them: SKU, description, price in minor units.
const GOODS: &[(&str, &str, i64)] = &[
    ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 255),
    ("71053", "WHITE METAL LANTERN", 339),
    ("84406B", "CREAM CUPID HEARTS COAT HANGER", 275),
    ("22752", "SET 7 BABUSHKA NESTING BOXES", 765),
    ("21730", "GLASS STAR FROSTED T-LIGHT HOLDER, with a long description that wraps into a second line of the column", 425),
    ("POST-IT-EXTRA-LARGE-0042", "Łóżko drewniane „Świerk” 90×200", 129_900),
];

pub(crate) fn party(name: &str, company: Option<&str>, street: &[&str], postcode: &str, city: &str, country: &str) -> Party {
    Party {
        name: name.to_owned(),
        company: company.map(str::to_owned),
        street: street.iter().map(|&line| line.to_owned()).collect(),
        city: city.to_owned(),
        region: None,
        postcode: Some(postcode.to_owned()),
        country: Country::parse(country).unwrap(),
        email: None,
        phone: Some("+442079460958".parse().unwrap()),
    }
}

/// A small logo with a transparent ground.
pub(crate) fn logo() -> Logo {
    let (width, height) = (240_u32, 80_u32);
    let mut pixels = Vec::new();
    for y in 0..i64::from(height) {
        for x in 0..i64::from(width) {
            let is_disc = (x - 40).pow(2) + (y - 40).pow(2) < 36 * 36;
            let is_bar = x > 90 && (y / 16) % 2 == 1 && x < 230 - y;
            pixels.extend(if is_disc {
                [196, 61, 42, 255]
            } else if is_bar {
                [40, 52, 84, 255]
            } else {
                [0, 0, 0, 0]
            });
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    Logo::parse(&file).unwrap()
}

pub(crate) fn branding(locale: Locale) -> Arc<Branding> {
    let (name, colour, seller) = match locale {
        Locale::En => ("Online Retail", "#1f5f5b", party("Online Retail Ltd", None, &["12 Camden Passage"], "N1 8EA", "London", "GB")),
        Locale::Pl => {
            ("Nordlys Dom", "#b3402a", party("Nordlys Dom sp. z o.o.", None, &["ul. Świętokrzyska 14"], "00-050", "Warszawa", "PL"))
        }
        Locale::Vi => (
            "Chợ Sáng",
            "#7a1f5c",
            party("Công ty TNHH Chợ Sáng", None, &["25 Nguyễn Huệ, Phường Bến Nghé"], "700000", "Hồ Chí Minh", "VN"),
        ),
        Locale::ZhHans => ("晨光百货", "#c62828", party("上海晨光百货有限公司", None, &["南京东路 300 号"], "200001", "上海市", "CN")),
    };
    Arc::new(Branding {
        name: name.to_owned(),
        logo: (locale == Locale::Pl).then(logo),
        colour: Colour::parse(colour).unwrap(),
        seller,
        tax_number: Some("GB 123 4567 89".to_owned()),
        registration_number: Some("08123456".to_owned()),
        bank: vec!["Barclays Bank UK".to_owned(), "IBAN GB29 NWBK 6016 1331 9268 19".to_owned(), "BIC NWBKGB2L".to_owned()],
        footer: Some(
            "Returns within 30 days: peel off, keep this sheet, and write to help@example.com.\nThank you for your order.".to_owned(),
        ),
    })
}

/// A sheet with so many lines.
pub(crate) fn sheet(locale: Locale, number: u32, n_lines: usize) -> InvoiceSheet {
    let (currency, rate, consignee) = match locale {
        Locale::En => (
            Currency::GBP,
            20,
            party("Harriet Ashworth", Some("Ashworth & Daughters"), &["Flat 3", "48 Marchmont Street"], "WC1N 1AG", "London", "GB"),
        ),
        Locale::Pl => {
            (Currency::PLN, 23, party("Małgorzata Żółć-Brzęczyszczykiewicz", None, &["ul. Ćwiartki 3/4 m. 5"], "90-001", "Łódź", "PL"))
        }
        Locale::Vi => (
            Currency::VND,
            10,
            party(
                "Nguyễn Thị Ngọc Ánh",
                Some("Cửa hàng Hoa Sữa"),
                &["Số 7 ngõ 12 phố Hàng Bông", "Phường Hàng Gai, Quận Hoàn Kiếm"],
                "100000",
                "Hà Nội",
                "VN",
            ),
        ),
        Locale::ZhHans => (
            Currency::CNY,
            13,
            party("欧阳晓明", Some("北京晨曦科技有限公司"), &["朝阳区建国路 88 号院 6 号楼 1203 室"], "100022", "北京市", "CN"),
        ),
    };
    let rate = Decimal::from(rate);
    let money = |minor| Money { minor, currency };
    let mut goods = 0;
    let mut discounts = 0;
    let mut total = Amounts::zero(currency);
    let lines: Vec<InvoiceLine> = (0..n_lines)
        .map(|at| {
            let (sku, description, price) = GOODS[(at + number as usize) % GOODS.len()];
            let quantity = u32::try_from(at % 12 + 1).unwrap();
            let worth = price * i64::from(quantity);
            let discount = if at % 4 == 1 { worth / 10 } else { 0 };
            let amounts = Amounts::taxed(money(worth - discount), rate).unwrap();
            goods += worth;
            discounts += discount;
            total = total.plus(amounts).unwrap();
            InvoiceLine {
                sku: sku.parse().unwrap(),
                description: description.to_owned(),
                quantity,
                unit_price: money(price),
                discount: money(discount),
                tax_rate: rate,
                amounts,
            }
        })
        .collect();
    let postage = Amounts::taxed(money(495), rate).unwrap();
    let total = total.plus(postage).unwrap();
    InvoiceSheet {
        locale,
        branding: branding(locale),
        order: OrderId::derived(&["online-retail", "file", &number.to_string()]),
        reference: number.to_string().parse().unwrap(),
        invoice_number: format!("INV-2026-{number:06}"),
        invoiced_on: date(2026, 11, 21),
        ordered_on: date(2026, 11, 20),
        supplied_on: None,
        due_on: Some(date(2026, 12, 21)),
        buyer: consignee.clone(),
        buyer_tax_number: None,
        consignee,
        currency,
        lines,
        charges: vec![InvoiceCharge { description: "Postage & packing".to_owned(), tax_rate: rate, amounts: postage }],
        taxes: vec![TaxTotal { rate, amounts: total }],
        totals: InvoiceTotals { goods: money(goods), discount: money(discounts), charges: postage.net, total },
        payment_terms: Some("30 days".to_owned()),
        notes: Some("Please leave with the neighbour at number 50.".to_owned()),
        label: ShippingLabel {
            service: "Tracked 48".to_owned(),
            carrier: Some("Royal Mail".to_owned()),
            tracking: (locale != Locale::Vi).then(|| format!("ZA{number:09}GB")),
            parcels: 1,
            sort_code: Some("L-14".to_owned()),
        },
    }
}

pub(crate) fn pick_list(locale: Locale, n_orders: u32) -> PickList {
    let orders = (0..n_orders)
        .map(|number| PickOrder {
            reference: (536_365 + number).to_string().parse().unwrap(),
            consignee: sheet(locale, number, 0).consignee.name,
            lines: (0..3 + number as usize % 3)
                .map(|at| {
                    let good = (at * 7 + number as usize) % GOODS.len();
                    let (sku, description, _) = GOODS[good];
                    PickLine {
                        sku: sku.parse().unwrap(),
                        description: description.to_owned(),
                        location: (good != 3).then(|| format!("A-{:02}-{}", good * 5 + 1, good % 4)),
                        quantity: number % 4 + 1,
                    }
                })
                .collect(),
        })
        .collect();
    PickList {
        locale,
        batch: BatchId::derived(&["meridian", "1"]),
        warehouse: "Meridian Coventry".to_owned(),
        released_on: date(2026, 11, 21),
        orders,
    }
}
