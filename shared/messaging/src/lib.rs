//! What we write to people: one function per kind of mail, which takes facts and a locale and answers
//! a [`Mail`] that is ready to be sent.
//!
//! Invariants: the same input gives the same bytes (id and time are part of the input), so a mail that
//! is sent again after a crash is the same mail. Nothing that a client chose (file names, cell values)
//! can add a header, a link or markup.

mod body;
mod daily;
mod import_digest;
mod import_failed;
mod mail;
mod notice;
mod reconciliation_ready;
mod webhook_off;
mod words;

pub use daily::{DailyMail, StoreDay, ToldOf, daily};
pub use import_digest::{ImportDigest, Reason, import_digest};
pub use import_failed::{ImportFailure, import_failed};
pub use mail::{Attachment, Envelope, Logo, Look, Mail};
pub use notice::{NoticeMail, notice, notice_sentence, test_push};
pub use reconciliation_ready::{ReconciliationNotice, reconciliation_ready};
pub use webhook_off::{WebhookOff, webhook_off};
