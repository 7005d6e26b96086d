//! What relays say: arrays of JSON, read as far as they concern the one question that was asked.

use std::collections::HashMap;

use nostr::{
    event::{Event, EventId},
    filter::Filter,
};
use serde_json::{Value, json};

use crate::content::text;

/// The name of the only question in a conversation.
const QUESTION: &str = "tidewatch";

/// What one relay has answered.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// As they came; nothing of them is checked yet.
    pub(super) events: Vec<Value>,
    /// All that the relay has was sent.
    pub(super) is_whole: bool,
    /// Why the relay does not answer the question.
    pub(super) refusal: Option<String>,
    /// What the relay had to say to people.
    pub(super) notice: Option<String>,
    /// Texts that no relay should send.
    pub(super) unreadable: usize,
}

pub(super) fn question(filters: &[&Filter]) -> String {
    let mut parts = vec![json!("REQ"), json!(QUESTION)];
    parts.extend(filters.iter().map(|filter| json!(filter)));
    Value::Array(parts).to_string()
}

/// Whether the answer ends with this text.
pub(super) fn is_last(text: &str) -> bool {
    let start = text.trim_start().strip_prefix('[').unwrap_or_default().trim_start();
    let may_be = start.starts_with("\"EOSE\"") || start.starts_with("\"CLOSED\"");
    may_be && matches!(parts(text).as_deref(), Some([_, name, ..]) if name == QUESTION)
}

pub(super) fn read(texts: Vec<String>) -> Answer {
    let mut answer = Answer::default();
    for text in texts {
        let Some(mut parts) = parts(&text) else {
            answer.unreadable += 1;
            continue;
        };
        let word = |at: usize| parts.get(at).and_then(Value::as_str).unwrap_or_default();
        let is_ours = word(1) == QUESTION;
        match word(0) {
            "EVENT" if is_ours && parts.len() >= 3 => answer.events.push(parts.swap_remove(2)),
            "EOSE" if is_ours => answer.is_whole = true,
            "CLOSED" if is_ours => answer.refusal = Some(text::title(word(2)).unwrap_or_default()),
            "NOTICE" => answer.notice = text::title(word(1)),
            "" => answer.unreadable += 1,
            _ => {}
        }
    }
    answer
}

/// An event whose id and signature are right.
pub(super) fn verified(event: Value) -> Option<Event> {
    let event: Event = serde_json::from_value(event).ok()?;
    event.verify().is_ok().then_some(event)
}

/// The same where another relay may have sent it before: a signature takes a moment.
pub(super) fn verified_once(event: Value, known: &mut HashMap<EventId, Event>) -> Option<Event> {
    let event: Event = serde_json::from_value(event).ok()?;
    if known.get(&event.id) != Some(&event) {
        event.verify().ok()?;
        known.insert(event.id, event.clone());
    }
    Some(event)
}

fn parts(text: &str) -> Option<Vec<Value>> {
    serde_json::from_str(text).ok()
}
