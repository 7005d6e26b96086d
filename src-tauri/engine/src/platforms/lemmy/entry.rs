//! One post or comment as an item, from either version of the interface. Pure.

use std::collections::BTreeMap;

use quick_xml::escape::escape;
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

/// Ends of addresses that are media themselves.
const ENDS: [(&str, &str); 11] = [
    (".jpg", "image"),
    (".jpeg", "image"),
    (".png", "image"),
    (".gif", "image"),
    (".webp", "image"),
    (".avif", "image"),
    (".mp4", "video"),
    (".webm", "video"),
    (".mp3", "audio"),
    (".ogg", "audio"),
    (".flac", "audio"),
];
/// Bytes of a text that no field has a place for.
const MOST_RAW: usize = 2_000;

/// Codes of languages by the server's own numbers.
pub(super) type Languages = BTreeMap<u64, String>;

/// A member of a list.
pub(super) enum Entry {
    Item(Box<FoundItem>),
    /// Deleted, or taken down by a moderator.
    Removed,
    Unreadable,
}

pub(super) fn entry(view: &Value, server: &Url, languages: &Languages) -> Entry {
    let comment = view.inner("comment");
    let Some(own) = comment.or_else(|| view.inner("post")) else { return Entry::Unreadable };
    if own.is_true("removed") || own.is_true("deleted") {
        return Entry::Removed;
    }
    let id = own.text("id");
    let link = own.address("ap_id", None).or_else(|| local_link(server, comment.is_some(), id.as_deref()?));
    let external = own.text("ap_id").map(|ap_id| text::cap_bytes(&ap_id, text::MAX_URL_BYTES).to_owned());
    let external = external.or_else(|| id.map(|id| format!("{}/{id}", host(server))));
    let words = own.text(if comment.is_some() { "content" } else { "body" }).unwrap_or_default();
    let title = own.text("name").as_deref().and_then(text::title).filter(|_| comment.is_none());
    let Some(external_id) = external.filter(|_| title.is_some() || !words.is_empty()) else {
        return Entry::Unreadable;
    };
    // Older servers count beside the post, newer ones within it.
    let counts = view.inner("counts").unwrap_or(own);
    let target = own.address("url", None).filter(|_| comment.is_none());
    let (html, body) = body(&words, target.as_ref());
    let url = link.as_ref().map(Url::as_str);
    let published = own.time("published_at").or_else(|| own.time("published"));
    Entry::Item(Box::new(FoundItem {
        identity: identity(Some(&external_id), url, "", published, &body),
        external_id,
        link_key: url.and_then(link_key),
        url: url.map(str::to_owned),
        author: view.inner("creator").map(author).unwrap_or_default(),
        title,
        text: body,
        html,
        language: own.count("language_id").and_then(|id| languages.get(&id).cloned()),
        published_at: published,
        updated_at: own.time("updated_at").or_else(|| own.time("updated")),
        kind: if comment.is_some() { ItemKind::Comment } else { ItemKind::Post },
        media: media(own, target.as_ref()),
        engagement: Engagement {
            likes: counts.count("upvotes").or_else(|| counts.count("score")),
            replies: counts.count("comments").or_else(|| counts.count("child_count")),
            ..Engagement::default()
        },
        tags: tags(view),
        raw: raw(view, own, target.as_ref()),
    }))
}

fn local_link(server: &Url, is_comment: bool, id: &str) -> Option<Url> {
    let is_id = id.bytes().all(|byte| byte.is_ascii_digit());
    server.join(&format!("{}/{id}", if is_comment { "comment" } else { "post" })).ok().filter(|_| is_id)
}

fn author(creator: &Value) -> Author {
    let url = creator.address("ap_id", None).or_else(|| creator.address("actor_id", None));
    let name = creator.text("name");
    let host = url.as_ref().and_then(Url::host_str);
    let handle = name.as_ref().map(|name| match host {
        Some(host) => format!("@{name}@{host}"),
        None => format!("@{name}"),
    });
    Author {
        name: creator.text("display_name").or(name).as_deref().and_then(text::name),
        handle: handle.as_deref().and_then(text::name),
        url: url.map(String::from),
        avatar: creator.address("avatar", None).map(String::from),
    }
}

/// The page that a post links to, then its own words, which are Markdown and stay so.
fn body(words: &str, link: Option<&Url>) -> (Option<String>, String) {
    let own = text::body(words);
    let Some(link) = link else { return (None, own) };
    let address = escape(link.as_str());
    let mut html = format!("<p><a href=\"{address}\">{address}</a></p>");
    for paragraph in own.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        html.push_str(&format!("<p>{}</p>", escape(paragraph).replace('\n', "<br>")));
    }
    let html = sanitise(&html, None);
    (html.html, if own.is_empty() { html.text } else { own })
}

fn media(post: &Value, link: Option<&Url>) -> Vec<Media> {
    let given = post.text("url_content_type");
    let class = |url: &Url| {
        let path = url.path().to_ascii_lowercase();
        ENDS.iter().find(|(end, _)| path.ends_with(end)).map(|(_, class)| (*class).to_owned())
    };
    let is_media =
        |class: &String| ["image", "video", "audio"].iter().any(|family| class.starts_with(family));
    let of_link = link.and_then(|link| {
        let class = given.as_deref().and_then(text::name).filter(is_media).or_else(|| class(link))?;
        let alt = post.text("alt_text").as_deref().and_then(text::title);
        Some(Media { url: link.to_string(), media_type: Some(class), alt, ..Media::default() })
    });
    let thumbnail = post.address("thumbnail_url", None).filter(|_| of_link.is_none()).map(|url| Media {
        url: url.into(),
        media_type: Some("image".into()),
        ..Media::default()
    });
    of_link.into_iter().chain(thumbnail).collect()
}

fn tags(view: &Value) -> Vec<String> {
    let named =
        |tag: &Value| tag.text("display_name").or_else(|| tag.text("name")).as_deref().and_then(text::name);
    let mut tags: Vec<String> = Vec::new();
    for tag in view.list("tags").iter().filter_map(named) {
        if tags.len() < text::MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// What the other fields have no place for.
fn raw(view: &Value, own: &Value, link: Option<&Url>) -> Option<Value> {
    let mut raw = Map::new();
    let mut keep = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            raw.insert(key.to_owned(), json!(text::one_line(text::cap_bytes(value, MOST_RAW))));
        }
    };
    keep("url", link.map(Url::as_str));
    if let Some(community) = view.inner("community") {
        keep("community", community.text("name").as_deref());
        let url = community.address("ap_id", None).or_else(|| community.address("actor_id", None));
        keep("community_url", url.as_ref().map(Url::as_str));
    }
    if let (Some(post), Some(path)) = (view.inner("post"), own.text("path")) {
        keep("post_title", post.text("name").as_deref());
        keep("post_url", post.address("ap_id", None).as_ref().map(Url::as_str));
        // `0.12.34`: what is answered stands before the last.
        let parent = path.rsplit('.').nth(1).filter(|id| *id != "0");
        keep("parent_id", parent);
    }
    keep("link_title", own.text("embed_title").as_deref());
    if own.is_true("nsfw") {
        raw.insert("nsfw".into(), Value::Bool(true));
    }
    (!raw.is_empty()).then_some(Value::Object(raw))
}
