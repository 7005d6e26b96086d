//! Pure: one row of an answer as an item.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::body;
use crate::{
    content::text,
    model::{Author, Engagement, FoundItem, ItemKind, Media, identity},
    platforms::json::Lenient,
};

/// Set by people who do not want to be shown to readers without a login.
const NOT_FOR_STRANGERS: &str = "!no-unauthenticated";

/// What a row is.
pub(super) enum Row {
    Post(Box<Post>),
    /// By this account, which asks not to be shown to readers without a login.
    Withheld {
        did: String,
    },
    /// Without what makes a post.
    Unreadable,
}

pub(super) struct Post {
    /// Stands out of order, so it says nothing about where known posts begin.
    pub(super) is_pinned: bool,
    pub(super) author_did: String,
    pub(super) item: FoundItem,
}

pub(super) fn row(row: &Value) -> Row {
    let Some(post) = row.inner("post") else { return Row::Unreadable };
    let Some(uri) = post.text("uri") else { return Row::Unreadable };
    let nothing = Value::Null;
    let author = post.inner("author").unwrap_or(&nothing);
    let author_did =
        author.text("did").or_else(|| uri.strip_prefix("at://")?.split('/').next().map(Into::into));
    let author_did = author_did.unwrap_or_default().into_owned();
    if labels(author).any(|label| label == NOT_FOR_STRANGERS) {
        return Row::Withheld { did: author_did };
    }
    let reason = row.inner("reason").unwrap_or(&nothing);
    let is_reason = |ending: &str| reason.text("$type").is_some_and(|name| name.ends_with(ending));
    let is_repost = is_reason("#reasonRepost");
    let record = post.inner("record").unwrap_or(&nothing);
    let embed = post.inner("embed");
    let url = address(&author_did, &uri);
    // Old answers do not name the repost itself; who reposted what is said by all.
    let by = reason.inner("by").unwrap_or(&nothing);
    let key =
        if is_repost { format!("{uri} by {}", by.text("did").unwrap_or_default()) } else { uri.to_string() };
    let external_id =
        if is_repost { reason.text("uri").map_or_else(|| key.clone(), Into::into) } else { uri.to_string() };
    // Set by the server, so that no author can turn the order round; the earlier of both is
    // what Bluesky sorts by.
    let indexed_at = post.time("indexedAt");
    let published_at = match (record.time("createdAt").filter(|time| time.timestamp() > 0), indexed_at) {
        (Some(said), Some(seen)) => Some(said.min(seen)),
        (said, seen) => seen.or(said),
    };
    let mut words = text::body(record.get("text").and_then(Value::as_str).unwrap_or_default());
    if words.is_empty() {
        words = body::card(embed).map(|(_, title)| text::body(&title)).unwrap_or_default();
    }
    let item = FoundItem {
        identity: identity::identity(Some(&key), None, "", None, ""),
        external_id,
        // A repost leads to the same page as the post, which does not make them one.
        link_key: url.as_deref().filter(|_| !is_repost).and_then(identity::link_key),
        url,
        author: author_of(author),
        title: None,
        text: words,
        html: body::html(record, embed),
        language: record.list("langs").iter().find_map(Value::as_str).and_then(text::name),
        published_at: if is_repost { reason.time("indexedAt").or(published_at) } else { published_at },
        updated_at: None,
        kind: kind(is_repost, record, embed),
        media: embed.map(media).unwrap_or_default(),
        engagement: Engagement {
            likes: post.count("likeCount"),
            reposts: post.count("repostCount"),
            replies: post.count("replyCount"),
            views: None,
        },
        tags: tags(record),
        raw: Some(raw(post, reason, record, embed)),
    };
    Row::Post(Box::new(Post { is_pinned: is_reason("#reasonPin"), author_did, item }))
}

/// By DID, because handles change.
fn address(did: &str, uri: &str) -> Option<String> {
    let key = uri.rsplit_once('/').map(|(_, key)| key).filter(|key| !key.is_empty())?;
    (uri.starts_with("at://") && did.starts_with("did:"))
        .then(|| format!("{}profile/{did}/post/{key}", super::SITE))
}

fn author_of(author: &Value) -> Author {
    let handle = author.text("handle").as_deref().and_then(text::name);
    Author {
        name: author.text("displayName").as_deref().and_then(text::name).or_else(|| handle.clone()),
        handle,
        url: author.text("did").map(|did| format!("{}profile/{did}", super::SITE)),
        avatar: author.address("avatar", None).map(String::from),
    }
}

fn kind(is_repost: bool, record: &Value, embed: Option<&Value>) -> ItemKind {
    let has_video = || embed.is_some_and(|embed| media(embed).iter().any(is_video));
    match () {
        () if is_repost => ItemKind::Repost,
        () if record.inner("reply").is_some() => ItemKind::Reply,
        () if body::quoted(embed).is_some() => ItemKind::Quote,
        () if has_video() => ItemKind::Video,
        () => ItemKind::Post,
    }
}

fn is_video(media: &Media) -> bool {
    media.media_type.as_deref() == Some("video")
}

/// Pictures and videos, also beside a quote; kinds that are not known yet are left out.
fn media(embed: &Value) -> Vec<Media> {
    if let Some(inner) = embed.inner("media") {
        return media(inner);
    }
    let of = |value: &Value, key: &str, media_type: &str| {
        Some(Media {
            url: value.address(key, None)?.into(),
            media_type: Some(media_type.to_owned()),
            alt: value.text("alt").as_deref().and_then(text::title),
            ..Media::default()
        })
    };
    let pictures = embed.list("images").iter().chain(embed.list("items"));
    let pictures = pictures.filter_map(|picture| of(picture, "fullsize", "image"));
    pictures.chain(of(embed, "playlist", "video")).collect()
}

/// Hashtags in the text and beside it, each once.
fn tags(record: &Value) -> Vec<String> {
    let in_text = record
        .list("facets")
        .iter()
        .flat_map(|facet| facet.list("features"))
        .filter(|feature| feature.text("$type").is_some_and(|name| name.ends_with("#tag")))
        .filter_map(|feature| feature.text("tag"));
    let beside = record.list("tags").iter().filter_map(Value::as_str).map(Into::into);
    let mut known = HashSet::new();
    let tags = in_text.chain(beside).filter_map(|tag: std::borrow::Cow<'_, str>| text::name(&tag));
    tags.filter(|tag| known.insert(tag.to_lowercase())).take(100).collect()
}

fn labels(value: &Value) -> impl Iterator<Item = &str> {
    let said = value.list("labels").iter().filter(|label| !label.is_true("neg"));
    said.filter_map(|label| label.get("val").and_then(Value::as_str))
}

/// What the fields of an item have no place for.
fn raw(post: &Value, reason: &Value, record: &Value, embed: Option<&Value>) -> Value {
    let mut raw = serde_json::Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            raw.insert(key.to_owned(), value);
        }
    };
    let uri = |value: Option<&Value>| value.and_then(|value| value.text("uri")).map(|uri| json!(uri));
    let reply = record.inner("reply");
    put("uri", uri(Some(post)));
    put("cid", post.text("cid").map(|cid| json!(cid)));
    put("reply_parent", uri(reply.and_then(|reply| reply.inner("parent"))));
    put("reply_root", uri(reply.and_then(|reply| reply.inner("root"))));
    put("quotes", uri(body::quoted(embed)));
    put("quote_count", post.count("quoteCount").map(|count| json!(count)));
    let labels: Vec<&str> = labels(post).take(20).collect();
    put("labels", (!labels.is_empty()).then(|| json!(labels)));
    if let Some(by) = reason.inner("by") {
        let of = |key| by.text(key).as_deref().and_then(text::name);
        put(
            "reposted_by",
            Some(json!({ "did": of("did"), "handle": of("handle"), "name": of("displayName") })),
        );
    }
    Value::Object(raw)
}
