//! The sentences that runs and messages are told in.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    content::text::snippet,
    model::{FoundItem, ToldItem},
};

pub(super) fn headline(item: &FoundItem) -> String {
    match &item.title {
        Some(title) => snippet(title, 100),
        None if item.text.is_empty() => "A new item without a text".into(),
        None => snippet(&item.text, 100),
    }
}

pub(super) fn one_body(job: &str, item: &FoundItem) -> String {
    let author = item.author.name.as_deref().filter(|name| *name != job);
    let from = author.map_or_else(|| job.to_owned(), |author| format!("{author} · {job}"));
    let text = if item.title.is_some() { snippet(&item.text, 150) } else { String::new() };
    if text.is_empty() { from } else { format!("{from}\n{text}") }
}

pub(super) fn told_item(item: &FoundItem) -> ToldItem {
    let text = if item.title.is_some() { snippet(&item.text, 300) } else { String::new() };
    ToldItem::new(headline(item), text, item)
}

pub(super) fn what_next(retry_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    match retry_at {
        None => "Tidewatch waits until you change or resume the job.".into(),
        Some(at) => format!("It is tried again in {}.", in_words(at - now)),
    }
}

/// At most so many characters; what was cut off shows as an ellipsis.
pub(super) fn cut(text: &str, chars: usize) -> String {
    let short = snippet(text, chars - 1);
    if short.chars().count() <= chars {
        return short;
    }
    short.chars().take(chars - 1).chain(['…']).collect()
}

/// A duration as one would say it.
fn in_words(wait: TimeDelta) -> String {
    let minutes = (wait.num_seconds() + 30) / 60;
    match minutes {
        ..=1 => "a minute".into(),
        2..=89 => format!("{minutes} minutes"),
        _ => format!("{} hours", (minutes + 30) / 60),
    }
}
