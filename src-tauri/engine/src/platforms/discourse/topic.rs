//! One topic of a list as an item. Pure.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use url::Url;

use super::post::{Entry, author};
use crate::{
    content::{sanitise::sanitise, text},
    model::{
        Author, Engagement, FoundItem, ItemKind, Media,
        identity::{identity, link_key},
    },
    platforms::json::Lenient,
};

/// Who the numbers of a list's answer are.
pub(super) type People = HashMap<String, Author>;

pub(super) fn people(document: &Value, forum: &Url) -> People {
    let users = document.list("users").iter();
    users.filter_map(|user| Some((user.text("id")?.into_owned(), author(user, forum)))).collect()
}

pub(super) fn topic(topic: &Value, people: &People, forum: &Url) -> Entry {
    if topic.text("archetype").as_deref() == Some("private_message") {
        return Entry::Other;
    }
    let id = topic.count("id").filter(|id| *id > 0);
    let title = topic.text("title").or_else(|| topic.text("fancy_title")).as_deref().and_then(text::title);
    let (Some(id), Some(title)) = (id, title) else { return Entry::Unreadable };
    let slug = topic.text("slug").and_then(|slug| super::post::slug(&slug));
    let url = forum.join(&format!("t/{}/{id}", slug.as_deref().unwrap_or("-"))).ok();
    let link = url.as_ref().map(Url::as_str);
    let body = sanitise(topic.text("excerpt").as_deref().unwrap_or_default(), Some(forum));
    let external_id = format!("{}/topic/{id}", super::post::place(forum));
    Entry::Item(Box::new(FoundItem {
        identity: identity(Some(&external_id), link, "", None, ""),
        external_id,
        link_key: link.and_then(link_key),
        url: link.map(str::to_owned),
        author: starter(topic, people),
        title: Some(title),
        text: body.text,
        html: body.html,
        published_at: topic.time("created_at"),
        kind: ItemKind::Post,
        media: picture(topic, forum),
        engagement: Engagement {
            likes: topic.count("like_count"),
            replies: topic.count("posts_count").map(|posts| posts.saturating_sub(1)),
            views: topic.count("views"),
            reposts: None,
        },
        tags: tags(topic),
        raw: raw(topic),
        ..FoundItem::default()
    }))
}

/// Who opened it: the description is in the forum's language, but that one stands first.
fn starter(topic: &Value, people: &People) -> Author {
    let posters = topic.list("posters");
    let says =
        |poster: &&Value| poster.text("description").is_some_and(|words| words.contains("Original Poster"));
    let poster = posters.iter().find(says).or_else(|| posters.first());
    let id = poster.and_then(|poster| {
        poster
            .text("user_id")
            .map(|id| id.into_owned())
            .or_else(|| Some(poster.inner("user")?.text("id")?.into_owned()))
    });
    id.and_then(|id| people.get(&id).cloned()).unwrap_or_default()
}

fn picture(topic: &Value, forum: &Url) -> Vec<Media> {
    let url = topic.address("image_url", Some(forum));
    url.map(|url| Media { url: url.into(), media_type: Some("image".into()), ..Media::default() })
        .into_iter()
        .collect()
}

/// Texts, or objects with a name in newer versions.
fn tags(topic: &Value) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let named = |tag: &Value| tag.as_str().and_then(text::name).or_else(|| text::name(&tag.text("name")?));
    for tag in topic.list("tags").iter().filter_map(named) {
        if tags.len() < text::MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// What the other fields have no place for.
fn raw(topic: &Value) -> Option<Value> {
    let mut raw = Map::new();
    if let Some(category) = topic.count("category_id") {
        raw.insert("category_id".into(), json!(category));
    }
    for mark in ["closed", "archived", "pinned"] {
        if topic.is_true(mark) {
            raw.insert(mark.into(), Value::Bool(true));
        }
    }
    (!raw.is_empty()).then_some(Value::Object(raw))
}
