//! Orders, as they are shown.

pub(crate) mod act;
pub(crate) mod board;
pub(crate) mod cancel;
pub(crate) mod create;
pub(crate) mod hold;
pub(crate) mod list;
pub(crate) mod reduce;
pub(crate) mod release_hold;
pub(crate) mod show;
pub(crate) mod summary;
mod timeline;

use domain::identity::roles::Permission;
use domain::ids::Sku;
use domain::money;
use domain::orders::history::Event;
use domain::orders::totals::Amounts;
use domain::orders::{ChunkId, HoldReason, Order, why};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use services::App;
use utoipa::ToSchema;

use crate::access::InStore;
use crate::costs::Cost;
use crate::names::Names;
use crate::problem::Problem;
use crate::returns::ReturnRow;
use crate::wire::{Money, Party};
use crate::words;
use timeline::TimelineEntry;

/// A row of the list of orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderSummary {
    #[schema(examples("ord_018f3c6e7b5a5d0d8f6b2a4c1e9d7f03"))]
    id: String,
    /// The client's order number.
    #[schema(examples("536365"))]
    reference: String,
    channel: String,
    #[schema(value_type = words::OrderStatus)]
    status: &'static str,
    placed_at: Timestamp,
    /// When the last parcel left.
    shipped_at: Option<Timestamp>,
    /// Who receives the goods.
    consignee: String,
    /// ISO 3166-1 alpha-2.
    country: &'static str,
    n_lines: usize,
    /// Units ordered.
    units: u32,
    /// Gross.
    total: Money,
    #[schema(value_type = Vec<words::HoldReason>)]
    holds: Vec<HoldReason>,
}

impl OrderSummary {
    pub(crate) fn of(order: &Order) -> Self {
        Self {
            id: order.id.to_string(),
            reference: order.request.reference.to_string(),
            channel: order.request.channel.to_string(),
            status: order.status().as_str(),
            placed_at: order.request.placed_at,
            shipped_at: order.shipped_at(),
            consignee: order.request.consignee.name.clone(),
            country: order.request.consignee.country.alpha2(),
            n_lines: order.request.lines.len(),
            units: order.units().ordered(),
            total: order.totals().gross.into(),
            holds: order.holds.iter().map(|hold| hold.reason).collect(),
        }
    }
}

/// An order with everything that is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderPage {
    #[serde(flatten)]
    summary: OrderSummary,
    /// Times that it was stored.
    version: u64,
    /// The file that brought it; null for an order from the API.
    source: Option<Source>,
    customer_code: Option<String>,
    /// Who pays.
    buyer: Party,
    consignee_party: Party,
    currency: &'static str,
    lines: Vec<OrderLine>,
    charges: Vec<Charge>,
    totals: Totals,
    shipping_service: String,
    /// Whether it leaves only as a whole.
    ships_complete: bool,
    payment_terms: String,
    notes: String,
    promised_at: Option<Timestamp>,
    /// The batch that released it last.
    batch: Option<String>,
    parcels: Vec<Parcel>,
    /// What came back or is to, newest first.
    returns: Vec<ReturnRow>,
    /// What happened, oldest first.
    timeline: Vec<TimelineEntry>,
    /// Null where everything has shipped or nothing is wanted any more.
    why_not_shipped: Option<Why>,
    /// Why its stock went where it went.
    decision: Option<Decision>,
    /// What it cost in the cloud so far; null without `costs.read`.
    cost: Option<Cost>,
    /// What the caller may do now.
    #[schema(value_type = Vec<words::Action>)]
    actions: Vec<&'static str>,
}

/// Where an order came from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    import: String,
    /// Its first row in the file.
    row: u64,
}

/// A line, with where its units are: every ordered unit is counted at exactly one stage, so
/// `ordered` is the sum of the nine counters after it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderLine {
    /// From 1.
    line: u32,
    sku: String,
    description: String,
    /// Net price of one.
    unit_price: Money,
    /// Percent.
    tax_rate: Decimal,
    discount: Money,
    net: Money,
    tax: Money,
    gross: Money,
    ordered: u32,
    /// Wait for stock.
    backordered: u32,
    /// Bound to stock, not yet with the warehouse.
    allocated: u32,
    /// On a pick list.
    released: u32,
    picked: u32,
    packed: u32,
    /// Gone, and not to come back as far as anybody knows.
    shipped: u32,
    /// Gone, and announced to come back.
    returning: u32,
    /// Came back after they had shipped.
    returned: u32,
    cancelled: u32,
}

/// An amount beside the goods.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Charge {
    #[schema(examples("shipping"))]
    name: String,
    net: Money,
    tax: Money,
}

/// Sums of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Totals {
    net: Money,
    tax: Money,
    gross: Money,
}

impl From<Amounts> for Totals {
    fn from(amounts: Amounts) -> Self {
        Self { net: amounts.net.into(), tax: amounts.tax.into(), gross: amounts.gross.into() }
    }
}

/// A handling unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Parcel {
    /// From 1 within the order.
    number: u32,
    weight_grams: u32,
    carrier: Option<String>,
    service: Option<String>,
    tracking_number: Option<String>,
    lines: Vec<ParcelLine>,
    shipped_at: Option<Timestamp>,
}

/// Units of one line in a parcel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ParcelLine {
    line: u32,
    quantity: u32,
}

/// Why an order has not shipped.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Why {
    #[schema(value_type = words::WhyCode)]
    code: &'static str,
    /// In English; what it says stands beside it.
    #[schema(examples("Waiting for 4 of 22423: 3 orders are ahead in the queue and none is in stock."))]
    sentence: String,
    /// Why it is on hold.
    #[schema(value_type = Vec<words::HoldReason>)]
    holds: Vec<HoldReason>,
    /// Units that are still to be picked, or that are bound and wait: to be released, or for the rest of their order.
    units: u32,
    /// The longest wait for stock.
    wait: Option<Wait>,
    /// Products beside that one which are short, too.
    others_short: usize,
}

/// What an order waits for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Wait {
    #[schema(examples("22423"))]
    sku: String,
    /// Units that the order lacks.
    quantity: u32,
    /// Orders that will be filled before it.
    orders_ahead: u32,
    /// Units in stock now.
    available: u32,
}

impl From<why::Answer> for Why {
    fn from(why::Answer { code, sentence, facts }: why::Answer) -> Self {
        let wait = facts.wait.map(|wait| Wait {
            sku: wait.sku.to_string(),
            quantity: wait.quantity,
            orders_ahead: wait.orders_ahead,
            available: wait.available,
        });
        Self { code, sentence, holds: facts.holds, units: facts.units, wait, others_short: facts.others_short }
    }
}

/// Why stock went where it went, as far as this order's SKUs are concerned. Needs and grants are
/// those of all orders that came in together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decision {
    #[schema(value_type = words::BackOrders)]
    policy: domain::stock::allocation::BackOrders,
    /// The version of the settings that said so; null of older decisions.
    settings_version: Option<u64>,
    /// Hash of what the decision rests on.
    inputs_sha256: String,
    lines: Vec<DecisionLine>,
}

/// The decision for one SKU.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecisionLine {
    sku: String,
    needed: u32,
    granted: u32,
    candidates: Vec<Candidate>,
}

/// A place that could have given stock, as the decision saw it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Candidate {
    warehouse: String,
    available: u32,
    #[schema(value_type = words::CandidateOutcome)]
    outcome: domain::stock::allocation::Outcome,
}

impl OrderPage {
    /// Loads what the page shows beside the order.
    pub(crate) async fn load(app: &App, here: &InStore, order: &Order) -> Result<Self, Problem> {
        let waits = if order.units().backordered > 0 { app.waits(&here.scope, order).await? } else { Vec::new() };
        let decision = app.table.decision(&here.scope, order.chunk).await?;
        let cost = if here.identity.may(Permission::CostsRead) { Some(app.cost_of(&here.scope, order).await?.into()) } else { None };
        let why = why::why_not_shipped(order, &waits).map(Why::from);
        let returns = app.returns_of(&here.scope, order).await?;
        let names = Names::of(app, here, order.history.iter().flat_map(Event::people)).await?;
        let request = &order.request;
        let money = |minor| Money::from(money::Money { minor, currency: request.currency });
        Ok(Self {
            summary: OrderSummary::of(order),
            version: order.version,
            source: match order.chunk {
                ChunkId::Import { import, .. } => Some(Source { import: import.to_string(), row: request.row }),
                ChunkId::Single { .. } => None,
            },
            customer_code: request.customer_code.as_ref().map(ToString::to_string),
            buyer: order.buyer().into(),
            consignee_party: (&request.consignee).into(),
            currency: request.currency.code(),
            lines: order.lines().map(|(number, line, counters)| order_line(order, number, line, counters)).collect(),
            charges: request
                .charges
                .iter()
                .map(|charge| {
                    let net = money::Money { minor: charge.amount, currency: request.currency };
                    let tax = net.percent(charge.tax_rate).unwrap_or(money::Money::zero(request.currency));
                    Charge { name: charge.name.clone(), net: money(charge.amount), tax: tax.into() }
                })
                .collect(),
            totals: order.totals().into(),
            shipping_service: request.shipping_service.clone(),
            ships_complete: order.ships_complete,
            payment_terms: request.payment_terms.clone(),
            notes: request.notes.clone(),
            promised_at: request.promised_at,
            batch: order.batch.map(|batch| batch.to_string()),
            parcels: order.parcels.iter().map(parcel).collect(),
            returns: returns.iter().rev().map(ReturnRow::of).collect(),
            timeline: order.history.iter().map(|event| TimelineEntry::of(event, &names)).collect(),
            why_not_shipped: why,
            decision: decision.map(|decision| decision_for(order, decision)),
            cost,
            actions: actions(order, here),
        })
    }
}

fn order_line(order: &Order, number: u32, line: &domain::orders::Line, counters: &domain::orders::counters::Counters) -> OrderLine {
    let currency = order.request.currency;
    let amounts = line.amounts(currency, 0, line.quantity).unwrap_or(Amounts::zero(currency));
    let money = |minor| Money::from(money::Money { minor, currency });
    OrderLine {
        line: number,
        sku: line.sku.to_string(),
        description: line.description.clone(),
        unit_price: money(line.unit_price),
        tax_rate: line.tax_rate,
        discount: money(line.discount),
        net: amounts.net.into(),
        tax: amounts.tax.into(),
        gross: amounts.gross.into(),
        ordered: line.quantity,
        backordered: counters.backordered,
        allocated: counters.allocated,
        released: counters.released,
        picked: counters.picked,
        packed: counters.packed,
        shipped: counters.shipped,
        returning: counters.returning,
        returned: counters.returned,
        cancelled: counters.cancelled,
    }
}

fn parcel(parcel: &domain::orders::Parcel) -> Parcel {
    let tracking = parcel.tracking.as_ref();
    Parcel {
        number: parcel.number,
        weight_grams: parcel.weight_grams,
        carrier: tracking.map(|tracking| tracking.carrier.clone()),
        service: tracking.map(|tracking| tracking.service.clone()),
        tracking_number: tracking.map(|tracking| tracking.number.clone()),
        lines: parcel.contents.iter().map(|content| ParcelLine { line: content.line, quantity: content.quantity }).collect(),
        shipped_at: parcel.shipped_at,
    }
}

fn decision_for(order: &Order, decision: domain::stock::allocation::Decision) -> Decision {
    let is_ordered = |sku: &Sku| order.request.lines.iter().any(|line| &line.sku == sku);
    let lines = decision.skus.into_iter().filter(|(sku, _)| is_ordered(sku)).map(|(sku, decided)| DecisionLine {
        sku: sku.to_string(),
        needed: decided.needed,
        granted: decided.granted,
        candidates: decided
            .candidates
            .into_iter()
            .map(|candidate| Candidate {
                warehouse: candidate.warehouse.to_string(),
                available: candidate.available,
                outcome: candidate.outcome,
            })
            .collect(),
    });
    Decision {
        policy: decision.policy,
        settings_version: Some(decision.settings_version).filter(|version| *version > 0),
        inputs_sha256: decision.inputs_sha256,
        lines: lines.collect(),
    }
}

/// What a caller may do with an order now: each transition is tried on a copy, so that no rule is
/// written twice.
fn actions(order: &Order, here: &InStore) -> Vec<&'static str> {
    use domain::orders::HoldReason;
    let by = &here.by;
    let zone = here.store.settings.zone();
    let units = order.units();
    let is_possible = |transition: &dyn Fn(&mut Order) -> bool| transition(&mut order.clone());
    let reducible = order.lines().find(|(_, _, counters)| counters.backordered + counters.allocated + counters.released > 0);
    let rules = here.store.settings.returns;
    let returnable: Vec<u32> = order.lines().filter(|(_, _, counters)| counters.shipped > 0).map(|(line, _, _)| line).collect();
    let can_come_back = returnable.iter().any(|line| rules.allow(order, [*line], by.at, &zone).is_ok());
    let all: [(&'static str, Permission, bool); 9] = [
        ("cancel", Permission::OrdersCancel, is_possible(&|order| order.cancel(by, "").is_ok())),
        ("hold", Permission::OrdersHold, is_possible(&|order| order.hold(by, HoldReason::Operator, "").is_ok())),
        ("release_hold", Permission::OrdersHold, !order.holds.is_empty()),
        (
            "reduce",
            Permission::OrdersWrite,
            reducible.is_some_and(|(line, _, _)| is_possible(&|order| order.reduce(by, line, 1, "").is_ok())),
        ),
        ("pick", Permission::FulfilmentPick, is_possible(&|order| order.pick(by, &order.open_picks()).is_ok())),
        ("short_pick", Permission::FulfilmentPick, units.released > 0),
        // Whoever may pick too can confirm what is still to be picked while packing.
        (
            "pack",
            Permission::FulfilmentPack,
            is_possible(&|order| {
                if here.identity.may(Permission::FulfilmentPick) {
                    let _ = order.pick(by, &order.open_picks());
                }
                order.pack(by, 1, None).is_ok()
            }),
        ),
        ("announce_return", Permission::ReturnsWrite, can_come_back),
        ("unship", Permission::FulfilmentUnship, is_possible(&|order| order.unship(by, "", &zone).is_ok())),
    ];
    all.into_iter().filter(|(_, permission, possible)| *possible && here.identity.may(*permission)).map(|(name, _, _)| name).collect()
}
