use super::*;
use crate::imports::draft::Header;

fn settings() -> Settings {
    serde_json::from_value(serde_json::json!({
        "name": "Nordlys Home",
        "seller": {"name": "Nordlys Home AS", "street": ["Storgata 1"], "city": "Oslo", "postcode": "0155", "country": "NO"},
        "time_zone": "Europe/Oslo", "currency": "GBP", "warehouse": "london", "default_tax_rate": "20", "services": ["standard", "express"],
    }))
    .unwrap()
}

fn products() -> HashMap<Sku, Product> {
    [("LAMP", true, None), ("OLD", false, None), ("PRICED", true, Some(Money { minor: 999, currency: Currency::GBP }))]
        .into_iter()
        .map(|(sku, is_active, unit_price)| {
            let sku: Sku = sku.parse().unwrap();
            let product = Product {
                sku: sku.clone(),
                name: format!("Product {sku}"),
                is_active,
                gtin: None,
                weight_grams: 1,
                location: String::new(),
                tax_rate: None,
                unit_price,
                version: 1,
            };
            (sku, product)
        })
        .collect()
}

fn header() -> Header {
    [
        (Field::Reference, "A-1"),
        (Field::ConsigneeName, "Zoë Łęcka"),
        (Field::ConsigneeStreet1, "ul. Długa 5"),
        (Field::ConsigneeCity, "Gdańsk"),
        (Field::ConsigneePostcode, "80-831"),
        (Field::ConsigneeCountry, "PL"),
        (Field::PlacedAt, "2026-11-20T10:00:00Z"),
    ]
    .into_iter()
    .map(|(field, text)| (field, Cell { row: 2, text }))
    .collect()
}

fn line(row: u64, fields: &[(Field, &str)]) -> LineDraft {
    LineDraft { row, fields: fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect() }
}

fn lamp(row: u64) -> LineDraft {
    line(row, &[(Field::Sku, "lamp"), (Field::Quantity, "2"), (Field::UnitPrice, "12.50")])
}

fn draft(header: Header, lines: Vec<LineDraft>) -> OrderDraft {
    OrderDraft { reference: "A-1".to_owned(), is_cancellation: false, row: 2, header, lines, more_rows: 0, faults: Vec::new() }
}

fn check(draft: &OrderDraft) -> Result<OrderRequest, Vec<Fault>> {
    check_with(draft, &ImportProfile::canonical(), &BTreeMap::new())
}

fn check_with(draft: &OrderDraft, profile: &ImportProfile, customers: &BTreeMap<CustomerCode, Party>) -> Result<OrderRequest, Vec<Fault>> {
    let (settings, products) = (settings(), products());
    let now = "2026-11-21T10:00:00Z".parse().unwrap();
    validate(draft, &Facts { settings: &settings, profile, products: &products, customers, now })
}

fn codes(result: Result<OrderRequest, Vec<Fault>>) -> Vec<(Option<u64>, FaultCode)> {
    result.unwrap_err().into_iter().map(|fault| (fault.row, fault.code)).collect()
}

fn with(field: Field, text: &str) -> Header {
    let mut header = header();
    header.insert(field, Cell { row: 2, text });
    header
}

#[test]
fn a_good_order_is_taken_as_it_was_meant() {
    let order = check(&draft(header(), vec![lamp(2)])).unwrap();
    assert_eq!(order.lines[0].sku.as_str(), "LAMP");
    assert_eq!(order.lines[0].description, "Product LAMP");
    assert_eq!((order.lines[0].unit_price, order.lines[0].tax_rate), (1250, Decimal::from(20)));
    assert_eq!(order.currency, Currency::GBP);
    assert_eq!(order.shipping_service, "standard");
    assert_eq!(order.totals().unwrap().gross.minor, 3000);
}

#[test]
fn all_faults_of_an_order_are_told_at_once_with_row_and_column() {
    let mut header = with(Field::ConsigneeCountry, "Narnia");
    header.insert(Field::ConsigneeEmail, Cell { row: 2, text: "nobody" });
    header.insert(Field::ShippingService, Cell { row: 2, text: "by dragon" });
    let lines = vec![
        line(2, &[(Field::Sku, "NOPE"), (Field::Quantity, "1.5"), (Field::UnitPrice, "1.005")]),
        line(3, &[(Field::Sku, "OLD"), (Field::Quantity, "-1"), (Field::UnitPrice, "-2")]),
        line(4, &[(Field::Sku, "LAMP"), (Field::Quantity, "0"), (Field::UnitPrice, "x"), (Field::TaxRate, "120")]),
    ];
    let faults = check(&draft(header, lines)).unwrap_err();
    let mut found: Vec<(u64, &str, FaultCode)> = faults.iter().map(|f| (f.row.unwrap(), f.column.as_deref().unwrap(), f.code)).collect();
    found.sort();
    assert_eq!(
        found,
        [
            (2, "consignee_country", FaultCode::BadCountry),
            (2, "consignee_email", FaultCode::BadEmail),
            (2, "quantity", FaultCode::BadQuantity),
            (2, "shipping_service", FaultCode::UnknownService),
            (2, "sku", FaultCode::UnknownSku),
            (2, "unit_price", FaultCode::BadPrice),
            (3, "quantity", FaultCode::BadQuantity),
            (3, "sku", FaultCode::InactiveSku),
            (3, "unit_price", FaultCode::BadPrice),
            (4, "quantity", FaultCode::BadQuantity),
            (4, "tax_rate", FaultCode::BadTaxRate),
            (4, "unit_price", FaultCode::BadPrice),
        ]
    );
    assert!(faults.iter().all(|fault| !fault.message.is_empty() && !fault.suggestion.is_empty()));
}

#[test]
fn a_quantity_is_a_positive_whole_number_within_reason() {
    for bad in ["0", "-1", "1.5", "", "1000001", "99999999999999999999", "１２x", "1e3"] {
        let line = line(2, &[(Field::Sku, "LAMP"), (Field::Quantity, bad), (Field::UnitPrice, "1")]);
        assert_eq!(codes(check(&draft(header(), vec![line]))), [(Some(2), FaultCode::BadQuantity)], "{bad:?}");
    }
    let whole = line(2, &[(Field::Sku, "LAMP"), (Field::Quantity, "3.0"), (Field::UnitPrice, "1")]);
    assert_eq!(check(&draft(header(), vec![whole])).unwrap().lines[0].quantity, 3);
}

#[test]
fn stated_totals_must_add_up() {
    assert!(check(&draft(with(Field::Total, "30.00"), vec![lamp(2)])).is_ok());
    assert_eq!(codes(check(&draft(with(Field::Total, "25.00"), vec![lamp(2)]))), [(Some(2), FaultCode::TotalMismatch)]);
}

#[test]
fn an_order_for_nobody_is_refused() {
    let header = Header::from_iter([(Field::Reference, Cell { row: 2, text: "A-1" })]);
    assert_eq!(codes(check(&draft(header, vec![lamp(2)]))), [(Some(2), FaultCode::MissingConsignee)]);
}

#[test]
fn a_customer_code_stands_for_the_address_of_the_book() {
    let profile = ImportProfile { customer_required: true, ..ImportProfile::canonical() };
    let party: Party =
        serde_json::from_value(serde_json::json!({"name": "Ann", "street": ["1 High St"], "city": "Leeds", "country": "GB"})).unwrap();
    let customers = BTreeMap::from([("17850".parse().unwrap(), party)]);
    let with_code = |code: &str| {
        let header = [(Field::Reference, "A-1"), (Field::CustomerCode, code)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(field, text)| (field, Cell { row: 2, text }))
            .collect();
        check_with(&draft(header, vec![lamp(2)]), &profile, &customers)
    };
    assert_eq!(with_code("17850").unwrap().consignee.city, "Leeds");
    assert_eq!(codes(with_code("1")), [(Some(2), FaultCode::UnknownCustomer)]);
    assert_eq!(codes(with_code("")), [(Some(2), FaultCode::MissingValue)]);
}

#[test]
fn a_postcode_belongs_to_its_country_and_is_kept_in_upper_case() {
    let mut header = with(Field::ConsigneeCountry, "GB");
    header.insert(Field::ConsigneePostcode, Cell { row: 2, text: "sw1a 1aa" });
    assert_eq!(check(&draft(header, vec![lamp(2)])).unwrap().consignee.postcode.as_deref(), Some("SW1A 1AA"));
    assert_eq!(codes(check(&draft(with(Field::ConsigneePostcode, "80831"), vec![lamp(2)]))), [(Some(2), FaultCode::BadPostcode)]);
}

#[test]
fn a_catalogue_price_serves_where_the_order_names_none() {
    let priced = line(2, &[(Field::Sku, "PRICED"), (Field::Quantity, "1")]);
    assert_eq!(check(&draft(header(), vec![priced])).unwrap().lines[0].unit_price, 999);
    let unpriced = line(2, &[(Field::Sku, "LAMP"), (Field::Quantity, "1")]);
    assert_eq!(codes(check(&draft(header(), vec![unpriced]))), [(Some(2), FaultCode::MissingValue)]);
}

#[test]
fn charges_are_not_goods_and_some_codes_are_neither() {
    use crate::imports::profile::LineRule;
    let profile = ImportProfile {
        line_rules: vec![
            LineRule { codes: vec!["POST".to_owned()], action: LineAction::Charge("shipping".to_owned()) },
            LineRule { codes: vec!["M".to_owned()], action: LineAction::Reject("manual entry".to_owned()) },
        ],
        ..ImportProfile::canonical()
    };
    let post = line(3, &[(Field::Sku, "post"), (Field::Quantity, "2"), (Field::UnitPrice, "3")]);
    let order = check_with(&draft(header(), vec![lamp(2), post.clone()]), &profile, &BTreeMap::new()).unwrap();
    assert_eq!((order.lines.len(), order.charges[0].amount), (1, 600));
    assert_eq!(codes(check_with(&draft(header(), vec![post]), &profile, &BTreeMap::new())), [(Some(2), FaultCode::NoGoods)]);
    let manual = line(3, &[(Field::Sku, "M"), (Field::Quantity, "1"), (Field::UnitPrice, "3")]);
    assert_eq!(codes(check_with(&draft(header(), vec![lamp(2), manual]), &profile, &BTreeMap::new())), [(Some(3), FaultCode::NotGoods)]);
}

#[test]
fn a_discount_is_at_most_the_value_of_its_line() {
    let discounted = |text: &str| {
        let line = line(2, &[(Field::Sku, "LAMP"), (Field::Quantity, "2"), (Field::UnitPrice, "5"), (Field::Discount, text)]);
        check(&draft(header(), vec![line]))
    };
    assert_eq!(discounted("10").unwrap().totals().unwrap().gross.minor, 0);
    assert_eq!(codes(discounted("10.01")), [(Some(2), FaultCode::BadDiscount)]);
    assert_eq!(codes(discounted("-1")), [(Some(2), FaultCode::BadDiscount)]);
}

#[test]
fn what_mapping_found_wrong_rejects_the_order_too() {
    let mut draft = draft(header(), vec![lamp(2)]);
    draft.faults.push(Fault::of_row(2, FaultCode::FormulaCell, "a formula", "write the value"));
    assert_eq!(codes(check(&draft)), [(Some(2), FaultCode::FormulaCell)]);
}

#[test]
fn a_sum_beyond_counting_is_refused_and_does_not_overflow() {
    let line = line(2, &[(Field::Sku, "LAMP"), (Field::Quantity, "1000000"), (Field::UnitPrice, "90000000000000000")]);
    assert_eq!(codes(check(&draft(header(), vec![line]))), [(Some(2), FaultCode::BadPrice)]);
}
