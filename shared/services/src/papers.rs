//! The papers of a batch: invoices with their labels in parts, and a pick list.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use documents::{
    BatchWriter, Branding, InvoiceCharge, InvoiceLine, InvoiceSheet, InvoiceTotals, PickLine, PickList, PickOrder, ShippingLabel, Summary,
    TaxTotal, parts,
};
use domain::catalogue::Product;
use domain::fulfilment::{Batch, BatchState, Document};
use domain::identity::StoreScope;
use domain::ids::{BatchId, Sku};
use domain::money::{Money, MoneyError};
use domain::orders::totals::Amounts;
use domain::orders::{Line, Order};
use domain::stores::Settings;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{App, Error};

/// Sheets of one file: what a printer takes at once, and far below what one function can do.
const SHEETS_PER_FILE: usize = 1_000;

impl App {
    /// Prints the papers of a released batch. Done before: nothing happens; half done: the same
    /// bytes again. Retried is what a service refused.
    pub async fn render_batch(&self, scope: &StoreScope, id: BatchId) -> Result<(), Error> {
        let batch = self.table.batch_of(scope, id).await?.ok_or(Error::NotFound("batch"))?;
        if batch.state != BatchState::Released {
            return Ok(());
        }
        let settings = self.settings_of(scope, &batch).await?;
        let orders = self.table.orders(scope, &batch.orders).await?;
        let skus: BTreeSet<&Sku> = orders.iter().flat_map(|order| order.request.lines.iter().map(|line| &line.sku)).collect();
        let products = self.table.products_by_sku(scope, skus).await?;
        let branding = Arc::new(self.branding(scope, &settings).await?);
        let released_on = batch.created_at.to_zoned(settings.zone()).date();
        let mut documents = Vec::new();
        for (index, part) in parts(orders.len(), SHEETS_PER_FILE).into_iter().enumerate() {
            let sheets = orders[part.clone()].iter().map(|order| sheet(order, &batch, &settings, &branding, released_on));
            let sheets: Vec<InvoiceSheet> = sheets.collect::<Result<_, _>>().map_err(Error::unavailable("adding an invoice up"))?;
            let title = format!("{} {id} {}", settings.name, index + 1);
            let (bytes, summary) = tokio::task::spawn_blocking(move || print(&title, &sheets))
                .await
                .map_err(Error::unavailable("printing"))?
                .map_err(Error::unavailable("printing"))?;
            let name = format!("invoices-{:03}.pdf", index + 1);
            documents.push(self.keep(scope, &batch, name, part.len(), bytes, &summary).await?);
        }
        let list = pick_list(&batch, &orders, &products, &settings, released_on);
        let mut writer = BatchWriter::new(Vec::new(), format!("{} {id}", settings.name)).map_err(Error::unavailable("printing"))?;
        writer.pick_list(&list).map_err(Error::unavailable("printing"))?;
        let (bytes, summary) = writer.finish().map_err(Error::unavailable("printing"))?;
        documents.push(self.keep(scope, &batch, "pick-list.pdf".to_owned(), orders.len(), bytes, &summary).await?);
        match self.table.replace_batch(scope, &Batch { state: BatchState::Rendered, documents, ..batch }).await {
            // Another run printed the same.
            Ok(_) | Err(storage::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The settings that a batch was made with; of one that is older than their history, those of its time.
    async fn settings_of(&self, scope: &StoreScope, batch: &Batch) -> Result<Settings, Error> {
        match self.table.settings_version(scope, batch.settings_version).await? {
            Some(settings) => Ok(settings),
            None => self.settings(scope, batch.created_at).await,
        }
    }

    async fn keep(
        &self,
        scope: &StoreScope,
        batch: &Batch,
        name: String,
        sheets: usize,
        bytes: Vec<u8>,
        summary: &Summary,
    ) -> Result<Document, Error> {
        if !summary.missing.is_empty() {
            let missing: String = summary.missing.keys().collect();
            tracing::warn!(batch = %batch.id, missing, "characters that no font of ours has");
        }
        let key = format!("documents/{}/{}/{name}", scope.store(), batch.id);
        self.files.put(&key, "application/pdf", bytes).await?;
        let sha256 = summary.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Document { name, key, sheets: u32::try_from(sheets).unwrap_or(u32::MAX), sha256 })
    }
}

pub(crate) fn print(title: &str, sheets: &[InvoiceSheet]) -> std::io::Result<(Vec<u8>, Summary)> {
    let mut writer = BatchWriter::new(Vec::new(), title)?;
    for sheet in sheets {
        writer.sheet(sheet)?;
    }
    writer.finish()
}

/// Units of a line that this batch sends: all but those that wait, were cancelled, or left before.
/// (Not "those that are released": a picker may be quicker than the printer.)
fn units_sent(order: &Order, batch: &Batch, line: u32, counters: &domain::orders::counters::Counters) -> (u32, u32) {
    let before = order.parcels.iter().filter(|parcel| parcel.shipped_at.is_some_and(|at| at < batch.created_at));
    let shipped_before =
        before.flat_map(|parcel| &parcel.contents).filter(|content| content.line == line).map(|content| content.quantity).sum();
    (shipped_before, counters.live().saturating_sub(counters.backordered + counters.allocated + shipped_before))
}

fn sheet(
    order: &Order,
    batch: &Batch,
    settings: &Settings,
    branding: &Arc<Branding>,
    released_on: Date,
) -> Result<InvoiceSheet, MoneyError> {
    let currency = order.request.currency;
    let zero = Money::zero(currency);
    let mut totals = InvoiceTotals { goods: zero, discount: zero, charges: zero, total: Amounts::zero(currency) };
    let mut taxes: BTreeMap<Decimal, Amounts> = BTreeMap::new();
    let mut lines = Vec::new();
    let mut is_first_part = true;
    for (number, line, counters) in order.lines() {
        let (before, units) = units_sent(order, batch, number, counters);
        is_first_part &= before == 0;
        if units > 0 {
            let invoiced = invoice_line(line, currency, before, units)?;
            totals.goods = totals.goods.plus(invoiced.unit_price.times(units)?)?;
            totals.discount = totals.discount.plus(invoiced.discount)?;
            totals.total = totals.total.plus(invoiced.amounts)?;
            add(&mut taxes, line.tax_rate, invoiced.amounts)?;
            lines.push(invoiced);
        }
    }
    let mut charges = Vec::new();
    // Charges are paid once, with the first part of an order.
    for charge in order.request.charges.iter().filter(|_| is_first_part) {
        let amounts = Amounts::taxed(Money { minor: charge.amount, currency }, charge.tax_rate)?;
        totals.charges = totals.charges.plus(amounts.net)?;
        totals.total = totals.total.plus(amounts)?;
        add(&mut taxes, charge.tax_rate, amounts)?;
        charges.push(InvoiceCharge { description: charge.name.clone(), tax_rate: charge.tax_rate, amounts });
    }
    let parcel = order.parcels.iter().find(|parcel| parcel.shipped_at.is_none_or(|at| at >= batch.created_at));
    let tracking = parcel.and_then(|parcel| parcel.tracking.as_ref());
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(InvoiceSheet {
        locale: settings.locale,
        branding: Arc::clone(branding),
        order: order.id,
        reference: order.request.reference.clone(),
        invoice_number: order.request.reference.to_string(),
        invoiced_on: released_on,
        ordered_on: order.request.placed_at.to_zoned(settings.zone()).date(),
        supplied_on: None,
        due_on: None,
        buyer: order.buyer().clone(),
        buyer_tax_number: None,
        consignee: order.request.consignee.clone(),
        currency,
        lines,
        charges,
        taxes: taxes.into_iter().map(|(rate, amounts)| TaxTotal { rate, amounts }).collect(),
        totals,
        payment_terms: some(&order.request.payment_terms),
        notes: some(&order.request.notes),
        label: ShippingLabel {
            service: order.request.shipping_service.clone(),
            carrier: tracking.map(|tracking| tracking.carrier.clone()),
            tracking: tracking.map(|tracking| tracking.number.clone()),
            parcels: u32::try_from(order.parcels.len()).unwrap_or(1).max(1),
            sort_code: Some(settings.warehouse.to_string()),
        },
    })
}

fn invoice_line(line: &Line, currency: iso_currency::Currency, before: u32, units: u32) -> Result<InvoiceLine, MoneyError> {
    let unit_price = Money { minor: line.unit_price, currency };
    let amounts = line.amounts(currency, before, units)?;
    let discount = Money { minor: unit_price.times(units)?.minor - amounts.net.minor, currency };
    Ok(InvoiceLine {
        sku: line.sku.clone(),
        description: line.description.clone(),
        quantity: units,
        unit_price,
        discount,
        tax_rate: line.tax_rate,
        amounts,
    })
}

fn add(taxes: &mut BTreeMap<Decimal, Amounts>, rate: Decimal, amounts: Amounts) -> Result<(), MoneyError> {
    let sum = taxes.get(&rate).copied().unwrap_or_else(|| Amounts::zero(amounts.net.currency));
    taxes.insert(rate, sum.plus(amounts)?);
    Ok(())
}

fn pick_list(batch: &Batch, orders: &[Order], products: &HashMap<Sku, Product>, settings: &Settings, released_on: Date) -> PickList {
    let line = |order: &Order, number, line: &Line, counters| {
        let (_, quantity) = units_sent(order, batch, number, counters);
        let location = products.get(&line.sku).map(|product| product.location.clone()).filter(|location| !location.is_empty());
        (quantity > 0).then(|| PickLine { sku: line.sku.clone(), description: line.description.clone(), location, quantity })
    };
    let orders = orders.iter().map(|order| PickOrder {
        reference: order.request.reference.clone(),
        consignee: order.request.consignee.name.clone(),
        lines: order.lines().filter_map(|(number, of, counters)| line(order, number, of, counters)).collect(),
    });
    PickList { locale: settings.locale, batch: batch.id, warehouse: settings.warehouse.to_string(), released_on, orders: orders.collect() }
}
