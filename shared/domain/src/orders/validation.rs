//! From draft to order: valid, or **all** that is wrong with it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use iso_currency::Currency;
use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

use super::{Charge, Line, MAX_LINES, OrderRequest};
use crate::address::{Country, Email, Party, Phone};
use crate::catalogue::Product;
use crate::ids::{Channel, CustomerCode, Reference, Sku};
use crate::imports::draft::{Cell, Field, LineDraft, OrderDraft};
use crate::imports::fault::{Fault, FaultCode};
use crate::imports::profile::{ImportProfile, LineAction};
use crate::money::{Money, MoneyError, plain_decimal};
use crate::stores::Settings;

/// The most units of one line: more is a slip of the keyboard.
pub const MAX_QUANTITY: u32 = 1_000_000;

/// What a chunk's orders are checked against, loaded beforehand.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The store's settings.
    pub settings: &'a Settings,
    /// The profile that mapped the file.
    pub profile: &'a ImportProfile,
    /// Products by SKU; those not here do not exist.
    pub products: &'a HashMap<Sku, Product>,
    /// The address book; codes not here do not exist.
    pub customers: &'a BTreeMap<CustomerCode, Party>,
    /// The time of the import: orders of the far future are slips.
    pub now: Timestamp,
}

/// Turns a draft into an order, or tells everything that is wrong with it.
pub fn validate(draft: &OrderDraft, facts: &Facts<'_>) -> Result<OrderRequest, Vec<Fault>> {
    let mut check = Check { draft, facts, faults: draft.faults.clone() };
    let request = check.order();
    match request {
        Some(request) if check.faults.is_empty() => Ok(request),
        _ => Err(check.faults),
    }
}

/// What drafts mention, for loading the facts: each SKU and customer code once.
pub fn mentions(drafts: &[OrderDraft], profile: &ImportProfile) -> (BTreeSet<Sku>, BTreeSet<CustomerCode>) {
    let lines = drafts.iter().flat_map(|draft| &draft.lines);
    // A file says the same few over and over: texts are compared before they become ids.
    let skus: HashSet<&str> = lines.filter_map(|line| line.fields.get(Field::Sku)).collect();
    let customers: HashSet<&str> = drafts.iter().filter_map(|draft| draft.header.get(Field::CustomerCode)).map(|cell| cell.text).collect();
    let skus = skus.into_iter().filter(|text| profile.line_action(text).is_none()).filter_map(|text| text.parse().ok()).collect();
    (skus, customers.into_iter().filter_map(|text| text.parse().ok()).collect())
}

/// The SKUs, units and customer of a draft that cancels: `(sku, units)` with positive units.
pub fn cancelled_lines(draft: &OrderDraft, profile: &ImportProfile) -> Vec<(Sku, u32)> {
    draft
        .lines
        .iter()
        .filter_map(|line| {
            let code = line.fields.get(Field::Sku)?;
            if profile.line_action(code).is_some() {
                return None;
            }
            let quantity = plain_decimal(line.fields.get(Field::Quantity)?)?;
            Some((code.parse().ok()?, u32::try_from(quantity.abs()).ok().filter(|units| *units > 0)?))
        })
        .collect()
}

struct Check<'a> {
    draft: &'a OrderDraft,
    facts: &'a Facts<'a>,
    faults: Vec<Fault>,
}

/// The eleven fields of a party, for consignee and buyer alike.
struct PartyFields {
    name: Field,
    company: Field,
    street: [Field; 2],
    city: Field,
    region: Field,
    postcode: Field,
    country: Field,
    email: Field,
    phone: Field,
}

const CONSIGNEE: PartyFields = PartyFields {
    name: Field::ConsigneeName,
    company: Field::ConsigneeCompany,
    street: [Field::ConsigneeStreet1, Field::ConsigneeStreet2],
    city: Field::ConsigneeCity,
    region: Field::ConsigneeRegion,
    postcode: Field::ConsigneePostcode,
    country: Field::ConsigneeCountry,
    email: Field::ConsigneeEmail,
    phone: Field::ConsigneePhone,
};

const BUYER: PartyFields = PartyFields {
    name: Field::BuyerName,
    company: Field::BuyerCompany,
    street: [Field::BuyerStreet1, Field::BuyerStreet2],
    city: Field::BuyerCity,
    region: Field::BuyerRegion,
    postcode: Field::BuyerPostcode,
    country: Field::BuyerCountry,
    email: Field::BuyerEmail,
    phone: Field::BuyerPhone,
};

impl PartyFields {
    fn all(&self) -> [Field; 10] {
        let Self { name, company, street: [first, second], city, region, postcode, country, email, phone } = self;
        [*name, *company, *first, *second, *city, *region, *postcode, *country, *email, *phone]
    }
}

impl<'a> Check<'a> {
    fn order(&mut self) -> Option<OrderRequest> {
        let reference = self.parsed::<Reference>(Field::Reference, "a reference is 1 to 64 visible characters");
        let channel = match self.text(Field::Channel) {
            None => Some("file".parse().expect("a valid slug")),
            Some(_) => self.parsed::<Channel>(Field::Channel, "a channel is 2 to 40 of a-z, 0-9 and -, e.g. web-shop"),
        };
        let placed_at = self.instant(Field::PlacedAt).unwrap_or(Some(self.facts.now));
        let promised_at = self.instant(Field::PromisedAt);
        let currency = self.currency();
        let customer_code = self.customer_code();
        let consignee = self.consignee(customer_code.as_ref());
        let buyer = self.party(&BUYER);
        let shipping_service = self.service();
        let payment_terms = self.text(Field::PaymentTerms).unwrap_or_default().to_owned();
        let notes = self.text(Field::Notes).unwrap_or_default().to_owned();
        let (lines, mut charges) = self.lines(currency?);
        if let Some(charge) = self.shipping_charge(currency?) {
            charges.push(charge);
        }
        let request = OrderRequest {
            channel: channel?,
            reference: reference?,
            row: self.draft.row,
            placed_at: placed_at?,
            promised_at: promised_at.flatten(),
            currency: currency?,
            customer_code,
            consignee: consignee?,
            buyer,
            lines,
            charges,
            shipping_service: shipping_service?,
            payment_terms,
            notes,
        };
        self.totals(&request);
        Some(request)
    }

    fn currency(&mut self) -> Option<Currency> {
        let Some(cell) = self.cell(Field::Currency) else {
            return Some(self.facts.settings.currency);
        };
        let currency = Currency::from_code(cell.text).or_else(|| Currency::from_code(&cell.text.to_uppercase()));
        if currency.is_none() {
            let message = format!("{:?} is not a currency.", shorten(cell.text));
            self.header_fault(Field::Currency, FaultCode::BadCurrency, message, "Write the ISO 4217 code, e.g. GBP or PLN.");
        }
        currency
    }

    fn customer_code(&mut self) -> Option<CustomerCode> {
        if self.cell(Field::CustomerCode).is_some() {
            return self.parsed(Field::CustomerCode, "a customer code is 1 to 64 visible characters");
        }
        if self.facts.profile.customer_required {
            return self.missing(Field::CustomerCode);
        }
        None
    }

    fn consignee(&mut self, customer: Option<&CustomerCode>) -> Option<Party> {
        if CONSIGNEE.all().iter().any(|field| self.cell(*field).is_some()) {
            return self.party(&CONSIGNEE);
        }
        let Some(code) = customer else {
            // A missing required customer has been told already; one fault per cause.
            if !self.facts.profile.customer_required {
                let message = "Nobody is named to send the goods to.".to_owned();
                let suggestion = "Fill in name, street, city and country of the consignee, or a customer code.";
                self.header_fault(Field::ConsigneeName, FaultCode::MissingConsignee, message, suggestion);
            }
            return None;
        };
        let party = self.facts.customers.get(code).cloned();
        if party.is_none() {
            let message = format!("Customer {code} is not in the address book.");
            self.header_fault(Field::CustomerCode, FaultCode::UnknownCustomer, message, "Add the customer or correct the code.");
        }
        party
    }

    /// A party, if any of its fields is filled in; what it lacks is a fault.
    fn party(&mut self, fields: &PartyFields) -> Option<Party> {
        if fields.all().iter().all(|field| self.cell(*field).is_none()) {
            return None;
        }
        let own = |text: &str| text.to_owned();
        let company = self.text(fields.company).map(own);
        let name = match (self.text(fields.name).map(own), &company) {
            (Some(name), _) => Some(name),
            (None, Some(company)) => Some(company.clone()),
            (None, None) => self.missing(fields.name),
        };
        let street: Vec<String> = fields.street.iter().filter_map(|field| self.text(*field).map(own)).collect();
        if street.is_empty() {
            self.missing::<String>(fields.street[0]);
        }
        let city = self.text(fields.city).map(own).or_else(|| self.missing(fields.city));
        let region = self.text(fields.region).map(own);
        let country = self.country(fields.country);
        let postcode = self.postcode(fields.postcode, country);
        let email = self.contact::<Email>(fields.email, FaultCode::BadEmail, "Write it like name@example.com.");
        let phone = self.contact::<Phone>(fields.phone, FaultCode::BadPhone, "Write it with its country code, e.g. +44 20 7946 0958.");
        Some(Party { name: name?, company, street, city: city?, region, postcode, country: country?, email, phone })
    }

    fn country(&mut self, field: Field) -> Option<Country> {
        let Some(cell) = self.cell(field) else {
            return self.missing(field);
        };
        let country = Country::parse(cell.text);
        if country.is_none() {
            let message = format!("{:?} is not a country.", shorten(cell.text));
            self.header_fault(field, FaultCode::BadCountry, message, "Write the ISO 3166 code, e.g. GB, PL, VN.");
        }
        country
    }

    fn postcode(&mut self, field: Field, country: Option<Country>) -> Option<String> {
        let postcode = self.text(field)?.to_uppercase();
        if let Some(Err(example)) = country.map(|country| country.check_postcode(&postcode)) {
            let message = format!("{:?} is not a postcode of that country.", shorten(&postcode));
            let suggestion = format!("Write it like {example} (9 a digit, A a letter).");
            self.header_fault(field, FaultCode::BadPostcode, message, suggestion);
        }
        Some(postcode)
    }

    fn contact<T: std::str::FromStr<Err = &'static str>>(&mut self, field: Field, code: FaultCode, suggestion: &str) -> Option<T> {
        match self.cell(field)?.text.parse() {
            Ok(value) => Some(value),
            Err(why) => {
                let message = format!("{:?}: {why}.", shorten(self.cell(field)?.text));
                self.header_fault(field, code, message, suggestion);
                None
            }
        }
    }

    fn service(&mut self) -> Option<String> {
        let services = &self.facts.settings.services;
        let Some(text) = self.text(Field::ShippingService) else {
            return services.first().cloned();
        };
        let service = services.iter().find(|service| service.eq_ignore_ascii_case(text)).cloned();
        if service.is_none() {
            let message = format!("{:?} is not a shipping service of this store.", shorten(text));
            let suggestion = format!("Use one of: {}.", services.join(", "));
            self.header_fault(Field::ShippingService, FaultCode::UnknownService, message, suggestion);
        }
        service
    }

    /// Goods and charges of the order's rows.
    fn lines(&mut self, currency: Currency) -> (Vec<Line>, Vec<Charge>) {
        let mut lines = Vec::with_capacity(self.draft.lines.len());
        let mut charges = Vec::new();
        let draft = self.draft;
        for row in &draft.lines {
            let action = row.fields.get(Field::Sku).and_then(|code| self.facts.profile.line_action(code));
            match action {
                None => lines.extend(self.line(row, currency)),
                Some(LineAction::Charge(name)) => charges.extend(self.charge(row, name, currency)),
                Some(LineAction::Reject(reason)) => {
                    let code = row.fields.get(Field::Sku).unwrap_or_default();
                    let message = format!("{code} is not goods: {reason}.");
                    self.line_fault(row, Field::Sku, FaultCode::NotGoods, message, "Take the line out and send it another way.");
                }
            }
        }
        if lines.is_empty() && self.faults.is_empty() {
            let message = "The order has no goods.";
            self.faults.push(Fault::of_row(draft.row, FaultCode::NoGoods, message, "Add at least one line with a SKU of the catalogue."));
        }
        if lines.len() > MAX_LINES {
            let message = format!("The order has {} lines; {MAX_LINES} are possible.", lines.len());
            self.faults.push(Fault::of_row(draft.row, FaultCode::TooManyLines, message, "Split the order."));
        }
        (lines, charges)
    }

    fn line(&mut self, row: &LineDraft, currency: Currency) -> Option<Line> {
        let product = self.product(row);
        let quantity = self.quantity(row);
        let price = match row.fields.get(Field::UnitPrice) {
            Some(text) => self.price(row, text, currency),
            None => product.and_then(|product| product.price_in(currency)).or_else(|| self.missing_in(row, Field::UnitPrice)),
        };
        let tax_rate = match row.fields.get(Field::TaxRate) {
            Some(text) => self.tax_rate(row, text),
            None => Some(product.and_then(|product| product.tax_rate).unwrap_or(self.facts.settings.default_tax_rate)),
        };
        let discount = match row.fields.get(Field::Discount) {
            Some(text) => self.discount(row, text, currency, price.zip(quantity)),
            None => Some(0),
        };
        let product = product?;
        let description = row.fields.get(Field::Description).filter(|text| !text.is_empty());
        Some(Line {
            sku: product.sku.clone(),
            description: description.unwrap_or(&product.name).to_owned(),
            quantity: quantity?,
            unit_price: price?,
            tax_rate: tax_rate?,
            discount: discount?,
        })
    }

    fn product(&mut self, row: &LineDraft) -> Option<&'a Product> {
        let Some(text) = row.fields.get(Field::Sku) else {
            return self.missing_in(row, Field::Sku);
        };
        // Most texts are written as the SKU is.
        let products = self.facts.products;
        let product = products.get(text).or_else(|| text.parse::<Sku>().ok().and_then(|sku| products.get(&sku)));
        match product {
            None => {
                let message = format!("The catalogue has no SKU {:?}.", shorten(text));
                self.line_fault(row, Field::Sku, FaultCode::UnknownSku, message, "Add the product or correct the code.");
                None
            }
            Some(product) if !product.is_active => {
                let message = format!("SKU {} is not sold any more.", product.sku);
                self.line_fault(row, Field::Sku, FaultCode::InactiveSku, message, "Make the product active again or take the line out.");
                None
            }
            Some(product) => Some(product),
        }
    }

    fn quantity(&mut self, row: &LineDraft) -> Option<u32> {
        let Some(text) = row.fields.get(Field::Quantity) else {
            return self.missing_in(row, Field::Quantity);
        };
        let quantity = plain_decimal(text)
            .filter(|number| number.fract().is_zero())
            .and_then(|number| u32::try_from(number).ok())
            .filter(|units| (1..=MAX_QUANTITY).contains(units));
        if quantity.is_none() {
            let message = format!("{:?} is not a quantity.", shorten(text));
            self.line_fault(row, Field::Quantity, FaultCode::BadQuantity, message, "Write a whole number from 1 to 1,000,000.");
        }
        quantity
    }

    fn price(&mut self, row: &LineDraft, text: &str, currency: Currency) -> Option<i64> {
        match Money::parse(text, currency) {
            Ok(money) if money.minor >= 0 => Some(money.minor),
            Ok(_) => self.bad_price(row, text, "a price is not negative"),
            Err(error) => self.bad_price(row, text, &error.to_string()),
        }
    }

    fn bad_price(&mut self, row: &LineDraft, text: &str, why: &str) -> Option<i64> {
        let message = format!("{:?} is not a unit price: {why}.", shorten(text));
        self.line_fault(row, Field::UnitPrice, FaultCode::BadPrice, message, "Write the net price of one, e.g. 12.50.");
        None
    }

    fn tax_rate(&mut self, row: &LineDraft, text: &str) -> Option<Decimal> {
        let rate = plain_decimal(text.trim_end_matches('%')).filter(|rate| *rate >= Decimal::ZERO && *rate <= Decimal::ONE_HUNDRED);
        if rate.is_none() {
            let message = format!("{:?} is not a tax rate.", shorten(text));
            self.line_fault(row, Field::TaxRate, FaultCode::BadTaxRate, message, "Write percent from 0 to 100, e.g. 20.");
        }
        rate.map(|rate| rate.normalize())
    }

    fn discount(&mut self, row: &LineDraft, text: &str, currency: Currency, price_and_quantity: Option<(i64, u32)>) -> Option<i64> {
        let discount = Money::parse(text, currency).ok().map(|money| money.minor);
        let value = price_and_quantity.and_then(|(price, quantity)| price.checked_mul(i64::from(quantity)));
        let fits = discount.is_some_and(|discount| discount >= 0 && value.is_none_or(|value| discount <= value));
        if fits {
            return discount;
        }
        let message = format!("{:?} is not a discount on this line.", shorten(text));
        self.line_fault(row, Field::Discount, FaultCode::BadDiscount, message, "Write an amount from 0 to the line's value.");
        None
    }

    fn charge(&mut self, row: &LineDraft, name: &str, currency: Currency) -> Option<Charge> {
        let quantity = self.quantity(row)?;
        let Some(text) = row.fields.get(Field::UnitPrice) else {
            return self.missing_in(row, Field::UnitPrice);
        };
        let price = self.price(row, text, currency)?;
        match price.checked_mul(i64::from(quantity)) {
            Some(amount) => Some(Charge { name: name.to_owned(), amount, tax_rate: self.facts.settings.default_tax_rate }),
            None => {
                self.bad_price(row, text, "it is too large");
                None
            }
        }
    }

    fn shipping_charge(&mut self, currency: Currency) -> Option<Charge> {
        let text = self.text(Field::ShippingCharge)?;
        match Money::parse(text, currency) {
            Ok(money) if money.minor > 0 => {
                Some(Charge { name: "shipping".to_owned(), amount: money.minor, tax_rate: self.facts.settings.default_tax_rate })
            }
            Ok(money) if money.minor == 0 => None,
            _ => {
                let message = format!("{:?} is not an amount of {}.", shorten(text), currency.code());
                self.header_fault(Field::ShippingCharge, FaultCode::BadPrice, message, "Write the net charge, e.g. 3.95.");
                None
            }
        }
    }

    fn totals(&mut self, request: &OrderRequest) {
        let totals = match request.totals() {
            Ok(totals) => totals,
            Err(MoneyError::TooLarge | MoneyError::CurrencyMismatch | MoneyError::NotANumber | MoneyError::TooPrecise) => {
                let message = "The order is worth more than can be counted.";
                self.faults.push(Fault::of_row(self.draft.row, FaultCode::BadPrice, message, "Check prices and quantities."));
                return;
            }
        };
        // Lines with faults are missing from the sum; a mismatch would only repeat them.
        let Some(text) = self.text(Field::Total).filter(|_| self.faults.is_empty()) else {
            return;
        };
        let stated = Money::parse(text, request.currency);
        if stated != Ok(totals.gross) {
            let message = format!("The stated total is {:?}, the lines add up to {}.", shorten(text), totals.gross.to_decimal_text());
            self.header_fault(Field::Total, FaultCode::TotalMismatch, message, "Correct the total or the lines, or leave the total out.");
        }
    }

    /// None: not given. Some(None): given, but wrong.
    fn instant(&mut self, field: Field) -> Option<Option<Timestamp>> {
        let text = self.text(field)?;
        let earliest = Timestamp::constant(631_152_000, 0); // 1990: before any order that a file can mean
        let latest = self.facts.now + SignedDuration::from_hours(24 * 3_650);
        let instant = text.parse::<Timestamp>().ok().filter(|instant| (earliest..=latest).contains(instant));
        if instant.is_none() && !self.faults.iter().any(|fault| fault.code == FaultCode::BadDate) {
            let message = format!("{:?} is not a date of an order.", shorten(text));
            self.header_fault(field, FaultCode::BadDate, message, "Write it like 2026-11-21 14:30, or set the profile's date formats.");
        }
        Some(instant)
    }

    fn parsed<T: std::str::FromStr>(&mut self, field: Field, rule: &str) -> Option<T> {
        let Some(text) = self.text(field) else {
            return self.missing(field);
        };
        let value = text.parse().ok();
        if value.is_none() {
            let message = format!("{:?} cannot be used: {rule}.", shorten(text));
            self.header_fault(field, FaultCode::BadText, message, "Shorten or correct it.");
        }
        value
    }

    fn cell(&self, field: Field) -> Option<Cell<'a>> {
        self.draft.header.get(field).filter(|cell| !cell.text.is_empty())
    }

    fn text(&self, field: Field) -> Option<&'a str> {
        self.cell(field).map(|cell| cell.text)
    }

    /// A field that is empty. Where mapping could not read it, that has been told already.
    fn missing<T>(&mut self, field: Field) -> Option<T> {
        if self.is_told(None, field) {
            return None;
        }
        let message = format!("{} is empty.", self.facts.profile.column_of(field));
        self.header_fault(field, FaultCode::MissingValue, message, "Fill it in.");
        None
    }

    fn missing_in<T>(&mut self, row: &LineDraft, field: Field) -> Option<T> {
        if !self.is_told(Some(row.row), field) {
            let message = format!("{} is empty.", self.facts.profile.column_of(field));
            self.line_fault(row, field, FaultCode::MissingValue, message, "Fill it in.");
        }
        None
    }

    /// Whether a fault of this column, in this row or any, is known.
    fn is_told(&self, row: Option<u64>, field: Field) -> bool {
        let names = [self.facts.profile.column_of(field), field.as_str()];
        let same_row = |fault: &Fault| row.is_none() || fault.row == row;
        self.faults.iter().any(|fault| same_row(fault) && fault.column.as_deref().is_some_and(|column| names.contains(&column)))
    }

    fn header_fault(&mut self, field: Field, code: FaultCode, message: String, suggestion: impl Into<String>) {
        let row = self.draft.header.get(field).map_or(self.draft.row, |cell| cell.row);
        self.faults.push(Fault::of_row(row, code, message, suggestion).in_column(self.facts.profile.column_of(field)));
    }

    fn line_fault(&mut self, row: &LineDraft, field: Field, code: FaultCode, message: String, suggestion: &str) {
        self.faults.push(Fault::of_row(row.row, code, message, suggestion).in_column(self.facts.profile.column_of(field)));
    }
}

/// The beginning of a text, for a message.
fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
