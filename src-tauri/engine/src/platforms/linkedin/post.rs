//! One post of a page as an item. Pure.

use chrono::{DateTime, Utc};
use quick_xml::escape::escape;
use serde_json::{Map, Value, json};

use super::{SITE, words::words};
use crate::{
    content::{sanitise::sanitise, text},
    model::{
        Author, FoundItem, ItemKind,
        identity::{identity, link_key},
    },
    platforms::json::Lenient,
};

const MOST_ID: usize = 200;
const MOST_RAW: usize = 2_000;

/// A member of a list.
pub(super) enum Entry {
    Item(Box<FoundItem>),
    /// A draft, or not shown any more.
    Other,
    Unreadable,
}

/// `page` is the address of the page whose posts these are.
pub(super) fn post(post: &Value, page: &str) -> Entry {
    let id = post.text("id").filter(|id| id.starts_with("urn:li:") && id.len() <= MOST_ID);
    let Some(id) =
        id.filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":-_".contains(&byte)))
    else {
        return Entry::Unreadable;
    };
    if post.text("lifecycleState").is_some_and(|state| state != "PUBLISHED") {
        return Entry::Other;
    }
    let own = words(post.text("commentary").as_deref().unwrap_or_default());
    let content = post.inner("content");
    let article = content.and_then(|content| content.inner("article"));
    let link = article.and_then(|article| article.address("source", None));
    let html = link.as_ref().and_then(|link| {
        let address = escape(link.as_str());
        let paragraphs = own.text.split("\n\n").filter(|paragraph| !paragraph.is_empty());
        let paragraphs = paragraphs.map(|words| format!("<p>{}</p>", escape(words).replace('\n', "<br>")));
        let paragraphs: String = paragraphs.collect();
        sanitise(&format!("<p><a href=\"{address}\">{address}</a></p>{paragraphs}"), None).html
    });
    let title = article.and_then(|article| article.text("title")).as_deref().and_then(text::title);
    let shared = post.inner("reshareContext");
    let url = format!("{SITE}feed/update/{id}");
    let is_edited = post.inner("lifecycleStateInfo").is_some_and(|info| info.is_true("isEditedByAuthor"));
    Entry::Item(Box::new(FoundItem {
        identity: identity(Some(&id), Some(&url), "", None, ""),
        external_id: id.into_owned(),
        link_key: link_key(&url),
        url: Some(url),
        author: Author {
            handle: page.rsplit('/').next().and_then(text::name),
            url: Some(page.to_owned()),
            ..Author::default()
        },
        title,
        kind: match shared {
            Some(_) if own.text.is_empty() => ItemKind::Repost,
            Some(_) => ItemKind::Quote,
            None => ItemKind::Post,
        },
        text: own.text,
        html,
        published_at: moment(post, "publishedAt").or_else(|| moment(post, "createdAt")),
        updated_at: moment(post, "lastModifiedAt").filter(|_| is_edited),
        tags: own.tags,
        raw: raw(post, content, shared),
        ..FoundItem::default()
    }))
}

/// Milliseconds since 1970.
fn moment(post: &Value, key: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(i64::try_from(post.count(key)?).ok()?)
}

/// What the other fields have no place for. Media are named only: their addresses expire.
fn raw(post: &Value, content: Option<&Value>, shared: Option<&Value>) -> Option<Value> {
    let mut raw = Map::new();
    let mut keep = |name: &str, value: Option<std::borrow::Cow<'_, str>>| {
        if let Some(value) = value {
            raw.insert(name.into(), json!(text::one_line(text::cap_bytes(&value, MOST_RAW))));
        }
    };
    keep("shared", shared.and_then(|shared| shared.text("parent")));
    keep("visibility", post.text("visibility"));
    if let Some(content) = content {
        let article = content.inner("article");
        keep("url", article.and_then(|article| article.text("source")));
        let media = content.inner("media");
        keep("media", media.and_then(|media| media.text("id")));
        keep("media_alt", media.and_then(|media| media.text("altText")));
        keep("poll", content.inner("poll").and_then(|poll| poll.text("question")));
    }
    (!raw.is_empty()).then_some(Value::Object(raw))
}
