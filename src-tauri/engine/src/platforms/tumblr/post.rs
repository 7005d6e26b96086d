//! Pure: one post of the API as an item.

use std::{collections::HashSet, fmt::Write};

use quick_xml::escape::escape;
use serde_json::{Map, Value, json};
use url::Url;

use super::SITE;
use crate::{
    content::{sanitise::sanitise, text},
    model::{Author, FoundItem, ItemKind, Media, identity},
    platforms::json::Lenient,
};

/// What an entry is.
pub(super) enum Row {
    Post(Box<FoundItem>),
    /// Stands out of order, so it says nothing about where known posts begin.
    Pinned(Box<FoundItem>),
    Unreadable,
}

pub(super) fn read(post: &Value) -> Row {
    // The number itself is too large for those who read it as a fraction.
    let id = post.text("id_string").or_else(|| post.text("id"));
    let Some(id) = id.filter(|id| is_id(id)) else { return Row::Unreadable };
    let blog = post.text("blog_name").as_deref().and_then(text::name);
    let url = post.address("post_url", None).map(String::from);
    let url = url.or_else(|| Some(format!("{SITE}{}/{id}", blog.as_deref()?)));
    let base = url.as_deref().and_then(|url| Url::parse(url).ok());
    let kind = post.text("type").unwrap_or_default();
    let is_reblog = post.text("reblogged_from_name").is_some() || post.text("reblogged_from_id").is_some();
    let body = sanitise(&markup(&kind, post), base.as_ref());
    let item = FoundItem {
        identity: identity::identity(Some(&id), None, "", None, ""),
        external_id: id.into_owned(),
        link_key: url.as_deref().and_then(identity::link_key),
        url,
        author: author(blog.as_deref()),
        title: post.text("title").as_deref().map(words_of).as_deref().and_then(text::title),
        text: body.text,
        html: body.html,
        published_at: post.time("timestamp").or_else(|| post.time("date")),
        kind: match &*kind {
            _ if is_reblog => ItemKind::Repost,
            "video" => ItemKind::Video,
            "audio" => ItemKind::Audio,
            _ => ItemKind::Post,
        },
        media: media(post),
        tags: tags(post),
        raw: Some(raw(post)),
        ..FoundItem::default()
    };
    if post.is_true("is_pinned") { Row::Pinned(Box::new(item)) } else { Row::Post(Box::new(item)) }
}

pub(super) fn is_id(id: &str) -> bool {
    (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn author(blog: Option<&str>) -> Author {
    Author {
        name: blog.map(str::to_owned),
        handle: blog.map(str::to_owned),
        url: blog.map(|blog| format!("https://{blog}.tumblr.com/")),
        avatar: None,
    }
}

fn words_of(title: &str) -> String {
    crate::content::entities::decode_entities(title).into_owned()
}

/// Each kind of post has its words in fields of its own.
fn markup(kind: &str, post: &Value) -> String {
    let of = |key: &str| post.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut html = String::new();
    match kind {
        "quote" => {
            let _ = write!(html, "<blockquote>{}</blockquote><p>{}</p>", of("text"), of("source"));
        }
        "link" => {
            if let Some(url) = post.address("url", None) {
                let url = escape(url.as_str());
                let _ = write!(html, "<p><a href=\"{url}\">{url}</a></p>");
            }
            html.push_str(of("description"));
        }
        "chat" if !post.list("dialogue").is_empty() => {
            for line in post.list("dialogue") {
                let (label, phrase) = (line.text("label"), line.text("phrase"));
                let (label, phrase) = (label.unwrap_or_default(), phrase.unwrap_or_default());
                let _ = write!(html, "<p><b>{}</b> {}</p>", escape(&*label), escape(&*phrase));
            }
        }
        "answer" => {
            let asker = escape(of("asking_name"));
            let _ = write!(
                html,
                "<blockquote><p><b>{asker}</b></p>{}</blockquote>{}",
                of("question"),
                of("answer")
            );
        }
        "photo" | "video" | "audio" => html.push_str(of("caption")),
        _ => html.push_str(of("body")),
    }
    html
}

fn media(post: &Value) -> Vec<Media> {
    let of = |url: Url, class: &str, alt: Option<String>| Media {
        url: url.into(),
        media_type: Some(class.to_owned()),
        alt,
        ..Media::default()
    };
    let pictures = post.list("photos").iter().filter_map(|photo| {
        let url = photo.inner("original_size")?.address("url", None)?;
        Some(of(url, "image", photo.text("caption").as_deref().and_then(text::title)))
    });
    let others = [("video_url", "video"), ("audio_url", "audio")];
    let others = others.iter().filter_map(|(key, class)| Some(of(post.address(key, None)?, class, None)));
    pictures.chain(others).take(30).collect()
}

fn tags(post: &Value) -> Vec<String> {
    let mut known = HashSet::new();
    let tags = post.list("tags").iter().filter_map(Value::as_str).filter_map(text::name);
    tags.filter(|tag| known.insert(tag.to_lowercase())).take(text::MAX_TAGS).collect()
}

/// What the fields of an item have no place for.
fn raw(post: &Value) -> Value {
    let mut raw = Map::new();
    for key in
        ["reblogged_from_name", "reblogged_root_name", "parent_post_url", "permalink_url", "source_url"]
    {
        if let Some(value) = post.text(key) {
            raw.insert(key.to_owned(), json!(text::cap_bytes(&value, 2048)));
        }
    }
    // Likes, reblogs and replies together.
    if let Some(notes) = post.count("note_count") {
        raw.insert("notes".to_owned(), json!(notes));
    }
    Value::Object(raw)
}
