//! Conversations over WebSockets as a HAR file holds them: an entry with what was said and heard.

use chrono::{DateTime, Utc};
use http::Method;
use url::Url;

use super::{
    format::{Cache, Entry, Head, RECEIVED, Request, Response, SENT, SocketMessage, TEXT, Timings, query_of},
    secrets::Secrets,
};
use crate::ports::{Conversation, Heard, HttpError};

const OPENED: i64 = 101;

/// A conversation, without secrets.
pub(super) fn entry(
    conversation: &Conversation,
    heard: &Result<Heard, HttpError>,
    at: DateTime<Utc>,
    secrets: &Secrets,
) -> Entry {
    let time = at.timestamp_millis() as f64 / 1000.0;
    let message = |kind: &str, data| SocketMessage { kind: kind.to_owned(), time, opcode: TEXT, data };
    let says = conversation.says.iter().map(|text| message(SENT, secrets.redact_request(text)));
    let texts = heard.iter().flat_map(|heard| &heard.texts);
    let hears = texts.map(|text| message(RECEIVED, secrets.redact_answer(text)));
    let (status, error) = match heard {
        Ok(heard) => (OPENED, heard.cut_short.clone()),
        Err(error) => (0, Some(error.clone())),
    };
    let url = secrets.redact_url(&conversation.url);
    Entry {
        started_date_time: String::new(),
        time: 0.0,
        request: Request {
            method: Method::GET.to_string(),
            query_string: query_of(&url),
            url,
            head: Head::default(),
            post_data: None,
        },
        response: Response { status, ..Response::default() },
        error,
        messages: says.chain(hears).collect(),
        resource_type: Some("websocket"),
        cache: Cache {},
        timings: Timings::default(),
    }
}

/// Everything that was said: what tells conversations with one server apart. Nothing where
/// there was no conversation.
pub(super) fn said(entry: &Entry) -> Option<String> {
    let says: Vec<&str> = texts(entry, SENT).collect();
    (!says.is_empty()).then(|| says.join("\n"))
}

/// What was heard, with the limits that the asking side has now.
pub(super) fn heard(entry: &Entry, conversation: &Conversation) -> Result<Heard, HttpError> {
    if let Some(error) = entry.error.clone().filter(|_| entry.response.status != OPENED) {
        return Err(error);
    }
    let mut heard = Heard { texts: Vec::new(), cut_short: entry.error.clone() };
    let mut bytes = 0;
    for text in texts(entry, RECEIVED) {
        bytes += text.len();
        let limit = if text.len() > conversation.max_text_bytes {
            conversation.max_text_bytes
        } else {
            conversation.max_bytes
        };
        if bytes > limit || heard.texts.len() == conversation.max_texts {
            let host = host_of(&conversation.url);
            heard.cut_short = Some(HttpError::TooLarge { host, limit_mib: limit >> 20 });
            break;
        }
        heard.texts.push(text.to_owned());
        if (conversation.is_last)(text) {
            heard.cut_short = None;
            break;
        }
    }
    Ok(heard)
}

fn texts<'a>(entry: &'a Entry, kind: &str) -> impl Iterator<Item = &'a str> {
    let of_kind = entry.messages.iter().filter(move |message| message.opcode == TEXT && message.kind == kind);
    of_kind.map(|message| message.data.as_str())
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
