//! Pure: a post of a page as an item.

use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::SITE;
use crate::{
    content::{sanitise::sanitise, text},
    model::{Author, Engagement, FoundItem, ItemKind, identity},
    platforms::{json::Lenient, pages::Row},
};

/// Pictures are left out: their addresses expire within days.
pub(super) fn post(value: &Value) -> Row {
    if value.is_true("is_hidden") {
        return Row::Other;
    }
    let Some(id) = value.text("id").filter(|id| id.len() <= 100) else { return Row::Unreadable };
    let url = value.address("permalink_url", None).map(String::from);
    let url = url.unwrap_or_else(|| format!("{SITE}{}", id.replace('_', "/posts/")));
    let words = value.get("message").and_then(Value::as_str).unwrap_or_default();
    let attached = value.inner("attachments").and_then(|all| all.list("data").first());
    let link = attached.and_then(|one| one.address("url", None)).filter(|url| !is_facebook(url));
    let title = attached.and_then(|one| one.text("title")).as_deref().and_then(text::title);
    // What a post without words did, such as a new picture of the page.
    let story = value.text("story").as_deref().and_then(text::title);
    let text = text::body(words);
    let html = link.as_ref().map(|link| {
        let shown = escape(title.as_deref().unwrap_or(link.as_str()));
        let own = escape(text.as_str()).replace('\n', "<br>");
        sanitise(&format!("<p>{own}</p><p><a href=\"{}\">{shown}</a></p>", escape(link.as_str())), None).html
    });
    let is_video =
        attached.is_some_and(|one| one.text("media_type").is_some_and(|kind| kind.contains("video")));
    let counted = |key: &str| {
        value.inner(key).and_then(|list| list.inner("summary")).and_then(|sum| sum.count("total_count"))
    };
    Row::Item(Box::new(FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id.into_owned(),
        link_key: identity::link_key(&url),
        url: Some(url),
        author: value.inner("from").map(author).unwrap_or_default(),
        title: if text.is_empty() { title.or(story).or_else(|| Some("Post".into())) } else { None },
        tags: super::super::tags(&text),
        text,
        html: html.flatten(),
        published_at: value.time("created_time"),
        updated_at: value.time("updated_time"),
        kind: if is_video { ItemKind::Video } else { ItemKind::Post },
        engagement: Engagement {
            likes: counted("reactions"),
            replies: counted("comments"),
            reposts: value.inner("shares").and_then(|shares| shares.count("count")),
            views: None,
        },
        raw: link.map(|link| json!({ "link": link.as_str() })),
        ..FoundItem::default()
    }))
}

fn author(page: &Value) -> Author {
    let id = page.text("id").and_then(|id| super::recognise::number(&id));
    Author {
        name: page.text("name").as_deref().and_then(text::name),
        url: id.as_ref().map(|id| format!("{SITE}{id}")),
        handle: id,
        avatar: None,
    }
}

fn is_facebook(url: &url::Url) -> bool {
    url.host_str().is_some_and(|host| host == "facebook.com" || host.ends_with(".facebook.com"))
}
