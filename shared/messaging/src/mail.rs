//! A mail, and how it becomes bytes.

use std::borrow::Cow;

use domain::address::Email;
use domain::ids::MessageId;
use domain::locale::Locale;
use domain::stores::brand::Colour;
use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::MimePart;

use crate::body::Body;

/// A mail as SES takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The sender.
    pub from: Email,
    /// Who gets it.
    pub to: Vec<Email>,
    /// The subject, also inside of `raw`.
    pub subject: String,
    /// The whole message with its headers (RFC 5322).
    pub raw: Vec<u8>,
}

/// What every mail needs beside its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Derived from what the mail is about, so that a repeated mail is recognised as the same.
    pub id: MessageId,
    /// When it was written.
    pub sent_at: Timestamp,
    /// The address that we send from.
    pub from: Email,
    /// The name beside it.
    pub from_name: String,
    /// Who gets it.
    pub to: Vec<Email>,
    /// How the store looks.
    pub look: Look,
}

/// How a store's mails look. Without a colour and a logo there is no head above the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The store, as people call it: in the head where there is no logo.
    pub name: String,
    /// Of the head.
    pub colour: Option<Colour>,
    /// Goes along inside of the mail, so that it is there for as long as the mail is, and nobody is told when it is read.
    pub logo: Option<Logo>,
    /// The store's own words at the foot.
    pub footer: Option<String>,
}

/// A logo in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The PNG file.
    pub png: Vec<u8>,
    /// Its size in pixels.
    pub size: (u16, u16),
}

impl Logo {
    /// Under this name the text shows it.
    pub(crate) const CONTENT_ID: &'static str = "logo";

    /// Its size in the head: at most 200 by 48.
    pub(crate) fn shown(&self) -> (u32, u32) {
        let (width, height) = (u32::from(self.size.0).max(1), u32::from(self.size.1).max(1));
        let (by_height, by_width) = (width * 48 / height, height * 200 / width);
        if by_height <= 200 { (by_height.max(1), 48) } else { (200, by_width.max(1)) }
    }
}

/// A file that goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// As the reader's disk shall name it.
    pub file_name: String,
    /// Such as `text/csv`.
    pub media_type: &'static str,
    /// The bytes.
    pub content: Vec<u8>,
}

/// Puts a mail together: text and HTML side by side, then the attachment.
pub(crate) fn compose(envelope: &Envelope, locale: Locale, subject: &str, body: &Body, attachment: Option<&Attachment>) -> Mail {
    let subject = one_line(subject);
    let boundary = |part: &str| format!("{}-{part}", envelope.id);
    let look = &envelope.look;
    let page = MimePart::new("text/html", body.html(locale, &subject, look));
    let page = match &look.logo {
        None => page,
        Some(logo) => MimePart::new(
            ContentType::new("multipart/related").attribute("boundary", boundary("page")),
            vec![page, MimePart::new("image/png", logo.png.as_slice()).inline().cid(Logo::CONTENT_ID)],
        ),
    };
    let both = MimePart::new(
        ContentType::new("multipart/alternative").attribute("boundary", boundary("body")),
        vec![MimePart::new("text/plain", body.text(look)), page],
    );
    let content = match attachment {
        None => both,
        Some(attachment) => MimePart::new(
            ContentType::new("multipart/mixed").attribute("boundary", boundary("all")),
            vec![both, MimePart::new(attachment.media_type, attachment.content.as_slice()).attachment(file_name(&attachment.file_name))],
        ),
    };
    let domain = envelope.from.as_str().rsplit_once('@').map_or("", |(_, domain)| domain);
    let to = envelope.to.iter().map(|address| Address::new_address(None::<&str>, address.as_str())).collect();
    let message = MessageBuilder::new()
        .message_id(format!("{}@{domain}", envelope.id))
        .date(Date::new(envelope.sent_at.as_second()))
        .from(Address::new_address(Some(one_line(&envelope.from_name)), envelope.from.as_str()))
        .to(Address::new_list(to))
        .header("Subject", Text::new(subject.as_ref()))
        .header("Content-Language", Raw::new(locale.tag()))
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .header("MIME-Version", Raw::new("1.0"))
        .body(content);
    let raw = message.write_to_vec().expect("memory takes every byte");
    Mail { from: envelope.from.clone(), to: envelope.to.clone(), subject: subject.into_owned(), raw }
}

/// Text for a header: no line breaks or other controls, and not endless.
fn one_line(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 200;
    if !text.contains(char::is_control) && text.chars().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

/// A name without folders and without characters that disks refuse.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !"\"<>:|?*".contains(*c)).take(120).collect();
    if kept.trim_matches(['.', ' ']).is_empty() { "attachment".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_the_folder_of_downloads() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\x\\zamówienia \"1\".csv"), "zamówienia 1.csv");
        assert_eq!(file_name(".."), "attachment");
    }
}
