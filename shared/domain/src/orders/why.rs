//! "Why has this order not shipped?", answered in one sentence from its facts.

use super::status::Status;
use super::{HoldReason, Order};
use crate::ids::Sku;

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// For programs.
    pub code: &'static str,
    /// For people, in English.
    pub sentence: String,
    /// What the sentence says, for whoever says it in another language.
    pub facts: Facts,
}

/// What the answer rests on. Where a fact says nothing about the code, it is empty or 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Why it is on hold.
    pub holds: Vec<HoldReason>,
    /// Units that are still to be picked, or that are bound and wait: to be released, or for the rest of their order.
    pub units: u32,
    /// The longest wait for stock.
    pub wait: Option<Wait>,
    /// Products beside that one which are short, too.
    pub others_short: usize,
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
    let answer = |code, sentence, facts| Some(Answer { code, sentence, facts });
    let of = |units| Facts { units, ..Facts::default() };
    match order.status() {
        Status::Shipped | Status::PartiallyReturned | Status::Returned | Status::Cancelled => None,
        Status::OnHold => {
            let holds: Vec<HoldReason> = order.holds.iter().map(|hold| hold.reason).collect();
            let reasons: Vec<&str> = holds.iter().map(|reason| reason_in_words(*reason)).collect();
            answer("on_hold", format!("It is on hold: {}.", reasons.join(", ")), Facts { holds, ..Facts::default() })
        }
        Status::Released => {
            answer("released", format!("Its {} units are on a pick list and wait for a picker.", units.released), of(units.released))
        }
        Status::Picking => {
            answer("picking", format!("It is being picked: {} units are still to be found.", units.released), of(units.released))
        }
        Status::Picked => answer("picked", "It is picked and waits to be packed.".to_owned(), Facts::default()),
        Status::Packed if order.missing_to_leave() > 0 => {
            let facts = waiting(order, waits);
            answer("waiting_for_stock", waiting_sentence(&facts), facts)
        }
        Status::Packed => answer("packed", "It is packed and waits for the carrier's collection.".to_owned(), Facts::default()),
        Status::Allocated => {
            answer("ready", "All its stock is bound; it waits to be released to the warehouse.".to_owned(), Facts::default())
        }
        Status::Backordered | Status::PartiallyAllocated | Status::PartiallyShipped => {
            let facts = waiting(order, waits);
            answer("waiting_for_stock", waiting_sentence(&facts), facts)
        }
    }
}

fn waiting(order: &Order, waits: &[Wait]) -> Facts {
    let bound = order.units();
    let wait = waits.iter().max_by_key(|wait| (wait.orders_ahead, wait.quantity)).cloned();
    let units = match &wait {
        None => bound.allocated,
        Some(_) if order.ships_complete => bound.reserved(),
        Some(_) => 0,
    };
    Facts { holds: Vec::new(), units, others_short: waits.len().saturating_sub(1), wait }
}

fn waiting_sentence(facts: &Facts) -> String {
    let Some(worst) = &facts.wait else {
        return format!("{} of its units are ready and wait to be released to the warehouse.", facts.units);
    };
    let ahead = match worst.orders_ahead {
        0 => "it is next in the queue".to_owned(),
        1 => "1 order is ahead in the queue".to_owned(),
        n => format!("{n} orders are ahead in the queue"),
    };
    let stock =
        if worst.available == 0 { "none is in stock".to_owned() } else { format!("{} came in and are being handed out", worst.available) };
    let others = match facts.others_short {
        0 => String::new(),
        n => format!(" {n} other products are short too."),
    };
    let rest = match facts.units {
        0 => String::new(),
        n => format!(" Its other {n} units are bound and leave together with these."),
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
