//! The vocabularies of the API, for its description. They are read off the domain, so they cannot
//! say anything else.

use std::borrow::Cow;

use domain::audit;
use domain::counts::{Again, CountAction, CountState, Stage};
use domain::dead_letters::{MATTERS, ThingKind, WorkQueue};
use domain::exports::{Format, Wanted};
use domain::findings::Repair;
use domain::fulfilment::board::{When, Work};
use domain::identity::roles::{Permission, Role};
use domain::identity::users::{UserAction, UserState};
use domain::imports::fault::FaultCode;
use domain::inbound::{AsnAction, AsnState};
use domain::invariants::Rule;
use domain::locale::Locale;
use domain::notices::{Channel, NoticeKind};
use domain::orders::status::Status;
use domain::returns::{Condition, Disposition, InState, ReturnAction, ReturnReason, ReturnState};
use domain::stock::Unavailable;
use domain::webhooks::{EventType, OffReason, Why};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::Code;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $words:expr;)*) => {$(
        $(#[$doc])*
        pub(crate) enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some($words)).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )*};
}

words! {
    /// Where an order is.
    OrderStatus = Status::ALL.map(Status::as_str);
    /// Why an order is stopped.
    HoldReason = ["address", "payment", "fraud", "client", "operator"];
    /// What a caller may do now.
    Action = ["cancel", "hold", "release_hold", "reduce", "pick", "short_pick", "pack", "ship", "unship", "announce_return"];
    /// What is to be done with an open order next.
    OrderWork = Work::ALL.iter().map(|work| work.as_str());
    /// Which cut-off a part of the board is about.
    BoardWhen = When::ALL.map(When::as_str);
    /// What happened to an order.
    EventKind = [
        "accepted", "filled", "held", "hold_released", "released", "picked", "short_picked", "packed", "tracking_assigned", "shipped", "unshipped",
        "reduced", "cancelled", "return_announced", "return_received", "return_ended",
    ];
    /// Why stock moved.
    MoveKind = ["receipt", "allocation", "give_back", "fill", "release", "shipment", "unshipment", "short_pick", "adjustment", "return", "count"];
    /// Where a delivery is.
    AsnStateName = AsnState::ALL.map(AsnState::as_str);
    /// What a caller may do with a delivery now.
    AsnActionName = AsnAction::ALL.map(AsnAction::as_str);
    /// Where a return is.
    ReturnStateName = ReturnState::ALL.iter().map(|state| state.as_str());
    /// Which states of returns are listed.
    ReturnStateFilter = InState::ALL.iter().map(|state| state.as_str());
    /// Why goods come back.
    ReturnReasonName = ReturnReason::ALL.iter().map(|reason| reason.as_str());
    /// In what state goods that come back should be.
    ConditionName = Condition::ALL.iter().map(|condition| condition.as_str());
    /// What becomes of goods that came back.
    DispositionName = Disposition::ALL.iter().map(|disposition| disposition.as_str());
    /// What a caller may do with a return now.
    ReturnActionName = ReturnAction::ALL.iter().map(|action| action.as_str());
    /// Where a count is.
    CountStateName = CountState::ALL.map(CountState::as_str);
    /// Where a SKU of a count is.
    CountStageName = Stage::ALL.map(Stage::as_str);
    /// What a caller may do with a count now.
    CountActionName = CountAction::ALL.map(CountAction::as_str);
    /// Why a SKU is to be counted once more.
    CountAgain = Again::ALL.map(Again::as_str);
    /// Between which places stock is moved by hand.
    StockPlace = std::iter::once("available").chain(Unavailable::ALL.map(Unavailable::as_str)).chain(["outside"]);
    /// How far an import is.
    ImportState = ["reading", "processing", "completed", "failed", "duplicate", "tried"];
    /// How a file came.
    ImportSource = ["sftp", "api", "drop", "correction"];
    /// What an import got from another.
    OriginKind = ["dry_run", "correction"];
    /// What a caller may do with an import now.
    ImportAction = ["commit", "correct", "undo"];
    /// How far an import is taken back.
    UndoState = ["undoing", "undone"];
    /// What came of taking an order back.
    UndoOutcome = ["cancelled", "refused", "gone"];
    /// What a file is.
    FileFormat = ["csv", "xlsx", "json", "json_lines", "xml"];
    /// What became of the mail about an import.
    MailState = ["sent", "not_needed", "pending"];
    /// What became of an order of a file.
    DiagnosticOutcome = ["rejected", "duplicate"];
    /// What is wrong with a row or an order.
    FaultKind = FaultCode::ALL.iter().map(|code| code.as_str());
    /// Why a request was not done.
    ProblemCode = Code::ALL.iter().map(|code| code.as_str());
    /// How far a batch is.
    BatchState = ["releasing", "released", "rendered"];
    /// How far a manifest is.
    ManifestState = ["open", "shipping", "shipped"];
    /// What came of a place that could have given stock.
    CandidateOutcome = ["won", "short", "empty", "queue_ahead"];
    /// What happens to orders that are short.
    BackOrders = ["wait", "refuse"];
    /// Whether an order may leave in parts.
    Shipping = ["partial", "complete"];
    /// Language of documents and mails.
    StoreLocale = Locale::ALL.map(Locale::tag);
    /// What somebody is.
    RoleName = Role::ALL.iter().map(|role| role.as_str());
    /// What somebody may do.
    PermissionName = Permission::ALL.iter().map(|permission| permission.as_str());
    /// Where a person stands.
    UserStateName = UserState::ALL.map(UserState::as_str);
    /// What a caller may do about a person now.
    UserActionName = UserAction::ALL.map(UserAction::as_str);
    /// What kind of thing was changed.
    AuditKind = audit::Kind::ALL.iter().map(|kind| kind.as_str());
    /// By whose hand something was changed.
    Hand = audit::Hand::ALL.map(audit::Hand::as_str);
    /// What was done to it.
    AuditAction = audit::Action::ALL.map(audit::Action::as_str);
    /// What came of picking one order of a batch.
    PickOutcome = ["picked", "refused"];
    /// A rule that the sentinel looks after.
    RuleName = Rule::ALL.iter().map(|rule| rule.as_str());
    /// What became of a finding.
    FindingStateName = ["open", "repaired", "dismissed"];
    /// What would mend a finding.
    RepairName = Repair::ALL.iter().map(|repair| repair.as_str());
    /// What a webhook can be told of.
    WebhookEvent = EventType::ALL.iter().filter(|kind| kind.can_be_chosen()).map(|kind| kind.as_str());
    /// What a webhook is told of, tests included.
    WebhookEventType = EventType::ALL.iter().map(|kind| kind.as_str());
    /// Whether events are sent.
    WebhookState = ["active", "off"];
    /// Why none are.
    WebhookOffReason = OffReason::ALL.map(OffReason::as_str);
    /// How a delivery stands.
    WebhookDeliveryState = ["waiting", "delivered", "given_up"];
    /// Why there was no answer.
    WebhookFailure = Why::ALL.map(Why::as_str);
    /// What a person can be told.
    NoticeKindName = NoticeKind::ALL.iter().map(|kind| kind.as_str());
    /// How they are told of it.
    NoticeChannel = Channel::ALL.map(Channel::as_str);
    /// What is done to many orders at once.
    OrderActionName = ["hold", "release_hold", "cancel", "release"];
    /// What came of an action on one order.
    ActionOutcome = ["done", "unchanged", "refused"];
    /// A list that can be exported.
    ExportList = Wanted::LISTS;
    /// What file an export is.
    ExportFormat = Format::ALL.map(Format::as_str);
    /// How far an export is.
    ExportState = ["reading", "joining", "ready", "failed"];
    /// A queue of work, by its function.
    WorkQueueName = WorkQueue::ALL.iter().map(|queue| queue.as_str());
    /// What a message that failed for good is.
    DeadLetterMatter = MATTERS;
    /// What such a message is about.
    DeadLetterThing = ThingKind::ALL.iter().map(|kind| kind.as_str());
    /// Why an order has not shipped.
    WhyCode = ["on_hold", "released", "picking", "picked", "packed", "ready", "waiting_for_stock"];
}
