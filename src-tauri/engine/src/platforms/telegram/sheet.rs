//! Pure: one page of a channel.

use http::header;
use scraper::Html;

use super::{
    dom::{first, words},
    message::{self, Message, Part},
    refusal,
};
use crate::{
    content::{decode::decode, prescan::is_modest},
    platforms::ConnectorError,
    ports::HttpResponse,
};

/// How the markup of each message begins. In the words of a message it would be escaped.
const MESSAGE: &str = "<div class=\"tgme_widget_message_wrap";
/// Pages hold about twenty messages: a page that is this full may have older ones behind it.
const FULL: usize = 10;

/// What a page shows.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) title: Option<String>,
    /// Newest first.
    pub(super) messages: Vec<Message>,
    pub(super) unreadable: usize,
    /// The number to ask for older messages with; nothing where there are none.
    pub(super) before: Option<u64>,
}

pub(super) fn parse(response: &HttpResponse) -> Result<Sheet, ConnectorError> {
    if response.status != 200 {
        return Err(ConnectorError::of_status(response));
    }
    let content_type = response.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let page = decode(&response.body, content_type);
    if !response.url.path().trim_start_matches('/').starts_with("s/") {
        return Err(refusal::no_preview(&page.text));
    }
    let mut parts: Vec<&str> = page.text.split(MESSAGE).collect();
    let head = parts.remove(0);
    let mut sheet = Sheet::default();
    let listed = parts.len();
    // The last message of a page that breaks off may say less than it does.
    if !page.text.contains("</body>") && parts.pop().is_some() {
        sheet.unreadable += 1;
    }
    for part in parts {
        match message::read(&format!("{MESSAGE}{part}")) {
            Part::Message(message) => sheet.messages.push(*message),
            Part::Note => {}
            Part::Unreadable => sheet.unreadable += 1,
        }
    }
    sheet.title = title(head);
    if listed == 0 {
        if page.text.contains("tgme_widget_message ") {
            return Err(refusal::changed());
        }
        if sheet.title.is_none() {
            return Err(refusal::neither_channel_nor_messages(&page.text));
        }
    }
    sheet.messages.sort_by_key(|message| std::cmp::Reverse(message.number));
    let lowest = sheet.messages.last().map(|message| message.number);
    let says_so = head.contains("data-before=") || head.contains("rel=\"prev\"");
    sheet.before = lowest.filter(|lowest| *lowest > 1 && (says_so || listed >= FULL));
    Ok(sheet)
}

fn title(head: &str) -> Option<String> {
    if !is_modest(head) {
        return None;
    }
    let head = Html::parse_document(head);
    let root = head.root_element();
    let of = |class| first(root, class).and_then(words);
    of("tgme_channel_info_header_title").or_else(|| of("tgme_header_title"))
}
