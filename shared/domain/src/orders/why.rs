//! "Why has this order not shipped?", answered in one sentence from its facts.

use serde::Serialize;

use super::status::Status;
use super::{HoldReason, Order};
use crate::ids::Sku;

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub sentence: String,
}

/// What an order waits for, as the stock tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// The SKU that is short.
    pub sku: Sku,
    /// Units that the order lacks.
    pub quantity: u32,
    /// Orders that will be filled before it.
    pub orders_ahead: u32,
    /// Units in stock now.
    pub available: u32,
}

/// None where everything has shipped or nothing is wanted any more. `waits` are the order's
/// entries in the queues, in any order; only the longest is told.
pub fn why_not_shipped(order: &Order, waits: &[Wait]) -> Option<Answer> {
    let units = order.units();
    let answer = |code, sentence| Some(Answer { code, sentence });
    match order.status() {
        Status::Shipped | Status::PartiallyReturned | Status::Returned | Status::Cancelled => None,
        Status::OnHold => {
            let reasons: Vec<&str> = order.holds.iter().map(|hold| reason_in_words(hold.reason)).collect();
            answer("on_hold", format!("It is on hold: {}.", reasons.join(", ")))
        }
        Status::Released => answer("released", format!("Its {} units are on a pick list and wait for a picker.", units.released)),
        Status::Picking => answer("picking", format!("It is being picked: {} units are still to be found.", units.released)),
        Status::Picked => answer("picked", "It is picked and waits to be packed.".to_owned()),
        Status::Packed => answer("packed", "It is packed and waits for the carrier's collection.".to_owned()),
        Status::Allocated => answer("ready", "All its stock is bound; it waits to be released to the warehouse.".to_owned()),
        Status::Backordered | Status::PartiallyAllocated | Status::PartiallyShipped => {
            answer("waiting_for_stock", waiting_sentence(order, waits))
        }
    }
}

fn waiting_sentence(order: &Order, waits: &[Wait]) -> String {
    let units = order.units();
    let Some(worst) = waits.iter().max_by_key(|wait| (wait.orders_ahead, wait.quantity)) else {
        return format!("{} of its units are ready and wait to be released to the warehouse.", units.allocated);
    };
    let ahead = match worst.orders_ahead {
        0 => "it is next in the queue".to_owned(),
        1 => "1 order is ahead in the queue".to_owned(),
        n => format!("{n} orders are ahead in the queue"),
    };
    let stock =
        if worst.available == 0 { "none is in stock".to_owned() } else { format!("{} came in and are being handed out", worst.available) };
    let others = match waits.len() {
        0 | 1 => String::new(),
        n => format!(" {} other products are short too.", n - 1),
    };
    let rest = if order.ships_complete && units.allocated > 0 {
        format!(" Its other {} units are bound and leave together with these.", units.allocated)
    } else {
        String::new()
    };
    format!("Waiting for {} of {}: {ahead} and {stock}.{others}{rest}", worst.quantity, worst.sku)
}

fn reason_in_words(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::Address => "the address must be checked",
        HoldReason::Payment => "the payment has not come",
        HoldReason::Fraud => "it may be fraud",
        HoldReason::Client => "the client asked for it",
        HoldReason::Operator => "the warehouse stopped it",
    }
}
