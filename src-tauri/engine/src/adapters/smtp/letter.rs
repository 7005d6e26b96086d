//! A mail in the form in which it is sent. Whatever its texts hold, it has one recipient and the
//! headers that are written here.

use std::time::SystemTime;

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use crate::{
    content::text::{cap_bytes, clean, one_line},
    model::mail_address,
    ports::Mail,
};

const NAME: &str = "Tidewatch";
/// Characters of a subject: more is cut off by every program that shows it.
const MOST_SUBJECT: usize = 250;
/// Bytes of each of the two texts.
const MOST_TEXT: usize = 512 << 10;

pub(super) struct Letter {
    pub(super) message: Message,
    pub(super) from: Address,
    pub(super) to: Address,
    /// An address has letters that not every server takes.
    pub(super) needs_utf8: bool,
}

/// # Errors
/// A sentence on an address that is none.
pub(super) fn write(mail: &Mail) -> Result<Letter, String> {
    let (from, to) = (address(&mail.from)?, address(&mail.to)?);
    let needs_utf8 = !(from.user().is_ascii() && to.user().is_ascii());
    let mut message = Message::builder()
        .from(Mailbox::new(Some(NAME.to_owned()), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(subject(&mail.subject))
        .date(SystemTime::from(mail.date))
        .message_id(Some(id(&mail.message_id)))
        // No answering machine answers it.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    if !mail.thread_id.is_empty() && mail.thread_id != mail.message_id {
        message = message.in_reply_to(id(&mail.thread_id)).references(id(&mail.thread_id));
    }
    // As strings: then lines end as they must, and a dot at the start of one stays text.
    let parts = MultiPart::alternative_plain_html(text(&mail.text), text(&mail.html));
    let message = message.multipart(parts).map_err(|_| "The mail could not be put together.".to_owned())?;
    Ok(Letter { message, from, to, needs_utf8 })
}

fn address(text: &str) -> Result<Address, String> {
    let known = mail_address(text).and_then(|(name, domain)| Address::new(name, domain).ok());
    known.ok_or_else(|| format!("\"{}\" is no mail address.", cap_bytes(&one_line(text), 100)))
}

fn subject(text: &str) -> String {
    let line = one_line(text);
    let cut = line.char_indices().nth(MOST_SUBJECT).map_or(line.len(), |(at, _)| at);
    // What looks encoded would be decoded by who reads it.
    line.get(..cut).unwrap_or_default().replace("=?", "= ?")
}

fn text(text: &str) -> String {
    clean(cap_bytes(text, MOST_TEXT)).into_owned()
}

/// In angle brackets, of what such an id may consist of.
fn id(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_'));
    format!("<{}>", kept.take(200).collect::<String>())
}
