//! Lists as files that people take along: which list, which columns, and how far the file is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::audit;
use crate::counts::Stage;
use crate::identity::Identity;
use crate::identity::roles::{Permission, Role};
use crate::identity::users::{User, UserState};
use crate::ids::{CountId, CustomerCode, ExportId, OrderId, Sku, StoreId};
use crate::money::Money;
use crate::orders::search::Filter;
use crate::returns;
use crate::stock;
use crate::stores::Period;
use jiff::civil::Date;

/// How long an export is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most rows of one file: a sheet of a workbook has 1,048,576, with its header.
pub const MOST_ROWS: u64 = 1_000_000;

/// The most exports of one person that are written at once.
pub const MOST_AT_ONCE: usize = 5;

/// A list as it was filtered, on its way into a file or in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// Derived from the command that asked for it.
    pub id: ExportId,
    /// Times that it was stored.
    pub version: u64,
    /// Who asked, and may fetch it: what they saw then is what it shows.
    pub asked_by: Identity,
    /// When.
    pub asked_at: Timestamp,
    /// Of what.
    pub wanted: Wanted,
    /// Its columns, in their order.
    pub columns: Vec<Heading>,
    /// As what file.
    pub format: Format,
    /// IANA zone of the times in it.
    pub time_zone: String,
    /// How far it is.
    pub state: State,
}

impl Export {
    /// When it vanishes.
    pub fn kept_until(&self) -> Timestamp {
        self.asked_at.saturating_add(KEPT).unwrap_or(Timestamp::MAX)
    }

    /// Whether it is being written.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Reading { .. } | State::Joining { .. })
    }

    /// Rows read so far.
    pub fn rows(&self) -> u64 {
        match self.state {
            State::Reading { rows, .. } | State::Joining { rows, .. } | State::Ready { rows, .. } => rows,
            State::Failed { .. } => 0,
        }
    }
}

/// How far an export is. Rows are gathered in parts, each written once, so that whoever goes on finds what there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// The list is being read, page by page.
    Reading {
        /// Parts that are there.
        parts: u32,
        /// Rows in them.
        rows: u64,
        /// Where the list goes on.
        cursor: Option<String>,
    },
    /// All rows are there; the file is being made of them.
    Joining {
        /// Parts.
        parts: u32,
        /// Rows in them.
        rows: u64,
    },
    /// It can be fetched.
    Ready {
        /// Rows in it, the header left out.
        rows: u64,
        /// Its size.
        bytes: u64,
        /// Since when.
        at: Timestamp,
    },
    /// There will be none.
    Failed {
        /// Why, for people.
        why: String,
        /// Since when.
        at: Timestamp,
    },
}

impl State {
    /// The word on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Reading { .. } => "reading",
            Self::Joining { .. } => "joining",
            Self::Ready { .. } => "ready",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A column of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The list's own name of it: `total`, `party.city`.
    pub column: String,
    /// What stands above it, in the language of who asked.
    pub label: String,
}

/// What file it becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated, UTF-8 with a byte order mark.
    Csv,
    /// A workbook of one sheet.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// The word on the wire, and the file's ending.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A list with the filters that it is read by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "list", content = "filter", rename_all = "snake_case")]
pub enum Wanted {
    /// Orders that fit.
    Orders(Filter),
    /// These orders.
    ChosenOrders(Chosen),
    /// Imports.
    Imports(All),
    /// Stock.
    Stock(stock::search::Filter),
    /// What a count found, SKU by SKU.
    CountLines(OfCount),
    /// Movements of a SKU.
    Moves(OfSku),
    /// The catalogue.
    Products(Beginning),
    /// The address book.
    Customers(OfCode),
    /// The log of changes.
    Audit(Changes),
    /// Goods that come back.
    Returns(returns::Filter),
    /// Batches.
    Batches(All),
    /// Manifests.
    Manifests(All),
    /// Reconciliation files.
    Reconciliations(All),
    /// What the sentinel found.
    Findings(InState),
    /// People.
    Users(People),
    /// The stores that somebody reaches, a row each.
    Overview(Over),
}

/// A list without filters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct All {}

/// Orders that somebody chose one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// Which.
    pub orders: Vec<OrderId>,
}

/// Days that stores are looked at over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Over {
    /// 1, 7 or 30.
    pub days: Period,
}

/// SKUs that begin with something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Beginning {
    /// With this.
    pub q: String,
}

/// One SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfSku {
    /// Which.
    pub sku: Sku,
}

/// One count, and of it all SKUs or those at one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfCount {
    /// Which.
    pub count: CountId,
    /// At which stage.
    #[serde(default)]
    pub stage: Option<Stage>,
}

/// All customers, or one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfCode {
    /// Which, if one.
    pub code: Option<CustomerCode>,
}

/// Which log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogOf {
    /// The store's.
    #[default]
    Store,
    /// The organisation's, for those who reach all its stores.
    Organisation,
}

/// Entries of a log that fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// Of which log.
    pub log: LogOf,
    /// By or for whoever has this in their name.
    pub actor: Option<String>,
    /// By whose hand.
    pub hand: Option<audit::Hand>,
    /// Of what kind.
    pub kind: Option<audit::Kind>,
    /// The first day; the store's calendar, or UTC for the organisation.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// Findings in a state, or all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InState {
    /// Which.
    pub state: Option<FindingStateName>,
}

/// The states of a finding by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingStateName {
    /// Somebody should look.
    Open,
    /// The repair was made.
    Repaired,
    /// Somebody let go.
    Dismissed,
}

impl FindingStateName {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Repaired => "repaired",
            Self::Dismissed => "dismissed",
        }
    }
}

/// People that fit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct People {
    /// With this in their name or address.
    pub q: String,
    /// Of this role.
    pub role: Option<Role>,
    /// Reaching this store.
    pub store: Option<StoreId>,
    /// In this state.
    pub state: Option<UserState>,
}

impl People {
    /// Whether somebody is asked for, and `who` asks may see them.
    pub fn include(&self, user: &User, who: &Identity) -> bool {
        user.is_visible_to(who)
            && self.role.is_none_or(|role| role == user.grants.role)
            && self.state.is_none_or(|state| state == user.state())
            && self.store.as_ref().is_none_or(|store| user.grants.stores.contain(store))
            && user.is_called(&self.q.trim().to_lowercase())
    }
}

impl Wanted {
    /// Every list, by the word on the wire.
    pub const LISTS: [&'static str; 16] = [
        "orders",
        "chosen_orders",
        "imports",
        "stock",
        "count_lines",
        "moves",
        "products",
        "customers",
        "audit",
        "returns",
        "batches",
        "manifests",
        "reconciliations",
        "findings",
        "users",
        "overview",
    ];

    /// The word on the wire.
    pub const fn list(&self) -> &'static str {
        match self {
            Self::Orders(_) => "orders",
            Self::ChosenOrders(_) => "chosen_orders",
            Self::Imports(_) => "imports",
            Self::Stock(_) => "stock",
            Self::CountLines(_) => "count_lines",
            Self::Moves(_) => "moves",
            Self::Products(_) => "products",
            Self::Customers(_) => "customers",
            Self::Audit(_) => "audit",
            Self::Returns(_) => "returns",
            Self::Batches(_) => "batches",
            Self::Manifests(_) => "manifests",
            Self::Reconciliations(_) => "reconciliations",
            Self::Findings(_) => "findings",
            Self::Users(_) => "users",
            Self::Overview(_) => "overview",
        }
    }

    /// What it takes to read the list, and so its export.
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Orders(_) | Self::ChosenOrders(_) | Self::Overview(_) | Self::Returns(_) => Permission::OrdersRead,
            Self::Imports(_) => Permission::ImportsRead,
            Self::Stock(_) | Self::Moves(_) => Permission::StockRead,
            Self::CountLines(_) => Permission::StockApprove,
            Self::Products(_) => Permission::CatalogueRead,
            Self::Customers(_) => Permission::CustomersRead,
            Self::Audit(_) => Permission::AuditRead,
            Self::Batches(_) | Self::Manifests(_) => Permission::FulfilmentRead,
            Self::Reconciliations(_) => Permission::ReconciliationRead,
            Self::Findings(_) => Permission::FindingsRead,
            Self::Users(_) => Permission::UsersRead,
        }
    }

    /// Whether somebody may see it.
    pub fn is_for(&self, who: &Identity) -> bool {
        let reaches = match self {
            Self::Audit(Changes { log: LogOf::Organisation, .. }) => who.stores == crate::identity::Stores::All,
            _ => true,
        };
        reaches && who.may(self.permission())
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount: the file has its currency in a column of its own.
    Money(Money),
    /// A moment, shown in the export's zone.
    At(Timestamp),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// Text; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A count.
    pub fn count(n: impl TryInto<i64>) -> Self {
        Self::Number(n.try_into().unwrap_or(i64::MAX))
    }

    /// What is there, or nothing.
    pub fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text, numbers, flags.
    Plain,
    /// Amounts, with their currency.
    Money,
    /// Moments.
    Moment,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Stores;
    use serde_json::json;

    fn wanted(list: &str, filter: serde_json::Value) -> Result<Wanted, serde_json::Error> {
        serde_json::from_value(json!({"list": list, "filter": filter}))
    }

    #[test]
    fn every_list_is_read_by_its_name_and_refuses_filters_that_it_does_not_have() {
        let order = "ord_00000000000000000000000000000001";
        for list in Wanted::LISTS {
            let filter = match list {
                "chosen_orders" => json!({"orders": [order]}),
                "moves" => json!({"sku": "A"}),
                "count_lines" => json!({"count": "cnt_00000000000000000000000000000001"}),
                _ => json!({}),
            };
            let read = wanted(list, filter).unwrap();
            assert_eq!(read.list(), list);
            assert_eq!(serde_json::from_value::<Wanted>(serde_json::to_value(&read).unwrap()).unwrap(), read);
            assert!(wanted(list, json!({"colour": "red"})).is_err(), "{list}");
        }
        assert!(wanted("secrets", json!({})).is_err());
    }

    #[test]
    fn the_log_of_the_organisation_is_for_those_who_reach_all_of_it() {
        let who = |stores| Identity {
            actor: "nora".parse().unwrap(),
            email: String::new(),
            organisation: "meridian".parse().unwrap(),
            stores,
            role: Role::HeadOffice,
            rights: Vec::new(),
            acted_by: None,
        };
        let log = wanted("audit", json!({"log": "organisation"})).unwrap();
        assert!(log.is_for(&who(Stores::All)));
        assert!(!log.is_for(&who(Stores::These(vec!["nordlys".parse().unwrap()]))));
        assert!(wanted("audit", json!({})).unwrap().is_for(&who(Stores::These(Vec::new()))));
        assert!(!log.is_for(&Identity { role: Role::Warehouse, ..who(Stores::All) }));
    }
}
