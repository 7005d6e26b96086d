//! Pure: a post of Threads as an item.

use serde_json::{Value, json};

use super::SITE;
use crate::{
    content::text,
    model::{Author, FoundItem, ItemKind, identity},
    platforms::{json::Lenient, pages::Row},
};

/// Pictures are left out: their addresses expire within days.
pub(super) fn post(value: &Value, with_reposts: bool) -> Row {
    let kind = value.text("media_type").unwrap_or_default();
    let is_repost = kind == "REPOST_FACADE";
    if is_repost && !with_reposts {
        return Row::Other;
    }
    let Some(id) = value.text("id").filter(|id| id.len() <= 100) else { return Row::Unreadable };
    let url = value.address("permalink", None).map(String::from);
    let text = text::body(value.get("text").and_then(Value::as_str).unwrap_or_default());
    let handle = value.text("username").as_deref().and_then(|name| super::super::name(name, 30));
    let mut tags = super::super::tags(&text);
    let topic = value.text("topic_tag").as_deref().and_then(text::name);
    if let Some(topic) = topic.filter(|topic| !tags.iter().any(|tag| tag.eq_ignore_ascii_case(topic))) {
        tags.insert(0, topic);
    }
    // A post without words still is something.
    let title = text.is_empty().then(|| match &*kind {
        "REPOST_FACADE" => "Repost",
        "VIDEO" => "Video",
        "CAROUSEL_ALBUM" => "Album",
        "AUDIO" => "Recording",
        "IMAGE" => "Picture",
        _ => "Post",
    });
    Row::Item(Box::new(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id.into_owned(),
        link_key: url.as_deref().filter(|_| !is_repost).and_then(identity::link_key),
        url,
        author: Author {
            name: handle.clone(),
            url: handle.as_ref().map(|name| format!("{SITE}@{name}")),
            handle,
            avatar: None,
        },
        title: title.map(str::to_owned),
        text,
        tags,
        published_at: value.time("timestamp"),
        kind: match () {
            () if is_repost => ItemKind::Repost,
            () if value.is_true("is_reply") => ItemKind::Reply,
            () if value.is_true("is_quote_post") => ItemKind::Quote,
            () if kind == "VIDEO" => ItemKind::Video,
            () if kind == "AUDIO" => ItemKind::Audio,
            () => ItemKind::Post,
        },
        raw: value.address("link_attachment_url", None).map(|link| json!({ "link": link.as_str() })),
        ..FoundItem::default()
    }))
}
