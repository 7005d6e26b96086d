//! Pure: one post as an item.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::{SITE, body, recognise};
use crate::{
    content::text,
    model::{Author, Engagement, FoundItem, ItemKind, Media, identity},
    platforms::json::Lenient,
};

/// Words that stand for no language.
const NO_LANGUAGES: [&str; 8] = ["und", "zxx", "qam", "qct", "qht", "qme", "qst", "art"];

/// What an answer says beside its posts.
pub(super) struct Around<'a> {
    users: HashMap<&'a str, &'a Value>,
    media: HashMap<&'a str, &'a Value>,
    posts: HashMap<&'a str, &'a Value>,
}

impl<'a> Around<'a> {
    pub(super) fn of(document: &'a Value) -> Self {
        let includes = document.inner("includes").unwrap_or(&Value::Null);
        let by = |list: &str, key: &str| {
            let named = includes.list(list).iter();
            let named = named.filter_map(|value| Some((value.get(key)?.as_str()?, value)));
            named.collect::<HashMap<&str, &Value>>()
        };
        let mut posts = by("tweets", "id");
        posts.extend(by("posts", "id"));
        Self { users: by("users", "id"), media: by("media", "media_key"), posts }
    }

    fn author(&self, post: &Value) -> Option<Author> {
        self.users.get(&*post.text("author_id")?).map(|user| author(user))
    }
}

/// The one post of an answer.
pub(super) fn head(document: &Value) -> Option<FoundItem> {
    post(document.inner("data")?, &Around::of(document), None)
}

/// `None` where it has no number or no words, not even empty ones. `own` is whose posts all of them are.
pub(super) fn post(post: &Value, around: &Around<'_>, own: Option<&Author>) -> Option<FoundItem> {
    let id = post.text("id").and_then(|id| recognise::number(&id))?;
    post.get("text").filter(|text| text.is_string())?;
    // Each edit has a number of its own; the first one stays.
    let history = either(post, "edit_history_tweet_ids", "edit_history_post_ids");
    let first = history.and_then(Value::as_array).and_then(|ids| ids.first()).and_then(Value::as_str);
    let first = first.and_then(recognise::number).unwrap_or_else(|| id.clone());
    let writer = own.cloned().or_else(|| around.author(post)).unwrap_or_default();
    let refers = references(post);
    let of_kind = |kind: &str| refers.iter().find(|(name, _)| name == kind).map(|(_, id)| id.as_str());
    let (reposts, quotes) = (of_kind("retweeted").or(of_kind("reposted")), of_kind("quoted"));
    // A repost holds only the head of what is reposted.
    let original = reposts.and_then(|id| around.posts.get(id)).copied();
    let said = original.unwrap_or(post);
    let quoted = quotes.and_then(|id| around.posts.get(id)).copied();
    let body::Body { text, html } = body::body(said, quoted, original.is_none() && reposts.is_some());
    let handle = writer.handle.clone();
    let url = match &handle {
        Some(name) => format!("{SITE}{name}/status/{id}"),
        None => format!("{SITE}i/status/{id}"),
    };
    let author = match reposts {
        Some(_) => original.and_then(|post| around.author(post)).or_else(|| reposted_author(post)),
        None => Some(writer.clone()),
    };
    let media = media(said, around);
    let is_video = media.iter().any(|media| media.media_type.as_deref() == Some("video"));
    Some(FoundItem {
        identity: identity::identity(Some(&first), None, "", None, ""),
        external_id: id,
        link_key: identity::link_key(&url).filter(|_| reposts.is_none()),
        url: Some(url),
        author: author.unwrap_or_default(),
        title: None,
        text,
        html,
        language: said
            .text("lang")
            .filter(|lang| !NO_LANGUAGES.contains(&&**lang))
            .as_deref()
            .and_then(text::name),
        published_at: post.time("created_at"),
        updated_at: None,
        kind: match () {
            () if reposts.is_some() => ItemKind::Repost,
            () if of_kind("replied_to").is_some() => ItemKind::Reply,
            () if quotes.is_some() => ItemKind::Quote,
            () if is_video => ItemKind::Video,
            () => ItemKind::Post,
        },
        media,
        engagement: engagement(said),
        tags: body::tags(said),
        raw: Some(raw(post, &refers, reposts.and(handle))),
    })
}

pub(super) fn author(user: &Value) -> Author {
    let handle = user.text("username").and_then(|name| recognise::name(&name));
    Author {
        name: user.text("name").as_deref().and_then(text::name).or_else(|| handle.clone()),
        url: handle.as_ref().map(|name| format!("{SITE}{name}")),
        handle,
        avatar: user.address("profile_image_url", None).map(String::from),
    }
}

/// `RT @name: …` is all that is told of an author who was not asked for.
fn reposted_author(post: &Value) -> Option<Author> {
    let words = post.text("text")?;
    let name = words.strip_prefix("RT @")?.split(':').next().and_then(recognise::name)?;
    let url = Some(format!("{SITE}{name}"));
    Some(Author { name: Some(name.clone()), handle: Some(name), url, avatar: None })
}

/// Kind and number of what a post refers to.
fn references(post: &Value) -> Vec<(String, String)> {
    let list = either(post, "referenced_tweets", "referenced_posts").and_then(Value::as_array);
    let named = list.into_iter().flatten().take(10);
    named
        .filter_map(|one| Some((one.text("type")?.into_owned(), recognise::number(&one.text("id")?)?)))
        .collect()
}

/// Under its earlier name or its new one.
pub(super) fn either<'a>(value: &'a Value, earlier: &str, now: &str) -> Option<&'a Value> {
    value.get(earlier).or_else(|| value.get(now)).filter(|value| !value.is_null())
}

fn media(post: &Value, around: &Around<'_>) -> Vec<Media> {
    let keys =
        post.inner("attachments").map(|attachments| attachments.list("media_keys")).unwrap_or_default();
    let mut known = HashSet::new();
    let all = keys.iter().filter_map(Value::as_str).filter(|key| known.insert(*key)).take(20);
    all.filter_map(|key| {
        let media = around.media.get(key)?;
        let is_picture = media.text("type").as_deref() == Some("photo");
        let best = media
            .list("variants")
            .iter()
            .filter(|variant| variant.text("content_type").as_deref() == Some("video/mp4"))
            .max_by_key(|variant| variant.count("bit_rate"))
            .and_then(|variant| variant.address("url", None));
        let picture = || media.address("url", None).or_else(|| media.address("preview_image_url", None));
        let (url, class) = match best {
            Some(url) if !is_picture => (url, "video"),
            _ => (picture()?, "image"),
        };
        Some(Media {
            url: url.into(),
            media_type: Some(class.to_owned()),
            alt: media.text("alt_text").as_deref().and_then(text::title),
            duration_seconds: media.count("duration_ms").map(|ms| ms / 1000),
            ..Media::default()
        })
    })
    .collect()
}

fn engagement(post: &Value) -> Engagement {
    let Some(counts) = post.inner("public_metrics") else { return Engagement::default() };
    Engagement {
        likes: counts.count("like_count"),
        reposts: counts.count("retweet_count").or_else(|| counts.count("repost_count")),
        replies: counts.count("reply_count"),
        views: counts.count("impression_count").filter(|views| *views > 0),
    }
}

/// What the fields of an item have no place for.
fn raw(post: &Value, refers: &[(String, String)], reposted_by: Option<String>) -> Value {
    let mut raw = serde_json::Map::new();
    for key in ["conversation_id", "in_reply_to_user_id", "author_id"] {
        if let Some(id) = post.text(key).and_then(|id| recognise::number(&id)) {
            raw.insert(key.to_owned(), json!(id));
        }
    }
    for (kind, id) in refers {
        raw.insert(text::cap_bytes(kind, 40).to_owned(), json!(id));
    }
    if post.is_true("possibly_sensitive") {
        raw.insert("possibly_sensitive".into(), json!(true));
    }
    if post.inner("withheld").is_some() {
        raw.insert("withheld".into(), json!(true));
    }
    if let Some(name) = reposted_by {
        raw.insert("reposted_by".into(), json!(name));
    }
    Value::Object(raw)
}
