//! One video or comment as an item. Pure.

use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    content::{sanitise::sanitise, text},
    model::{
        Author, Engagement, FoundItem, ItemKind, Media,
        identity::{identity, link_key},
    },
    platforms::{json::Lenient, servers::host},
};

/// Bytes of a text that no field has a place for.
const MOST_RAW: usize = 500;
const PUBLIC: u64 = 1;

/// A member of a list.
pub(super) enum Entry {
    Item(Box<FoundItem>),
    /// Deleted, or not for everybody.
    Other,
    Unreadable,
}

pub(super) fn video(video: &Value, server: &Url) -> Entry {
    if video.inner("privacy").and_then(|privacy| privacy.count("id")).is_some_and(|id| id != PUBLIC) {
        return Entry::Other;
    }
    let title = video.text("name").as_deref().and_then(text::title);
    let id = video.text("uuid").filter(|uuid| uuid.len() <= 64 && !uuid.contains('/'));
    let (Some(id), Some(title)) = (id, title) else { return Entry::Unreadable };
    let url = video.address("url", None).or_else(|| server.join(&format!("videos/watch/{id}")).ok());
    let words = video.text("description").or_else(|| video.text("truncatedDescription")).unwrap_or_default();
    let text = text::body(&words);
    let link = url.as_ref().map(Url::as_str);
    let published = video.time("publishedAt").or_else(|| video.time("createdAt"));
    Entry::Item(Box::new(FoundItem {
        // The same on all servers that show it.
        identity: identity(Some(&id), link, &title, published, &text),
        external_id: id.into_owned(),
        link_key: link.and_then(link_key),
        url: link.map(str::to_owned),
        author: video.inner("channel").or_else(|| video.inner("account")).map(author).unwrap_or_default(),
        title: Some(title),
        text,
        html: None,
        language: video.inner("language").and_then(|language| language.text("id")).as_deref().and_then(tag),
        published_at: published,
        // The server's own mark moves with every count of views.
        updated_at: None,
        kind: ItemKind::Video,
        media: media(video, server),
        engagement: Engagement {
            likes: video.count("likes"),
            replies: video.count("comments"),
            views: video.count("views"),
            reposts: None,
        },
        tags: tags(video),
        raw: raw(video),
    }))
}

pub(super) fn comment(comment: &Value, server: &Url) -> Entry {
    if comment.is_true("isDeleted") || comment.get("deletedAt").is_some_and(Value::is_string) {
        return Entry::Other;
    }
    let url = comment.address("url", None);
    let id = comment.text("id").map(|id| format!("{}/{}", host(server), text::cap_bytes(&id, 200)));
    let external = comment.text("url").filter(|_| url.is_some());
    let external = external.map(|url| text::cap_bytes(&url, text::MAX_URL_BYTES).to_owned()).or(id);
    let body = sanitise(comment.text("text").as_deref().unwrap_or_default(), url.as_ref());
    let Some(external_id) = external.filter(|_| !body.text.is_empty()) else { return Entry::Unreadable };
    let link = url.as_ref().map(Url::as_str);
    let published = comment.time("createdAt");
    Entry::Item(Box::new(FoundItem {
        identity: identity(Some(&external_id), link, "", published, &body.text),
        external_id,
        link_key: link.and_then(link_key),
        url: link.map(str::to_owned),
        author: comment.inner("account").map(author).unwrap_or_default(),
        text: body.text,
        html: body.html,
        published_at: published,
        updated_at: comment.time("updatedAt").filter(|updated| published.is_none_or(|at| at < *updated)),
        kind: ItemKind::Comment,
        engagement: Engagement { replies: comment.count("totalReplies"), ..Engagement::default() },
        ..FoundItem::default()
    }))
}

fn author(actor: &Value) -> Author {
    let name = actor.text("name");
    let handle = name.as_ref().map(|name| match actor.text("host") {
        Some(host) => format!("@{name}@{host}"),
        None => format!("@{name}"),
    });
    let url = actor.address("url", None);
    let avatar = actor.list("avatars").last().or_else(|| actor.inner("avatar"));
    let avatar = avatar.and_then(|avatar| {
        avatar
            .address("fileUrl", None)
            .or_else(|| avatar.address("url", None))
            .or_else(|| avatar.address("path", url.as_ref()))
    });
    Author {
        name: actor.text("displayName").or(name).as_deref().and_then(text::name),
        handle: handle.as_deref().and_then(text::name),
        url: url.map(String::from),
        avatar: avatar.map(String::from),
    }
}

/// The player's address, which carries the length, and a picture. Paths are the server's own.
fn media(video: &Value, server: &Url) -> Vec<Media> {
    let player = video.address("embedUrl", None).or_else(|| video.address("embedPath", Some(server)));
    let player = player.map(|url| Media {
        url: url.into(),
        media_type: Some("video".into()),
        duration_seconds: video.count("duration").filter(|seconds| *seconds > 0),
        ..Media::default()
    });
    let picture = video.list("thumbnails").last().and_then(|picture| picture.address("fileUrl", None));
    let picture = picture
        .or_else(|| video.address("thumbnailUrl", None))
        .or_else(|| video.address("previewPath", Some(server)))
        .or_else(|| video.address("thumbnailPath", Some(server)));
    let picture =
        picture.map(|url| Media { url: url.into(), media_type: Some("image".into()), ..Media::default() });
    player.into_iter().chain(picture).collect()
}

fn tags(video: &Value) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in video.list("tags").iter().filter_map(Value::as_str).filter_map(text::name) {
        if tags.len() < text::MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn tag(language: &str) -> Option<String> {
    let is_tag = (2..=35).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then(|| language.to_owned())
}

/// What the other fields have no place for.
fn raw(video: &Value) -> Option<Value> {
    let mut raw = Map::new();
    for key in ["category", "licence"] {
        let named = video.inner(key).filter(|named| named.text("id").is_some());
        if let Some(label) = named.and_then(|named| named.text("label")) {
            raw.insert(key.into(), json!(text::one_line(text::cap_bytes(&label, MOST_RAW))));
        }
    }
    if let Some(account) = video.inner("account").map(author).and_then(|author| author.handle) {
        raw.insert("account".into(), json!(account));
    }
    if let Some(first) = video.time("originallyPublishedAt") {
        raw.insert("originally_published_at".into(), json!(first));
    }
    if video.is_true("nsfw") {
        raw.insert("nsfw".into(), Value::Bool(true));
    }
    if video.is_true("isLive") {
        let state = video.inner("state").and_then(|state| state.count("id"));
        let state = match state {
            Some(4) => "waiting",
            Some(5) => "ended",
            _ => "live",
        };
        raw.insert("live".into(), json!(state));
    }
    (!raw.is_empty()).then_some(Value::Object(raw))
}
