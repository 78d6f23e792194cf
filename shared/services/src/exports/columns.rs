//! What the columns of each list are: the names under which its rows have them on the wire, and how each is read off.

use domain::audit::{Change, Entry};
use domain::catalogue::Product;
use domain::costs::PRICES;
use domain::counts::{Attempt, CountLine, Outcome, Stage};
use domain::exports::Kind::{Moment, Money, Plain};
use domain::exports::{Cell, Heading, Kind, Wanted};
use domain::findings::Finding;
use domain::fulfilment::{Batch, Manifest};
use domain::identity::Stores;
use domain::identity::users::User;
use domain::imports::record::{ChunkResult, Import};
use domain::invariants::Subject;
use domain::orders::Order;
use domain::reconciliation::{Made, Reconciliation, Totals};
use domain::returns::Return;
use domain::stock::ledger::Move;
use serde::Serialize;
use storage::Page;
use storage::customers::Customer;

use crate::queries::overview::Overview;
use crate::stock::Described;

/// A column: its name, what its cells are, and how one is read off a row.
pub(super) type Column<T> = (&'static str, Kind, fn(&T) -> Cell);

/// An import with its counts so far.
pub(super) type Counted = (Import, ChunkResult);

/// Something that people did, with their names.
pub(super) struct Named<T> {
    pub(super) of: T,
    pub(super) actor: String,
    pub(super) on_behalf_of: Option<String>,
}

/// A reconciliation file that is written.
pub(super) type File = (Reconciliation, Made);

pub(super) const ORDERS: &[Column<Order>] = &[
    ("id", Plain, |order| Cell::text(order.id.to_string())),
    ("reference", Plain, |order| Cell::text(order.request.reference.as_str())),
    ("channel", Plain, |order| Cell::text(order.request.channel.as_str())),
    ("status", Plain, |order| Cell::text(order.status().as_str())),
    ("placed_at", Moment, |order| Cell::At(order.request.placed_at)),
    ("shipped_at", Moment, |order| Cell::maybe(order.shipped_at(), Cell::At)),
    ("consignee", Plain, |order| Cell::text(order.request.consignee.name.as_str())),
    ("country", Plain, |order| Cell::text(order.request.consignee.country.alpha2())),
    ("n_lines", Plain, |order| Cell::count(order.request.lines.len())),
    ("units", Plain, |order| Cell::count(order.units().ordered())),
    ("total", Money, |order| Cell::Money(order.totals().gross)),
    ("holds", Plain, |order| Cell::text(order.holds.iter().map(|hold| word(&hold.reason)).collect::<Vec<_>>().join(" "))),
];

pub(super) const IMPORTS: &[Column<Counted>] = &[
    ("id", Plain, |(import, _)| Cell::text(import.id.to_string())),
    ("file_name", Plain, |(import, _)| Cell::text(import.file_name.as_str())),
    ("state", Plain, |(import, _)| Cell::text(import.state.as_str())),
    ("source", Plain, |(import, _)| Cell::text(crate::imports::source(import))),
    ("received_at", Moment, |(import, _)| Cell::At(import.received_at)),
    ("orders.accepted", Plain, |(_, sum)| Cell::count(sum.orders.accepted)),
    ("orders.total", Plain, |(import, _)| Cell::count(import.state.plan().map_or(0, |plan| plan.orders))),
    ("orders.rejected", Plain, |(_, sum)| Cell::count(sum.orders.rejected)),
    ("orders.duplicate", Plain, |(_, sum)| Cell::count(sum.orders.duplicate)),
    ("rows.read", Plain, |(import, _)| Cell::count(import.state.rows_read())),
    ("rows.rejected", Plain, |(_, sum)| Cell::count(sum.rows.rejected)),
    ("bytes", Plain, |(import, _)| Cell::count(import.bytes)),
];

/// What nobody knows any more of a day that is over.
fn now_only(of: &Described, cell: Cell) -> Cell {
    if of.is_past { Cell::Empty } else { cell }
}

pub(super) const STOCK: &[Column<Described>] = &[
    ("sku", Plain, |it| Cell::text(it.level.sku.as_str())),
    ("name", Plain, |it| Cell::text(it.name.as_str())),
    ("warehouse", Plain, |it| Cell::text(it.level.warehouse.as_str())),
    ("on_hand", Plain, |it| Cell::count(it.level.on_hand())),
    ("allocated", Plain, |it| Cell::count(it.level.allocated)),
    ("available", Plain, |it| Cell::count(it.level.available)),
    ("unavailable", Plain, |it| Cell::count(it.level.unavailable.values().sum::<u32>())),
    ("incoming", Plain, |it| now_only(it, Cell::count(it.incoming.map_or(0, |incoming| incoming.units)))),
    ("backordered", Plain, |it| Cell::count(it.level.backordered)),
    ("waiting_orders", Plain, |it| now_only(it, Cell::count(it.waiting_orders))),
    ("counted_at", Moment, |it| Cell::maybe(it.level.counted_at, Cell::At)),
    ("frozen", Plain, |it| Cell::Flag(it.level.frozen)),
];

/// One SKU of a count, with what people call it.
pub(super) struct Line {
    pub(super) of: CountLine,
    pub(super) stage: Stage,
    pub(super) name: String,
    pub(super) location: String,
    pub(super) counted_by: String,
}

impl Line {
    fn latest(&self, cell: impl FnOnce(&Attempt) -> Cell) -> Cell {
        self.of.latest().map_or(Cell::Empty, cell)
    }
}

pub(super) const COUNT_LINES: &[Column<Line>] = &[
    ("sku", Plain, |it| Cell::text(it.of.sku.as_str())),
    ("name", Plain, |it| Cell::text(it.name.as_str())),
    ("location", Plain, |it| Cell::text(it.location.as_str())),
    ("stage", Plain, |it| Cell::text(it.stage.as_str())),
    ("counted", Plain, |it| it.latest(|latest| Cell::count(latest.units))),
    ("variance.expected", Plain, |it| it.latest(|latest| Cell::count(latest.expected))),
    ("variance.units", Plain, |it| it.latest(|latest| Cell::Number(latest.variance().units))),
    ("variance.percent", Plain, |it| {
        it.latest(|latest| Cell::maybe(latest.variance().percent(), |percent| Cell::text(percent.to_string())))
    }),
    ("variance.value", Money, |it| it.latest(|latest| Cell::maybe(latest.variance().value, Cell::Money))),
    ("variance.picked", Plain, |it| it.latest(|latest| Cell::count(latest.picked))),
    ("variance.uncovered", Plain, |it| match &it.of.outcome {
        Some(Outcome::Booked { uncovered, .. }) => Cell::count(*uncovered),
        _ => it.latest(|latest| Cell::count(latest.uncovered)),
    }),
    ("counted_at", Moment, |it| it.latest(|latest| Cell::At(latest.counted_at))),
    ("counted_by", Plain, |it| Cell::text(it.counted_by.as_str())),
    ("n_attempts", Plain, |it| Cell::count(it.of.attempts.len())),
];

pub(super) const MOVES: &[Column<Named<Move>>] = &[
    ("id", Plain, |it| Cell::text(it.of.id.as_str())),
    ("kind", Plain, |it| Cell::text(word(&it.of.kind))),
    ("effective_at", Moment, |it| Cell::At(it.of.effective_at)),
    ("recorded_at", Moment, |it| Cell::At(it.of.recorded_at)),
    ("changes.available", Plain, |it| Cell::Number(it.of.change.available)),
    ("changes.allocated", Plain, |it| Cell::Number(it.of.change.allocated)),
    ("changes.unavailable", Plain, |it| Cell::Number(it.of.change.unavailable.values().sum())),
    ("changes.backordered", Plain, |it| Cell::Number(it.of.change.backordered)),
    ("order", Plain, |it| Cell::maybe(it.of.order, |order| Cell::text(order.to_string()))),
    ("cause", Plain, |it| Cell::text(it.of.cause.as_str())),
    ("actor", Plain, |it| Cell::text(it.actor.as_str())),
];

pub(super) const PRODUCTS: &[Column<Product>] = &[
    ("sku", Plain, |product| Cell::text(product.sku.as_str())),
    ("name", Plain, |product| Cell::text(product.name.as_str())),
    ("location", Plain, |product| Cell::text(product.location.as_str())),
    ("gtin", Plain, |product| Cell::maybe(product.gtin.as_deref(), Cell::text)),
    ("weight_grams", Plain, |product| Cell::count(product.weight_grams)),
    ("tax_rate", Plain, |product| Cell::maybe(product.tax_rate, |rate| Cell::text(rate.to_string()))),
    ("unit_price", Money, |product| Cell::maybe(product.unit_price, Cell::Money)),
    ("is_active", Plain, |product| Cell::Flag(product.is_active)),
];

pub(super) const CUSTOMERS: &[Column<Customer>] = &[
    ("code", Plain, |customer| Cell::text(customer.code.as_str())),
    ("party.name", Plain, |customer| Cell::text(customer.party.name.as_str())),
    ("party.company", Plain, |customer| Cell::maybe(customer.party.company.as_deref(), Cell::text)),
    ("party.street", Plain, |customer| Cell::text(customer.party.street.join(", "))),
    ("party.city", Plain, |customer| Cell::text(customer.party.city.as_str())),
    ("party.region", Plain, |customer| Cell::maybe(customer.party.region.as_deref(), Cell::text)),
    ("party.postcode", Plain, |customer| Cell::maybe(customer.party.postcode.as_deref(), Cell::text)),
    ("party.country", Plain, |customer| Cell::text(customer.party.country.alpha2())),
    ("party.email", Plain, |customer| Cell::maybe(customer.party.email.as_ref(), |email| Cell::text(email.as_str()))),
    ("party.phone", Plain, |customer| Cell::maybe(customer.party.phone.as_ref(), |phone| Cell::text(phone.as_str()))),
];

pub(super) const AUDIT: &[Column<Named<Entry>>] = &[
    ("id", Plain, |it| Cell::text(it.of.id.to_string())),
    ("at", Moment, |it| Cell::At(it.of.at)),
    ("actor", Plain, |it| Cell::text(it.actor.as_str())),
    ("on_behalf_of", Plain, |it| Cell::maybe(it.on_behalf_of.as_deref(), Cell::text)),
    ("kind", Plain, |it| Cell::text(it.of.kind.as_str())),
    ("action", Plain, |it| Cell::text(it.of.action.as_str())),
    ("subject", Plain, |it| Cell::maybe(it.of.subject.as_deref(), Cell::text)),
    ("name", Plain, |it| Cell::text(it.of.name.as_str())),
    ("changes", Plain, |it| Cell::text(told(&it.of))),
    ("reason", Plain, |it| Cell::maybe(it.of.reason.as_deref(), Cell::text)),
];

pub(super) const RETURNS: &[Column<Return>] = &[
    ("id", Plain, |back| Cell::text(back.id.to_string())),
    ("code", Plain, |back| Cell::text(back.code.as_str())),
    ("order", Plain, |back| Cell::text(back.order.to_string())),
    ("reference", Plain, |back| Cell::text(back.reference.as_str())),
    ("state", Plain, |back| Cell::text(back.state().as_str())),
    ("created_at", Moment, |back| Cell::At(back.created_at)),
    ("received_at", Moment, |back| Cell::maybe(back.receipts.last(), |receipt| Cell::At(receipt.at))),
    ("reasons", Plain, |back| Cell::text(back.reasons().iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(" "))),
    ("skus", Plain, |back| Cell::text(back.skus().iter().map(|sku| sku.as_str()).collect::<Vec<_>>().join(" "))),
    ("units.announced", Plain, |back| Cell::count(back.sums().announced)),
    ("units.received", Plain, |back| Cell::count(back.sums().received())),
    ("units.restocked", Plain, |back| Cell::count(back.sums().restocked)),
    ("units.unavailable", Plain, |back| Cell::count(back.sums().unavailable)),
    ("units.out", Plain, |back| Cell::count(back.sums().out)),
    ("units.missing", Plain, |back| Cell::count(back.missing())),
];

pub(super) const BATCHES: &[Column<Batch>] = &[
    ("id", Plain, |batch| Cell::text(batch.id.to_string())),
    ("released_at", Moment, |batch| Cell::At(batch.created_at)),
    ("state", Plain, |batch| Cell::text(batch.state.as_str())),
    ("n_orders", Plain, |batch| Cell::count(batch.orders.len())),
    ("n_units", Plain, |batch| Cell::count(batch.units)),
];

pub(super) const MANIFESTS: &[Column<Manifest>] = &[
    ("id", Plain, |manifest| Cell::text(manifest.id.to_string())),
    ("carrier", Plain, |manifest| Cell::text(manifest.carrier.as_str())),
    ("state", Plain, |manifest| Cell::text(manifest.state.as_str())),
    ("created_at", Moment, |manifest| Cell::At(manifest.created_at)),
    ("shipped_at", Moment, |manifest| Cell::maybe(manifest.state.collected_at(), Cell::At)),
    ("n_orders", Plain, |manifest| Cell::count(manifest.orders.len())),
    ("n_parcels", Plain, |manifest| Cell::count(manifest.parcels)),
];

pub(super) const RECONCILIATIONS: &[Column<File>] = &[
    ("sequence", Plain, |(file, _)| Cell::count(file.sequence)),
    ("cut_off_at", Moment, |(file, _)| Cell::At(file.cut_off_at)),
    ("made_at", Moment, |(_, made)| Cell::At(made.made_at)),
    ("totals.orders.opening", Plain, |(_, made)| orders(made, |of| of.opening)),
    ("totals.orders.in", Plain, |(_, made)| orders(made, |of| of.r#in)),
    ("totals.orders.shipped", Plain, |(_, made)| orders(made, |of| of.shipped)),
    ("totals.orders.cancelled", Plain, |(_, made)| orders(made, |of| of.cancelled)),
    ("totals.orders.rejected", Plain, |(_, made)| orders(made, |of| of.rejected)),
    ("totals.orders.returned", Plain, |(_, made)| orders(made, |of| of.returned)),
    ("totals.orders.closing", Plain, |(_, made)| orders(made, |of| of.closing)),
    ("n_lines", Plain, |(_, made)| Cell::count(made.lines)),
    ("sha256", Plain, |(_, made)| Cell::text(made.sha256.as_str())),
];

pub(super) const FINDINGS: &[Column<Finding>] = &[
    ("id", Plain, |finding| Cell::text(finding.id.to_string())),
    ("rule", Plain, |finding| Cell::text(finding.violation.rule.as_str())),
    ("subject", Plain, |finding| Cell::text(subject(&finding.violation.subject))),
    ("sentence", Plain, |finding| Cell::text(finding.violation.sentence.as_str())),
    ("found_at", Moment, |finding| Cell::At(finding.found_at)),
    ("repair", Plain, |finding| Cell::maybe(finding.proposal(), |repair| Cell::text(repair.as_str()))),
    ("state", Plain, |finding| Cell::text(finding.state.as_str())),
];

pub(super) const USERS: &[Column<User>] = &[
    ("id", Plain, |user| Cell::text(user.id.as_str())),
    ("name", Plain, |user| Cell::text(user.name.as_str())),
    ("email", Plain, |user| Cell::text(user.email.as_str())),
    ("role", Plain, |user| Cell::text(user.grants.role.as_str())),
    ("stores", Plain, |user| match &user.grants.stores {
        Stores::All => Cell::text("*"),
        Stores::These(stores) => Cell::text(stores.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
    }),
    ("last_signed_in_at", Moment, |user| Cell::maybe(user.sign_ins.first(), |sign_in| Cell::At(sign_in.at))),
    ("state", Plain, |user| Cell::text(user.state().as_str())),
];

pub(super) const OVERVIEW: &[Column<Overview>] = &[
    ("store", Plain, |it| Cell::text(it.store.as_str())),
    ("name", Plain, |it| Cell::text(it.name.as_str())),
    ("placed", Plain, |it| Cell::count(it.now.0)),
    ("placed_before", Plain, |it| Cell::count(it.before.0)),
    ("shipped", Plain, |it| Cell::count(it.now.1)),
    ("shipped_before", Plain, |it| Cell::count(it.before.1)),
    ("open_orders", Plain, |it| Cell::count(it.open.n)),
    ("back_orders", Plain, |it| Cell::count(it.waiting.n)),
    ("units_waiting", Plain, |it| Cell::count(it.units_waiting)),
    ("rejected", Plain, |it| Cell::maybe(it.rejected, Cell::count)),
    ("oldest.placed_at", Moment, |it| Cell::maybe(it.oldest.as_ref(), |oldest| Cell::At(oldest.placed_at))),
    ("oldest.reference", Plain, |it| Cell::maybe(it.oldest.as_ref(), |oldest| Cell::text(oldest.reference.as_str()))),
    ("stock.on_hand", Plain, |it| Cell::maybe(it.stock, |stock| Cell::count(stock.on_hand))),
    ("stock.available", Plain, |it| Cell::maybe(it.stock, |stock| Cell::count(stock.available))),
    ("stock.cover_days", Plain, |it| Cell::maybe(it.stock.and_then(|stock| stock.cover_days), Cell::count)),
    ("cost.orders", Plain, |it| Cell::maybe(it.spent.as_ref(), |(now, _)| Cell::count(now.orders))),
    ("cost.nano_usd", Plain, |it| Cell::maybe(it.spent.as_ref(), |(now, _)| Cell::count(PRICES.of(&now.usage).total()))),
    ("open_findings", Plain, |it| Cell::maybe(it.open_findings, Cell::count)),
    ("next_cut_off", Moment, |it| Cell::maybe(it.next_cut_off, Cell::At)),
];

/// The columns that a list has, with what their cells are.
pub fn columns_of(wanted: &Wanted) -> Vec<(&'static str, Kind)> {
    fn of<T>(table: &[Column<T>]) -> Vec<(&'static str, Kind)> {
        table.iter().map(|(name, kind, _)| (*name, *kind)).collect()
    }
    match wanted {
        Wanted::Orders(_) | Wanted::ChosenOrders(_) => of(ORDERS),
        Wanted::Imports(_) => of(IMPORTS),
        Wanted::Stock(_) => of(STOCK),
        Wanted::CountLines(_) => of(COUNT_LINES),
        Wanted::Moves(_) => of(MOVES),
        Wanted::Products(_) => of(PRODUCTS),
        Wanted::Customers(_) => of(CUSTOMERS),
        Wanted::Audit(_) => of(AUDIT),
        Wanted::Returns(_) => of(RETURNS),
        Wanted::Batches(_) => of(BATCHES),
        Wanted::Manifests(_) => of(MANIFESTS),
        Wanted::Reconciliations(_) => of(RECONCILIATIONS),
        Wanted::Findings(_) => of(FINDINGS),
        Wanted::Users(_) => of(USERS),
        Wanted::Overview(_) => of(OVERVIEW),
    }
}

/// A page's rows as their chosen cells.
pub(super) fn laid_out<T>(page: Page<T>, table: &[Column<T>], chosen: &[Heading]) -> Page<Vec<Cell>> {
    let cell = |row: &T, column: &str| table.iter().find(|(name, _, _)| *name == column).map_or(Cell::Empty, |(_, _, read)| read(row));
    page.map(|row| chosen.iter().map(|heading| cell(&row, &heading.column)).collect())
}

/// What an entry tells, as one text: whose value, which, from what to what.
fn told(entry: &Entry) -> String {
    let line = |Change { of, field, from, to }: &Change| {
        let what =
            [of.as_deref(), Some(field.as_str())].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        match from {
            None => format!("{what}: {}", to.as_deref().unwrap_or_default()),
            Some(from) => format!("{what}: {from} → {}", to.as_deref().unwrap_or("–")),
        }
    };
    let more = (entry.more_changes > 0).then(|| format!("+{}", entry.more_changes));
    entry.changes.iter().map(line).chain(more).collect::<Vec<_>>().join("; ")
}

fn subject(of: &Subject) -> String {
    match of {
        Subject::Sku(sku) => sku.to_string(),
        Subject::Order(order) => order.to_string(),
        Subject::Import(import) => import.to_string(),
        Subject::Reconciliation(sequence) => sequence.to_string(),
    }
}

fn orders(made: &Made, sum: fn(&Totals) -> i64) -> Cell {
    Cell::Number(sum(&made.totals.orders))
}

/// A value's word on the wire.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
