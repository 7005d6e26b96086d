//! One post as an item, as topics, users, groups and searches give it. Pure.

use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    content::{sanitise::sanitise, text},
    model::{
        Author, Engagement, FoundItem, ItemKind,
        identity::{identity, link_key},
    },
    platforms::{json::Lenient, servers::host},
};

/// Kinds of post that are no words of people: notes on what was done, and whispers of the staff.
const NO_WORDS: [u64; 2] = [3, 4];
const LIKE: u64 = 2;
const AVATAR_SIZE: &str = "96";
const MOST_RAW: usize = 500;

/// A member of a list.
pub(super) enum Entry {
    Item(Box<FoundItem>),
    /// Deleted, hidden, or nobody's words.
    Other,
    Unreadable,
}

/// `title` is the topic's, where the post does not say it.
pub(super) fn post(post: &Value, title: Option<&str>, forum: &Url) -> Entry {
    let is_hidden = ["user_deleted", "hidden", "deleted"].iter().any(|mark| post.is_true(mark))
        || post.text("deleted_at").is_some();
    if is_hidden || post.count("post_type").is_some_and(|kind| NO_WORDS.contains(&kind)) {
        return Entry::Other;
    }
    let number = post.count("post_number").filter(|number| *number > 0);
    let topic = post.count("topic_id");
    // What users have done is told without the number of the post at times.
    let id = match (post.count("post_id").or_else(|| post.count("id")), topic, number) {
        (Some(id), ..) => Some(format!("{}/post/{id}", place(forum))),
        (None, Some(topic), Some(number)) => Some(format!("{}/topic/{topic}/{number}", place(forum))),
        _ => None,
    };
    let Some(external_id) = id else { return Entry::Unreadable };
    let words = ["cooked", "excerpt", "blurb"].into_iter().find_map(|key| post.text(key)).unwrap_or_default();
    let body = sanitise(&words, Some(forum));
    let own_title = post.text("topic_title").or_else(|| post.text("title"));
    let title = own_title.as_deref().or(title).and_then(text::title);
    if body.text.is_empty() && body.html.is_none() && title.is_none() {
        return Entry::Unreadable;
    }
    let url = url(post, topic, number, forum);
    let link = url.as_ref().map(Url::as_str);
    let is_first = number == Some(1);
    let is_edited = post.count("version").is_some_and(|version| version > 1);
    let published = post.time("created_at");
    Entry::Item(Box::new(FoundItem {
        identity: identity(Some(&external_id), link, "", published, &body.text),
        external_id,
        link_key: link.and_then(link_key),
        url: link.map(str::to_owned),
        author: author(post.inner("user").unwrap_or(post), forum),
        title: title.clone().filter(|_| is_first || body.text.is_empty()),
        text: body.text,
        html: body.html,
        published_at: published,
        updated_at: post.time("updated_at").filter(|_| is_edited),
        kind: if is_first { ItemKind::Post } else { ItemKind::Reply },
        engagement: Engagement {
            likes: likes(post),
            replies: post.count("reply_count"),
            ..Engagement::default()
        },
        raw: raw(post, title.as_deref(), topic),
        ..FoundItem::default()
    }))
}

fn url(post: &Value, topic: Option<u64>, number: Option<u64>, forum: &Url) -> Option<Url> {
    let topic = topic?;
    let own = post.text("topic_slug").or_else(|| post.text("slug")).and_then(|text| slug(&text));
    let own = own.as_deref().unwrap_or("-");
    forum
        .join(&match number {
            Some(number) => format!("t/{own}/{topic}/{number}"),
            None => format!("t/{own}/{topic}"),
        })
        .ok()
}

/// Whose address and picture stand within the forum, or on another server.
pub(super) fn author(user: &Value, forum: &Url) -> Author {
    let handle =
        user.text("acting_username").or_else(|| user.text("username")).as_deref().and_then(text::name);
    let name = user.text("acting_name").or_else(|| user.text("name")).as_deref().and_then(text::name);
    let picture = user.text("acting_avatar_template").or_else(|| user.text("avatar_template"));
    let picture = picture.map(|template| json!({"at": template.replace("{size}", AVATAR_SIZE)}));
    // The path of a forum in a folder holds the folder already.
    let url = handle.as_deref().and_then(|handle| {
        let mut url = forum.clone();
        url.path_segments_mut().ok()?.pop_if_empty().push("u").push(handle);
        Some(url.into())
    });
    Author {
        name: name.or_else(|| handle.clone()),
        handle,
        url,
        avatar: picture.and_then(|picture| picture.address("at", Some(forum))).map(String::from),
    }
}

fn likes(post: &Value) -> Option<u64> {
    let summary = post.list("actions_summary").iter().find(|action| action.count("id") == Some(LIKE));
    let none = || post.get("actions_summary").is_some_and(Value::is_array).then_some(0);
    summary.and_then(|likes| likes.count("count")).or_else(|| post.count("like_count")).or_else(none)
}

/// What the other fields have no place for.
fn raw(post: &Value, title: Option<&str>, topic: Option<u64>) -> Option<Value> {
    let mut raw = Map::new();
    if let Some(title) = title {
        raw.insert("topic_title".into(), json!(text::cap_bytes(title, MOST_RAW)));
    }
    let numbers = [
        ("topic_id", topic),
        ("reply_to_post_number", post.count("reply_to_post_number")),
        ("category_id", post.count("category_id")),
    ];
    for (name, value) in numbers {
        if let Some(value) = value {
            raw.insert(name.into(), json!(value));
        }
    }
    (!raw.is_empty()).then_some(Value::Object(raw))
}

/// The words of an address; nothing where they would be more than one part of a path.
pub(super) fn slug(text: &str) -> Option<String> {
    let is_slug = (1..=255).contains(&text.len())
        && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '%' | '.'))
        && !matches!(text, "." | "..");
    is_slug.then(|| text.to_owned())
}

/// The forum as part of an id: ids are each forum's own.
pub(super) fn place(forum: &Url) -> String {
    let port = forum.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}{}", host(forum), forum.path().trim_end_matches('/'))
}
