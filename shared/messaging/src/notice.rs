//! The mail to a person who wishes to be told of a kind of thing by mail, too.

use domain::locale::Locale;
use domain::notices::NoticeKind;

use crate::body::{Block, Body};
use crate::mail::{Envelope, Mail, compose};
use crate::words::Words;

/// What somebody should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeMail {
    /// Id, time and people.
    pub envelope: Envelope,
    /// The store, as people call it.
    pub store: String,
    /// What it is.
    pub kind: NoticeKind,
    /// What it is about, as people call it.
    pub name: String,
    /// How many, where that matters.
    pub n: u64,
    /// The inbox in the portal.
    pub link: String,
}

/// Writes what somebody should know.
pub fn notice(input: &NoticeMail, locale: Locale) -> Mail {
    let words = Words::of(locale);
    let sentence = notice_sentence(input.kind, &input.name, input.n, locale);
    let blocks = vec![
        Block::Title(sentence.clone()),
        Block::Link { label: words.open_inbox.to_owned(), url: input.link.clone() },
        Block::Footer(words.why_notice.to_owned()),
    ];
    compose(&input.envelope, locale, &format!("{}: {sentence}", input.store), &Body(blocks), None)
}

/// What somebody should know, in one sentence: the thing as people call it, and how many.
pub fn notice_sentence(kind: NoticeKind, name: &str, n: u64, locale: Locale) -> String {
    sentence(kind, locale).replace("{n}", &locale.decimal(&n.to_string())).replace("{name}", name)
}

/// What appears on a device that somebody wants to see working.
pub const fn test_push(locale: Locale) -> &'static str {
    Words::of(locale).test_push
}

/// A kind's sentence. A new kind does not compile before it has one in every locale.
const fn sentence(kind: NoticeKind, locale: Locale) -> &'static str {
    let [english, polish, vietnamese, chinese] = match kind {
        NoticeKind::ImportRejected => [
            "{name} was imported; orders rejected: {n}",
            "Zaimportowano {name}; odrzucone zamówienia: {n}",
            "Đã nhập {name}; số đơn hàng bị từ chối: {n}",
            "{name} 已导入，被拒绝的订单：{n}",
        ],
        NoticeKind::ImportFailed => {
            ["{name} could not be imported", "Nie udało się zaimportować {name}", "Không nhập được {name}", "无法导入 {name}"]
        }
        NoticeKind::ReconciliationReady => [
            "Reconciliation file {name} is ready",
            "Plik uzgodnień nr {name} jest gotowy",
            "Tệp đối soát số {name} đã sẵn sàng",
            "第 {name} 号对账文件已生成",
        ],
        NoticeKind::BackOrdersFilled => [
            "Stock came, and back orders were filled",
            "Nadszedł towar: zaległe zamówienia uzupełniono",
            "Hàng đã về, các đơn chờ hàng đã có hàng",
            "货物已到，缺货订单已补足",
        ],
        NoticeKind::ShortPick => [
            "Goods of order {name} were not found; units missing: {n}",
            "Nie znaleziono towaru do zamówienia {name}; brakujące sztuki: {n}",
            "Không tìm thấy hàng của đơn {name}; số lượng thiếu: {n}",
            "订单 {name} 的商品未找到，缺少件数：{n}",
        ],
        NoticeKind::ReturnReceived => [
            "Goods of order {name} came back; units: {n}",
            "Towar z zamówienia {name} wrócił; sztuki: {n}",
            "Hàng của đơn {name} đã được trả lại; số lượng: {n}",
            "订单 {name} 的退货已到，件数：{n}",
        ],
        NoticeKind::CountVariance => [
            "Count {name} found differences that somebody has to approve: {n}",
            "Inwentaryzacja {name} wykazała różnice do zatwierdzenia: {n}",
            "Đợt kiểm kê {name} có chênh lệch cần duyệt: {n}",
            "盘点 {name} 有差异待批准：{n}",
        ],
        NoticeKind::FindingOpened => {
            ["The books do not agree: {name}", "Księgi się nie zgadzają: {name}", "Sổ sách không khớp: {name}", "账目不符：{name}"]
        }
        NoticeKind::WebhookOff => {
            ["The webhook {name} was switched off", "Webhook {name} został wyłączony", "Webhook {name} đã bị tắt", "Webhook {name} 已停用"]
        }
    };
    match locale {
        Locale::En => english,
        Locale::Pl => polish,
        Locale::Vi => vietnamese,
        Locale::ZhHans => chinese,
    }
}
