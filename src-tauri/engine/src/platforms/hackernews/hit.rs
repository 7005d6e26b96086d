//! Pure: one hit of the search as an item.

use quick_xml::escape::escape;
use serde_json::{Value, json};
use url::Url;

use super::{SITE, question::Question};
use crate::{
    content::{sanitise::sanitise, text},
    model::{Author, Engagement, FoundItem, ItemKind, identity},
    platforms::json::Lenient,
};

/// What a hit is.
pub(super) enum Hit {
    Item(Box<FoundItem>),
    /// Deleted, or not what was asked for.
    Other,
    /// Without what makes an item.
    Unreadable,
}

/// Kinds of story that readers look for.
const TOLD_KINDS: [&str; 4] = ["ask_hn", "show_hn", "job", "poll"];

pub(super) fn hit(hit: &Value, question: &Question) -> Hit {
    let id = hit.text("objectID").filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(id) = id else { return Hit::Unreadable };
    let kinds: Vec<&str> = hit.list("_tags").iter().filter_map(Value::as_str).collect();
    let is_comment = kinds.contains(&"comment") || (kinds.is_empty() && hit.text("comment_text").is_some());
    let link = hit.address("url", None);
    let words = hit.text(if is_comment { "comment_text" } else { "story_text" });
    let title = hit.text("title").as_deref().map(plain).as_deref().and_then(text::title);
    // Who deletes a comment leaves its place.
    let is_deleted = words.is_none() && (is_comment || (title.is_none() && link.is_none()));
    if is_deleted || !question.means(link.as_ref()) {
        return Hit::Other;
    }
    let url = format!("{SITE}item?id={id}");
    let (html, text) = body(words.as_deref(), link.as_ref());
    let author = hit.text("author").as_deref().and_then(text::name);
    Hit::Item(Box::new(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id.into_owned(),
        link_key: identity::link_key(&url),
        author: Author {
            url: author.as_ref().and_then(|name| {
                Url::parse_with_params(&format!("{SITE}user"), [("id", name)]).ok().map(String::from)
            }),
            handle: author.clone(),
            name: author,
            avatar: None,
        },
        url: Some(url),
        title: title.filter(|_| !is_comment),
        text,
        html,
        published_at: hit.time("created_at_i").or_else(|| hit.time("created_at")),
        kind: if is_comment { ItemKind::Comment } else { ItemKind::Post },
        engagement: Engagement {
            likes: hit.count("points"),
            replies: hit.count("num_comments"),
            ..Engagement::default()
        },
        tags: TOLD_KINDS.iter().filter(|kind| kinds.contains(kind)).map(|kind| (*kind).to_owned()).collect(),
        raw: Some(raw(hit, link.as_ref())),
        ..FoundItem::default()
    }))
}

/// Titles are given with entities at times, never with markup.
fn plain(title: &str) -> String {
    crate::content::entities::decode_entities(title).into_owned()
}

/// The page that a story links to, then its own words.
fn body(words: Option<&str>, link: Option<&Url>) -> (Option<String>, String) {
    let words = words.unwrap_or_default();
    let own = sanitise(words, None);
    let Some(link) = link else { return (own.html, own.text) };
    let link = escape(link.as_str());
    let html = sanitise(&format!("<p><a href=\"{link}\">{link}</a></p>{words}"), None);
    if own.text.is_empty() { (html.html, html.text) } else { (html.html, own.text) }
}

/// What the fields of an item have no place for.
fn raw(hit: &Value, link: Option<&Url>) -> Value {
    let mut raw = serde_json::Map::new();
    for key in ["story_id", "parent_id", "story_title", "story_url"] {
        if let Some(value) = hit.text(key) {
            raw.insert(key.to_owned(), json!(text::cap_bytes(&value, 2048)));
        }
    }
    if let Some(link) = link {
        raw.insert("url".to_owned(), json!(link.as_str()));
    }
    Value::Object(raw)
}
