//! Every key of the table. `docs/table.md` is written from [`CHART`].

use domain::identity::StoreScope;
use domain::ids::{
    ActorId, ApiKeyId, AsnId, AuditId, BatchId, CountId, CustomerCode, DeliveryId, DeviceId, ExportId, FindingId, ImportId, ManifestId,
    MessageId, NoticeId, OrderId, OrgId, ProfileName, ReceiptId, ReturnId, Sku, StoreId, WarehouseId, WebhookId,
};
use domain::orders::{ChunkId, Turn};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition.
    pub pk: String,
    /// Place in the partition.
    pub sk: String,
}

/// One kind of item and how it is reached: (kind, pk, sk, indexes, what it is for).
pub const CHART: &[(&str, &str, &str, &str, &str)] = &[
    ("store", "S#<store>", "STORE", "", "a store's settings"),
    ("settings", "S#<store>#SETTINGS", "<version>", "", "each version of a store's settings, with what was planned then"),
    ("store link", "O#<org>", "STORE#<store>", "", "the stores of an organisation"),
    ("cut-off", "S#<store>", "CUTOFF", "gsi3 DUE#CUTOFF / <next cut-off>#<store>", "which stores need a reconciliation file now"),
    ("coverage", "S#<store>", "COVERAGE", "", "channels and months that the lists of orders cover"),
    ("cost", "S#<store>", "COST#<day>", "", "what was used of the cloud on a day"),
    ("profile", "S#<store>", "PROFILE#<name>", "", "import profiles"),
    ("API key", "S#<store>", "KEY#<id>", "", "a store's machine keys"),
    ("API key hash", "K#<sha256>", "K", "", "from a presented key to its owner"),
    ("webhook", "S#<store>", "HOOK#<id>", "", "addresses that a store's events are sent to"),
    (
        "delivery",
        "S#<store>#HOOK#<webhook>",
        "<delivery>",
        "gsi3 DUE#DELIVERY / <due>#<store>",
        "an event on its way to a webhook, for thirty days; in the index while it is to be tried",
    ),
    ("user", "O#<org>", "USER#<subject>", "gsi1 O#<org>#USERS / <name>#<subject>", "people: what they may do, and when they signed in"),
    (
        "notice",
        "O#<org>#INBOX#<subject>",
        "<notice>",
        "gsi1 O#<org>#UNREAD#<subject> / <notice>",
        "what a person was told, for ninety days; in the index while it is unread",
    ),
    ("device", "O#<org>#DEVICES#<subject>", "<device>", "", "a browser of a person that news are pushed to"),
    ("push key", "VAPID", "VAPID", "", "the key pair with which pushes are signed, one for the deployment"),
    (
        "digest",
        "O#<org>#DIGEST#<subject>",
        "<due>",
        "gsi3 DUE#DIGEST / <due>#<subject>",
        "what a person is told in one mail of a day, for a month; in the index until that was sent",
    ),
    ("news", "S#<store>#NEWS#<notice>", "NEWS", "", "what was told to everybody who should know, for ninety days"),
    ("head office", "O#<org>", "HEADS", "", "who can put things right: the last of them stays"),
    ("audit", "S#<store>#AUDIT or O#<org>#AUDIT", "<at>#<entry>", "", "who changed what: appended together with the change"),
    ("product", "S#<store>#CAT", "<sku>", "", "the catalogue"),
    ("customer", "S#<store>#CUST", "<code>", "", "the address book"),
    (
        "import",
        "S#<store>#I#<import>",
        "I",
        "gsi1 S#<store>#IMPORTS / <received>#<import>",
        "one drop of one file, or a dry run of one, for a day",
    ),
    ("chunk", "S#<store>#I#<import or order>", "C#<number>", "", "commit marker and result of a chunk"),
    ("decision", "S#<store>#I#<import or order>", "D#<number>", "", "why a chunk's stock went where it went"),
    ("undone", "S#<store>#I#<import>", "U#<number>#<slice>", "", "what came of undoing some hundred orders of a chunk"),
    ("file", "S#<store>#F#<sha256>", "F", "", "which import owns these bytes"),
    (
        "order",
        "S#<store>#O#<order>",
        "O",
        "gsi2 S#<store>#W#<work list> / <priority>#<due>#<accepted>#<row>#<order>",
        "an order; the index holds what neither a list of ready orders nor an open batch holds",
    ),
    (
        "ready",
        "S#<store>#I#<import>",
        "W#<number>#<first turn>",
        "gsi2 S#<store>#W#posted / <first turn>",
        "orders of a chunk that had all their stock at once and were not touched since, in their turns",
    ),
    (
        "posting",
        "S#<store>#P#<list>",
        "<day>#<time>#<source>",
        "",
        "orders of a chunk or hand-over by day placed, day shipped, SKU, name, or tracking number",
    ),
    ("level", "S#<store>#SKU#<sku>", "L#<warehouse>", "gsi1 S#<store>#STOCK / <sku>", "stock of a SKU, with the tokens of recent chunks"),
    ("move", "S#<store>#SKU#<sku>", "M#<recorded>#<move>", "", "the ledger: one entry"),
    ("moves", "S#<store>#LEDGER#<bucket>", "<recorded>#<chunk or hand-over>", "", "the ledger: entries of many SKUs at once"),
    ("waiting", "S#<store>#Q#<sku>", "<priority>#<due>#<accepted>#<row>#<order>", "", "back orders in the order in which they are filled"),
    ("receipt", "S#<store>#R#<receipt>", "R", "", "a goods receipt, as its own idempotency guard"),
    (
        "asn",
        "S#<store>#A#<delivery>",
        "A",
        "gsi1 S#<store>#ASNS / <created>#<delivery>; gsi2 S#<store>#W#asns / <expected day>#<delivery>",
        "an announced delivery with its receipts; in gsi2 while goods of it may come",
    ),
    ("count", "S#<store>#N#<count>", "N", "gsi1 S#<store>#COUNTS / <created>#<count>", "a count of some of the stock"),
    ("count_skus", "S#<store>#N#<count>", "S", "", "what a count is of"),
    (
        "count_line",
        "S#<store>#N#<count>",
        "L#<sku>",
        "gsi2 S#<store>#W#undecided / <count>#<sku>",
        "what was counted of a SKU, and what became of it; in gsi2 while its count is closed and somebody has to decide",
    ),
    (
        "return",
        "S#<store>#RET#<return>",
        "RET",
        "gsi1 S#<store>#RETURNS / <created>#<return>; gsi2 S#<store>#W#returns / <created>#<return>",
        "goods of one order that come back, with their receipts; in gsi2 while more may come",
    ),
    ("arrival", "S#<store>#BACK#<month>", "<at>#<receipt>", "", "goods that came back in one go, by the time they came (months of UTC)"),
    (
        "batch",
        "S#<store>#B#<batch>",
        "B",
        "gsi1 S#<store>#BATCHES / <created>#<batch>; gsi2 S#<store>#W#batches / <created>#<batch>",
        "orders released together; in gsi2 while any of them may be in the house",
    ),
    ("manifest", "S#<store>#M#<manifest>", "M", "gsi1 S#<store>#MANIFESTS / <created>#<manifest>", "parcels collected together"),
    (
        "export",
        "S#<store>#E#<export>",
        "E",
        "gsi1 S#<store>#EXPORTS#<person> / <asked>#<export>",
        "a list on its way into a file, or in it, for seven days",
    ),
    ("entry", "S#<store>#RC#OPEN", "<at>#<entry>", "", "transitions that no reconciliation file has told yet"),
    ("reconciliation", "S#<store>#RC", "F#<sequence>", "", "the files that were made"),
    ("allowance", "L#<caller or address>", "<minute>", "", "calls of a minute, counted in blocks, for ten minutes"),
    ("answer", "S#<store>#K#<sha256>", "K", "", "answers kept per Idempotency-Key, for a day"),
    ("checkpoint", "S#<store>#SKU#<sku>", "X", "", "how far the sentinel has followed a SKU's ledger"),
    ("round", "S#<store>", "ROUND", "", "which SKUs the sentinel looks at next"),
    ("finding", "S#<store>#FINDINGS", "<finding>", "", "rules that the sentinel found broken"),
    (
        "message",
        "S#<store>#MSG#<message> or O#<org>#MSG#<subject>#<message>",
        "MSG",
        "",
        "mails, and what was pushed to a person's devices, so that each is sent once",
    ),
];

/// Instants as sortable text of fixed width.
pub fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

fn key(pk: String, sk: impl Into<String>) -> Key {
    Key { pk, sk: sk.into() }
}

fn s(scope: &StoreScope) -> String {
    format!("S#{}", scope.store())
}

pub(crate) fn store(store: &StoreId) -> Key {
    key(format!("S#{store}"), "STORE")
}

pub(crate) fn settings_versions(scope: &StoreScope) -> String {
    format!("{}#SETTINGS", s(scope))
}

/// Versions in their order, as texts too.
pub(crate) fn settings_number(version: u64) -> String {
    format!("{version:020}")
}

pub(crate) fn settings_version(scope: &StoreScope, version: u64) -> Key {
    key(settings_versions(scope), settings_number(version))
}

pub(crate) fn organisation(org: &OrgId) -> String {
    format!("O#{org}")
}

pub(crate) const STORE_LINKS: &str = "STORE#";

pub(crate) fn store_link(org: &OrgId, store: &StoreId) -> Key {
    key(organisation(org), format!("{STORE_LINKS}{store}"))
}

pub(crate) fn cut_off(scope: &StoreScope) -> Key {
    key(s(scope), "CUTOFF")
}

/// The due index for reconciliation files.
pub(crate) const DUE_CUT_OFFS: &str = "DUE#CUTOFF";

pub(crate) fn due(at: Timestamp, store: &StoreId) -> String {
    format!("{}#{store}", instant(at))
}

pub(crate) fn coverage(scope: &StoreScope) -> Key {
    key(s(scope), "COVERAGE")
}

pub(crate) fn store_partition(scope: &StoreScope) -> String {
    s(scope)
}

pub(crate) const COSTS: &str = "COST#";

pub(crate) fn cost(scope: &StoreScope, day: Date) -> Key {
    key(s(scope), format!("{COSTS}{day}"))
}

pub(crate) const PROFILES: &str = "PROFILE#";

pub(crate) fn profile(scope: &StoreScope, name: &ProfileName) -> Key {
    key(s(scope), format!("{PROFILES}{name}"))
}

pub(crate) const API_KEYS: &str = "KEY#";

pub(crate) fn api_key(scope: &StoreScope, id: ApiKeyId) -> Key {
    key(s(scope), format!("{API_KEYS}{id}"))
}

pub(crate) fn api_key_hash(sha256: &str) -> Key {
    key(format!("K#{sha256}"), "K")
}

pub(crate) const WEBHOOKS: &str = "HOOK#";

pub(crate) fn webhook(scope: &StoreScope, id: WebhookId) -> Key {
    key(s(scope), format!("{WEBHOOKS}{id}"))
}

pub(crate) fn deliveries(scope: &StoreScope, webhook: WebhookId) -> String {
    format!("{}#{WEBHOOKS}{webhook}", s(scope))
}

pub(crate) fn delivery(scope: &StoreScope, webhook: WebhookId, id: DeliveryId) -> Key {
    key(deliveries(scope, webhook), id.to_string())
}

/// The due index for deliveries.
pub(crate) const DUE_DELIVERIES: &str = "DUE#DELIVERY";

/// Which delivery lies at a key.
pub(crate) fn delivery_at(key: &Key) -> Option<(StoreId, WebhookId, DeliveryId)> {
    let (store, webhook) = key.pk.strip_prefix("S#")?.split_once('#')?;
    Some((store.parse().ok()?, webhook.strip_prefix(WEBHOOKS)?.parse().ok()?, key.sk.parse().ok()?))
}

pub(crate) fn user(org: &OrgId, id: &ActorId) -> Key {
    key(organisation(org), format!("USER#{id}"))
}

/// An organisation's people.
pub(crate) fn users(org: &OrgId) -> String {
    format!("{}#USERS", organisation(org))
}

/// People by name, whatever its case.
pub(crate) fn by_name(name: &str, id: &ActorId) -> String {
    format!("{}#{id}", name.to_lowercase())
}

/// What a person was told.
pub(crate) fn inbox(org: &OrgId, of: &ActorId) -> String {
    format!("{}#INBOX#{of}", organisation(org))
}

pub(crate) fn notice(org: &OrgId, of: &ActorId, id: NoticeId) -> Key {
    key(inbox(org, of), id.to_string())
}

/// What of that they have not read.
pub(crate) fn unread(org: &OrgId, of: &ActorId) -> String {
    format!("{}#UNREAD#{of}", organisation(org))
}

/// A person's devices.
pub(crate) fn devices(org: &OrgId, of: &ActorId) -> String {
    format!("{}#DEVICES#{of}", organisation(org))
}

pub(crate) fn device(org: &OrgId, of: &ActorId, id: DeviceId) -> Key {
    key(devices(org, of), id.to_string())
}

pub(crate) fn push_key() -> Key {
    key("VAPID".to_owned(), "VAPID")
}

pub(crate) fn digest(org: &OrgId, of: &ActorId, due: Timestamp) -> Key {
    key(format!("{}#DIGEST#{of}", organisation(org)), instant(due))
}

/// The due index for digests.
pub(crate) const DUE_DIGESTS: &str = "DUE#DIGEST";

pub(crate) fn news(scope: &StoreScope, id: NoticeId) -> Key {
    key(format!("{}#NEWS#{id}", s(scope)), "NEWS")
}

pub(crate) fn heads(org: &OrgId) -> Key {
    key(organisation(org), "HEADS")
}

/// Whose log of changes.
#[derive(Debug, Clone, Copy)]
pub enum Log<'a> {
    /// A store's.
    Store(&'a StoreScope),
    /// An organisation's: what concerns no single store, and its people.
    Organisation(&'a OrgId),
}

pub(crate) fn log(of: Log<'_>) -> String {
    match of {
        Log::Store(scope) => format!("{}#AUDIT", s(scope)),
        Log::Organisation(org) => format!("{}#AUDIT", organisation(org)),
    }
}

pub(crate) fn audit(of: Log<'_>, at: Timestamp, id: AuditId) -> Key {
    key(log(of), by_time(at, id))
}

pub(crate) fn catalogue(scope: &StoreScope) -> String {
    format!("{}#CAT", s(scope))
}

pub(crate) fn product(scope: &StoreScope, sku: &Sku) -> Key {
    key(catalogue(scope), sku.as_str())
}

pub(crate) fn address_book(scope: &StoreScope) -> String {
    format!("{}#CUST", s(scope))
}

pub(crate) fn customer(scope: &StoreScope, code: &CustomerCode) -> Key {
    key(address_book(scope), code.as_str())
}

pub(crate) fn import(scope: &StoreScope, id: ImportId) -> Key {
    key(format!("{}#I#{id}", s(scope)), "I")
}

pub(crate) fn imports(scope: &StoreScope) -> String {
    format!("{}#IMPORTS", s(scope))
}

pub(crate) const CHUNKS: &str = "C#";

pub(crate) fn chunk(scope: &StoreScope, chunk: ChunkId) -> Key {
    of_chunk(scope, chunk, CHUNKS)
}

pub(crate) fn decision(scope: &StoreScope, chunk: ChunkId) -> Key {
    of_chunk(scope, chunk, "D#")
}

pub(crate) const UNDONE: &str = "U#";

pub(crate) fn undone(scope: &StoreScope, import: ImportId, number: u32, slice: u32) -> Key {
    key(format!("{}#I#{import}", s(scope)), format!("{UNDONE}{number:06}#{slice:04}"))
}

/// Lists of ready orders.
pub(crate) const POSTED: &str = "posted";

/// The part of a chunk's ready orders that begins with a turn; None for a single order, which is in no such list.
pub(crate) fn posted(scope: &StoreScope, chunk: ChunkId, first_turn: &str) -> Option<Key> {
    match chunk {
        ChunkId::Import { import, number } => Some(key(format!("{}#I#{import}", s(scope)), format!("W#{number:06}#{first_turn}"))),
        ChunkId::Single { .. } => None,
    }
}

fn of_chunk(scope: &StoreScope, chunk: ChunkId, kind: &str) -> Key {
    match chunk {
        ChunkId::Import { import, number } => key(format!("{}#I#{import}", s(scope)), format!("{kind}{number:06}")),
        ChunkId::Single { order, content: 0 } => key(format!("{}#I#{order}", s(scope)), format!("{kind}000001")),
        ChunkId::Single { order, content } => key(format!("{}#I#{order}", s(scope)), format!("{kind}{content:016x}")),
    }
}

pub(crate) fn file(scope: &StoreScope, sha256: &str) -> Key {
    key(format!("{}#F#{sha256}", s(scope)), "F")
}

pub(crate) fn order(scope: &StoreScope, id: OrderId) -> Key {
    key(format!("{}#O#{id}", s(scope)), "O")
}

pub(crate) fn work_list(scope: &StoreScope, list: &str) -> String {
    format!("{}#W#{list}", s(scope))
}

/// How orders are sorted wherever some go first: by priority, then by their turn.
pub(crate) fn turn(priority: u8, (due, accepted, row, order): Turn) -> String {
    format!("{priority}#{}#{}#{row:010}#{order}", instant(due), instant(accepted))
}

/// Orders by a property, newest day first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PostingList {
    /// Placed in a month (the store's calendar).
    Placed {
        /// First day of the month.
        month: Date,
    },
    /// Shipped in a month.
    Shipped {
        /// First day of the month.
        month: Date,
    },
    /// With a SKU of this bucket.
    Sku(Bucket),
    /// With a consignee one of whose names begins with these letters.
    Name(String),
    /// With a parcel whose tracking number is of this bucket.
    Tracking(Bucket),
}

pub(crate) fn posting_list(scope: &StoreScope, list: &PostingList) -> String {
    let s = s(scope);
    match list {
        PostingList::Placed { month } => format!("{s}#P#PLACED#{}", month.strftime("%Y-%m")),
        PostingList::Shipped { month } => format!("{s}#P#SHIPPED#{}", month.strftime("%Y-%m")),
        PostingList::Sku(bucket) => format!("{s}#P#SKU#{:02}", bucket.0),
        PostingList::Name(letters) => format!("{s}#P#NAME#{letters}"),
        PostingList::Tracking(bucket) => format!("{s}#P#TRACK#{:02}", bucket.0),
    }
}

pub(crate) fn posting(scope: &StoreScope, list: &PostingList, at: DateTime, source: &str) -> Key {
    key(posting_list(scope, list), format!("{}#{}#{source}", at.date(), at.strftime("%H:%M:%S")))
}

/// Buckets that SKUs and tracking numbers are spread over where one item holds something of many of them.
pub(crate) const BUCKETS: usize = 64;

/// The bucket of a SKU or tracking number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bucket(usize);

impl Bucket {
    /// The same for the same SKU, always: keys are made of it.
    pub fn of(sku: &Sku) -> Self {
        Self::of_text(sku.as_str())
    }

    /// The same for the same text, always.
    pub fn of_text(text: &str) -> Self {
        // FNV-1a, 32 bits.
        let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        Self((hash ^ (hash >> 16)) as usize % BUCKETS)
    }
}

pub(crate) fn ledger(scope: &StoreScope, bucket: Bucket) -> String {
    format!("{}#LEDGER#{:02}", s(scope), bucket.0)
}

pub(crate) fn many_moves(scope: &StoreScope, bucket: Bucket, recorded_at: Timestamp, id: &str) -> Key {
    key(ledger(scope, bucket), by_time(recorded_at, id))
}

pub(crate) fn sku(scope: &StoreScope, sku: &Sku) -> String {
    format!("{}#SKU#{sku}", s(scope))
}

pub(crate) fn level(scope: &StoreScope, of: &Sku, warehouse: &WarehouseId) -> Key {
    key(sku(scope, of), format!("L#{warehouse}"))
}

/// All levels of a store.
pub(crate) fn stock(scope: &StoreScope) -> String {
    format!("{}#STOCK", s(scope))
}

/// Behind every SKU of a list that is sorted by them.
pub(crate) const LAST_SKU: &str = "\u{10fffd}";

/// Right behind a SKU, in a list that is sorted by them.
pub(crate) fn after_sku(of: &Sku) -> String {
    format!("{of}\u{1}")
}

pub(crate) const MOVES: &str = "M#";

pub(crate) fn stock_move(scope: &StoreScope, of: &Sku, recorded_at: Timestamp, id: &str) -> Key {
    key(sku(scope, of), format!("{MOVES}{}#{id}", instant(recorded_at)))
}

pub(crate) fn checkpoint(scope: &StoreScope, of: &Sku) -> Key {
    key(sku(scope, of), "X")
}

pub(crate) fn round(scope: &StoreScope) -> Key {
    key(s(scope), "ROUND")
}

pub(crate) fn findings(scope: &StoreScope) -> String {
    format!("{}#FINDINGS", s(scope))
}

pub(crate) fn finding(scope: &StoreScope, id: FindingId) -> Key {
    key(findings(scope), id.to_string())
}

pub(crate) fn queue(scope: &StoreScope, of: &Sku) -> String {
    format!("{}#Q#{of}", s(scope))
}

pub(crate) fn waiting(scope: &StoreScope, of: &Sku, turn: &str) -> Key {
    key(queue(scope, of), turn)
}

pub(crate) fn receipt(scope: &StoreScope, id: ReceiptId) -> Key {
    key(format!("{}#R#{id}", s(scope)), "R")
}

pub(crate) fn asn(scope: &StoreScope, id: AsnId) -> Key {
    key(format!("{}#A#{id}", s(scope)), "A")
}

/// All deliveries of a store.
pub(crate) fn asns(scope: &StoreScope) -> String {
    format!("{}#ASNS", s(scope))
}

/// Deliveries of which goods may come.
pub(crate) const OPEN_ASNS: &str = "asns";

pub(crate) fn expected(on: Date, id: AsnId) -> String {
    format!("{on}#{id}")
}

pub(crate) fn return_of(scope: &StoreScope, id: ReturnId) -> Key {
    key(format!("{}#RET#{id}", s(scope)), "RET")
}

/// All returns of a store.
pub(crate) fn returns(scope: &StoreScope) -> String {
    format!("{}#RETURNS", s(scope))
}

/// Returns of which goods may come.
pub(crate) const OPEN_RETURNS: &str = "returns";

/// What came back within a month of UTC; `month` is a day of it.
pub(crate) fn arrivals(scope: &StoreScope, month: Date) -> String {
    format!("{}#BACK#{}", s(scope), month.strftime("%Y-%m"))
}

pub(crate) fn arrival(scope: &StoreScope, at: Timestamp, id: ReceiptId) -> Key {
    key(arrivals(scope, at.to_zoned(TimeZone::UTC).date()), by_time(at, id))
}

pub(crate) fn count(scope: &StoreScope, id: CountId) -> Key {
    key(format!("{}#N#{id}", s(scope)), "N")
}

/// All counts of a store.
pub(crate) fn counts(scope: &StoreScope) -> String {
    format!("{}#COUNTS", s(scope))
}

pub(crate) fn count_skus(scope: &StoreScope, id: CountId) -> Key {
    Key { sk: "S".to_owned(), ..count(scope, id) }
}

pub(crate) const COUNT_LINES: &str = "L#";

pub(crate) fn count_line(scope: &StoreScope, id: CountId, sku: &Sku) -> Key {
    Key { sk: format!("{COUNT_LINES}{sku}"), ..count(scope, id) }
}

/// SKUs of closed counts about which somebody has to decide.
pub(crate) const UNDECIDED: &str = "undecided";

pub(crate) fn undecided_of(id: CountId) -> String {
    format!("{id}#")
}

pub(crate) fn undecided(id: CountId, sku: &Sku) -> String {
    format!("{}{sku}", undecided_of(id))
}

pub(crate) fn batch(scope: &StoreScope, id: BatchId) -> Key {
    key(format!("{}#B#{id}", s(scope)), "B")
}

/// Batches of which orders may be in the house.
pub(crate) const OPEN_BATCHES: &str = "batches";

pub(crate) fn batches(scope: &StoreScope) -> String {
    format!("{}#BATCHES", s(scope))
}

pub(crate) fn manifest(scope: &StoreScope, id: ManifestId) -> Key {
    key(format!("{}#M#{id}", s(scope)), "M")
}

pub(crate) fn manifests(scope: &StoreScope) -> String {
    format!("{}#MANIFESTS", s(scope))
}

pub(crate) fn export(scope: &StoreScope, id: ExportId) -> Key {
    key(format!("{}#E#{id}", s(scope)), "E")
}

/// What somebody exported.
pub(crate) fn exports(scope: &StoreScope, by: &ActorId) -> String {
    format!("{}#EXPORTS#{by}", s(scope))
}

pub(crate) fn by_time(at: Timestamp, id: impl std::fmt::Display) -> String {
    format!("{}#{id}", instant(at))
}

pub(crate) fn open_entries(scope: &StoreScope) -> String {
    format!("{}#RC#OPEN", s(scope))
}

pub(crate) fn entry(scope: &StoreScope, at: Timestamp, id: &str) -> Key {
    key(open_entries(scope), by_time(at, id))
}

pub(crate) fn reconciliations(scope: &StoreScope) -> String {
    format!("{}#RC", s(scope))
}

pub(crate) fn reconciliation(scope: &StoreScope, sequence: u64) -> Key {
    key(reconciliations(scope), format!("F#{sequence:012}"))
}

pub(crate) fn answer(scope: &str, sha256: &str) -> Key {
    key(format!("{scope}#K#{sha256}"), "K")
}

/// The calls of a caller or an address within a minute.
pub(crate) fn allowance(who: &str, now: Timestamp) -> Key {
    key(format!("L#{who}"), now.as_second().div_euclid(60).to_string())
}

/// Whose a message to people is.
#[derive(Debug, Clone, Copy)]
pub enum Outbox<'a> {
    /// A store's.
    Store(&'a StoreScope),
    /// A person's: what is of all their stores, and what goes to their devices.
    Person(&'a OrgId, &'a ActorId),
}

pub(crate) fn message(of: Outbox<'_>, id: MessageId) -> Key {
    match of {
        Outbox::Store(scope) => key(format!("{}#MSG#{id}", s(scope)), "MSG"),
        Outbox::Person(org, of) => key(format!("{}#MSG#{of}#{id}", organisation(org)), "MSG"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skus_keep_their_buckets_and_fill_them_evenly() {
        assert_eq!(Bucket::of(&"85123A".parse().unwrap()), Bucket(BUCKET_OF_85123A));
        let mut counts = [0_usize; BUCKETS];
        for n in 0..6_400 {
            counts[Bucket::of(&format!("SKU-{n:05}").parse().unwrap()).0] += 1;
        }
        assert!(counts.iter().all(|count| (50..200).contains(count)), "{counts:?}");
    }

    /// Written down: were it another, what is stored would not be found.
    const BUCKET_OF_85123A: usize = 17;

    /// An order that came a few nanoseconds later, with an earlier row, is sorted by the row in the queue: so it must be where turns are compared.
    #[test]
    fn turns_sort_as_text_as_they_are_compared() {
        let order = |accepted_at: &str, row: u64| -> domain::orders::Order {
            let party = serde_json::json!({"name": "Z", "street": ["x"], "city": "y", "country": "PL"});
            let id = OrderId::derived(&[accepted_at]);
            serde_json::from_value(serde_json::json!({
                "id": id, "store": "nordlys", "version": 1, "channel": "api", "reference": "SO-1", "row": row,
                "placed_at": "2026-11-01T00:00:00Z", "currency": "GBP", "consignee": party,
                "lines": [{"sku": "A", "description": "", "quantity": 1, "unit_price": 100, "tax_rate": "0"}],
                "shipping_service": "standard", "chunk": {"single": {"order": id}}, "accepted_at": accepted_at, "warehouse": "london",
                "counters": [{"backordered": 1}], "parcels": [],
                "history": [{"seq": 1, "at": accepted_at, "actor": "x", "kind": "accepted", "allocated": 0, "backordered": 1}],
            }))
            .unwrap()
        };
        let (first, second) = (order("2026-11-21T11:08:39.000000002Z", 5).turn(), order("2026-11-21T11:08:39.000000003Z", 3).turn());
        assert!(second < first && turn(5, second) < turn(5, first));
        let later = order("2026-11-21T11:08:39.000001Z", 1).turn();
        assert!(first < later && turn(5, first) < turn(5, later));
    }

    #[test]
    fn instants_sort_as_text_like_in_time() {
        let texts: Vec<String> = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:01Z"]
            .map(|text| instant(text.parse().unwrap()))
            .to_vec();
        assert!(texts.is_sorted());
        assert!(texts.iter().all(|text| text.len() == texts[0].len()));
    }
}
