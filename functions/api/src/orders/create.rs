//! `POST /stores/{store}/orders`: one order, as JSON. It is checked by the very rules that an order
//! of a file is checked by.

use axum::Json;
use axum::extract::State;
use domain::identity::roles::Permission as May;
use domain::imports::draft::{Cell, Field, Header, LineDraft, OrderDraft, Part};
use domain::imports::fault::{Fault, FaultCode};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Number;
use services::Error;
use utoipa::ToSchema;

use super::OrderPage;
use crate::access::Access;
use crate::json::Body;
use crate::problem::{FieldError, Problem};
use crate::state::Api;

/// The longest text of a field, as in files.
const MAX_TEXT: usize = 32 << 10;

/// An order as a client sends it. Money is written in major units, e.g. `"12.50"`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOrder {
    /// The client's order number, unique within the channel.
    #[schema(examples("SO-1001"))]
    reference: String,
    /// Sales channel; `api` where absent.
    #[serde(default)]
    channel: Option<String>,
    /// RFC 3339; now where absent.
    #[serde(default)]
    #[schema(format = DateTime)]
    placed_at: Option<String>,
    /// RFC 3339.
    #[serde(default)]
    #[schema(format = DateTime)]
    promised_at: Option<String>,
    /// ISO 4217; the store's where absent.
    #[serde(default)]
    currency: Option<String>,
    /// From the store's address book; gives the consignee where none is written.
    #[serde(default)]
    customer_code: Option<String>,
    #[serde(default)]
    consignee: Option<NewParty>,
    /// Who pays; the consignee where absent.
    #[serde(default)]
    buyer: Option<NewParty>,
    lines: Vec<NewLine>,
    /// One of the store's; its first where absent.
    #[serde(default)]
    shipping_service: Option<String>,
    /// Net.
    #[serde(default)]
    shipping_charge: Option<String>,
    #[serde(default)]
    payment_terms: Option<String>,
    #[serde(default)]
    notes: Option<String>,
    /// Gross; checked against the lines where given.
    #[serde(default)]
    total: Option<String>,
}

/// A line of a new order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLine {
    #[schema(examples("85123A"))]
    sku: String,
    /// The product's name where absent.
    #[serde(default)]
    description: Option<String>,
    /// A whole number from 1.
    #[schema(value_type = u32, examples(2))]
    quantity: Number,
    /// Net price of one; the product's where absent.
    #[serde(default)]
    #[schema(examples("2.55"))]
    unit_price: Option<String>,
    /// Percent; the product's or the store's where absent.
    #[serde(default)]
    tax_rate: Option<String>,
    /// Off the line's net value.
    #[serde(default)]
    discount: Option<String>,
}

/// A party of a new order.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewParty {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    company: Option<String>,
    /// Street and number.
    #[serde(default)]
    street: Vec<String>,
    #[serde(default)]
    city: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    postcode: Option<String>,
    /// ISO 3166 code or name.
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone: Option<String>,
}

/// The order that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Taken {
    order: OrderPage,
}

/// Takes an order: all its faults at once, or the order with its stock. The same order again is
/// answered with what became of it.
#[utoipa::path(
    post, path = "/stores/{store}/orders", tag = "orders", request_body = NewOrder,
    responses((status = 202, description = "The order, with the stock that it got", body = Taken)),
    extensions(("x-permission" = json!("orders.write")))
)]
pub(crate) async fn create_order(
    State(api): State<Api>,
    here: Access<{ May::OrdersWrite as usize }>,
    Body(new): Body<NewOrder>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let order = match api.app.create_order(&here.scope, &draft(new), here.by.at).await {
        Err(Error::Faults(faults)) => {
            return Err(Problem::invalid(faults.into_iter().map(|fault| FieldError::of_fault(pointer(&fault), fault)).collect()));
        }
        done => done?,
    };
    Ok((StatusCode::ACCEPTED, Json(Taken { order: OrderPage::load(&api.app, &here, &order).await? })))
}

/// The order as the rules read it: row 0 is the order itself, row n its n-th line.
fn draft(new: NewOrder) -> OrderDraft {
    let mut faults = Vec::new();
    let mut header = Header::default();
    let mut put = |field: Field, text: Option<String>| {
        if let Some(text) = checked(0, field, text, &mut faults) {
            header.insert(field, Cell { row: 0, text: &text });
        }
    };
    put(Field::Reference, Some(new.reference.clone()));
    put(Field::Channel, Some(new.channel.unwrap_or_else(|| "api".to_owned())));
    put(Field::PlacedAt, new.placed_at);
    put(Field::PromisedAt, new.promised_at);
    put(Field::Currency, new.currency);
    put(Field::CustomerCode, new.customer_code);
    for (field, text) in party(CONSIGNEE, new.consignee).into_iter().chain(party(BUYER, new.buyer)) {
        put(field, text);
    }
    put(Field::ShippingService, new.shipping_service);
    put(Field::ShippingCharge, new.shipping_charge);
    put(Field::PaymentTerms, new.payment_terms);
    put(Field::Notes, new.notes);
    put(Field::Total, new.total);
    let lines = (1..).zip(new.lines).map(|(row, line)| {
        let texts = [
            (Field::Sku, Some(line.sku)),
            (Field::Description, line.description),
            (Field::Quantity, Some(line.quantity.to_string())),
            (Field::UnitPrice, line.unit_price),
            (Field::TaxRate, line.tax_rate),
            (Field::Discount, line.discount),
        ];
        let fields = texts.into_iter().filter_map(|(field, text)| Some((field, checked(row, field, text, &mut faults)?))).collect();
        LineDraft { row, fields }
    });
    let lines = lines.collect();
    OrderDraft { reference: new.reference.trim().to_owned(), is_cancellation: false, row: 0, header, lines, more_rows: 0, faults }
}

/// A text without the space around it; None where nothing is left or it is not text.
fn checked(row: u64, field: Field, text: Option<String>, faults: &mut Vec<Fault>) -> Option<String> {
    let text = text?.trim().to_owned();
    let mut fault = |code, message: &str, suggestion: &str| {
        faults.push(Fault::of_row(row, code, format!("{} {message}.", field.as_str()), suggestion).in_column(field.as_str()));
    };
    if text.len() > MAX_TEXT {
        fault(FaultCode::CellTooLong, "is too long", "Shorten it.");
        return None;
    }
    let may_break = matches!(field, Field::Notes);
    if text.chars().any(|c| c.is_control() && !(may_break && c == '\n')) {
        fault(FaultCode::ControlCharacter, "has a control character", "Take it out.");
        return None;
    }
    (!text.is_empty()).then_some(text)
}

/// The fields of a party, in the order of [`party`].
type PartyFields = [Field; 10];

const CONSIGNEE: PartyFields = [
    Field::ConsigneeName,
    Field::ConsigneeCompany,
    Field::ConsigneeStreet1,
    Field::ConsigneeStreet2,
    Field::ConsigneeCity,
    Field::ConsigneeRegion,
    Field::ConsigneePostcode,
    Field::ConsigneeCountry,
    Field::ConsigneeEmail,
    Field::ConsigneePhone,
];

const BUYER: PartyFields = [
    Field::BuyerName,
    Field::BuyerCompany,
    Field::BuyerStreet1,
    Field::BuyerStreet2,
    Field::BuyerCity,
    Field::BuyerRegion,
    Field::BuyerPostcode,
    Field::BuyerCountry,
    Field::BuyerEmail,
    Field::BuyerPhone,
];

fn party(fields: PartyFields, party: Option<NewParty>) -> Vec<(Field, Option<String>)> {
    let Some(party) = party else { return Vec::new() };
    let mut street = party.street.into_iter();
    let first = street.next();
    let rest: Vec<String> = street.collect();
    let rest = (!rest.is_empty()).then(|| rest.join(", "));
    let texts = [party.name, party.company, first, rest, party.city, party.region, party.postcode, party.country, party.email, party.phone];
    fields.into_iter().zip(texts).collect()
}

/// Where in the body a fault's field stands.
fn pointer(fault: &Fault) -> String {
    let row = fault.row.unwrap_or(0);
    let Some(column) = fault.column.as_deref() else {
        return if row == 0 { String::new() } else { format!("/lines/{}", row - 1) };
    };
    let is_of_line = Field::ALL.iter().any(|field| field.as_str() == column && field.part() == Part::Line);
    if is_of_line && row > 0 {
        return format!("/lines/{}/{column}", row - 1);
    }
    let of_party = ["consignee", "buyer"].into_iter().find_map(|party| Some((party, column.strip_prefix(party)?.strip_prefix('_')?)));
    match of_party {
        Some((party, "street_1")) => format!("/{party}/street/0"),
        Some((party, "street_2")) => format!("/{party}/street/1"),
        Some((party, field)) => format!("/{party}/{field}"),
        None => format!("/{column}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: serde_json::Value) -> OrderDraft {
        draft(serde_json::from_value(value).unwrap())
    }

    #[test]
    fn the_contract_s_example_becomes_a_draft() {
        let draft = read(json!({
            "reference": "SO-1001", "channel": "api", "placed_at": "2026-11-21T10:00:00Z", "promised_at": null, "currency": "GBP",
            "customer_code": null,
            "consignee": {"name": "Zoë Łęcka", "company": null, "street": ["ul. Długa 5", "m. 3", "II p."], "city": "Gdańsk", "region": null,
                "postcode": "80-831", "country": "PL", "email": "z@example.com", "phone": "+48600100200"},
            "buyer": null,
            "lines": [{"sku": "85123A", "description": "…", "quantity": 2, "unit_price": "2.55", "tax_rate": "20", "discount": "0"}],
            "shipping_service": "standard", "shipping_charge": "3.95", "payment_terms": "prepaid", "notes": "", "total": "10.86"
        }));
        assert_eq!(draft.faults, []);
        assert_eq!(draft.header.get(Field::ConsigneeStreet2).unwrap().text, "m. 3, II p.");
        assert_eq!(draft.header.get(Field::Notes), None);
        assert_eq!(draft.lines[0].fields.get(Field::Quantity), Some("2"));
        assert_eq!(draft.lines[0].row, 1);
    }

    #[test]
    fn a_fault_points_to_its_place() {
        let at = |row, column: Option<&str>| {
            let fault = Fault::of_row(row, FaultCode::BadText, "", "");
            pointer(&match column {
                Some(column) => fault.in_column(column),
                None => fault,
            })
        };
        assert_eq!(at(2, Some("sku")), "/lines/1/sku");
        assert_eq!(at(0, Some("consignee_street_1")), "/consignee/street/0");
        assert_eq!(at(0, Some("buyer_email")), "/buyer/email");
        assert_eq!(at(0, Some("shipping_service")), "/shipping_service");
        assert_eq!(at(0, None), "");
    }

    #[test]
    fn unknown_fields_and_control_characters_are_refused() {
        assert!(serde_json::from_value::<NewOrder>(json!({"reference": "1", "lines": [], "colour": "red"})).is_err());
        let draft = read(json!({"reference": "a\u{7}b", "lines": [{"sku": "A\u{0}", "quantity": 1}]}));
        let pointers: Vec<String> = draft.faults.iter().map(pointer).collect();
        assert_eq!(pointers, ["/reference", "/lines/0/sku"]);
    }
}
