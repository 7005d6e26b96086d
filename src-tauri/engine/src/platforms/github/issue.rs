//! From the JSON of an issue, pull request or comment to an item. Pure.

use serde_json::{Map, Value};

use crate::{
    content::{
        sanitise::{Sanitised, sanitise},
        text,
    },
    model::{
        Author, Engagement, FoundItem, ItemKind,
        identity::{identity, link_key},
    },
    platforms::json::Lenient,
};

/// What else is kept of an issue.
const EXTRAS: [&str; 5] = ["number", "state", "state_reason", "draft", "locked"];

/// An issue or pull request; `None` where it has no id.
pub(super) fn issue(value: &Value) -> Option<FoundItem> {
    let mut item = entry(value, ItemKind::Post)?;
    item.title = value.text("title").and_then(|title| text::title(&title));
    let labels = value.list("labels").iter();
    let names = labels.filter_map(|label| match label {
        Value::String(name) => text::name(name),
        label => text::name(&label.text("name")?),
    });
    item.tags = names.take(text::MAX_TAGS).collect();
    item.engagement.replies = value.count("comments");
    let mut extras: Map<String, Value> = EXTRAS
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), value.get(key).filter(|value| is_small(value))?.clone())))
        .collect();
    if is_pull_request(value) {
        extras.insert("pull_request".into(), true.into());
    }
    item.raw = (!extras.is_empty()).then_some(Value::Object(extras));
    Some(item)
}

/// A comment; `None` where it has no id.
pub(super) fn comment(value: &Value) -> Option<FoundItem> {
    entry(value, ItemKind::Comment)
}

/// The list of issues holds pull requests as well.
pub(super) fn is_pull_request(value: &Value) -> bool {
    value.inner("pull_request").is_some() || value.inner("head").is_some()
}

fn entry(value: &Value, kind: ItemKind) -> Option<FoundItem> {
    let id = value.text("id")?.into_owned();
    let url = value.address("html_url", None).map(String::from);
    // Issues and comments are counted apart, and a thread holds both.
    let key = if kind == ItemKind::Comment { format!("comment {id}") } else { id.clone() };
    let body = match (value.text("body_html"), value.text("body")) {
        (Some(html), _) => {
            let base = value.address("html_url", None);
            sanitise(&html, base.as_ref())
        }
        (None, body) => Sanitised { html: None, text: text::body(&body.unwrap_or_default()) },
    };
    Some(FoundItem {
        identity: identity(Some(&key), None, "", None, ""),
        external_id: id,
        link_key: url.as_deref().and_then(link_key),
        url,
        author: value.inner("user").map(author).unwrap_or_default(),
        text: body.text,
        html: body.html,
        published_at: value.time("created_at"),
        updated_at: value.time("updated_at"),
        kind,
        engagement: Engagement {
            likes: value.inner("reactions").and_then(|reactions| reactions.count("total_count")),
            ..Engagement::default()
        },
        ..FoundItem::default()
    })
}

fn author(user: &Value) -> Author {
    let login = user.text("login").and_then(|login| text::name(&login));
    Author {
        name: login.clone(),
        handle: login,
        url: user.address("html_url", None).map(String::from),
        avatar: user.address("avatar_url", None).map(String::from),
    }
}

fn is_small(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() <= 100,
        Value::Bool(_) | Value::Number(_) => true,
        _ => false,
    }
}
