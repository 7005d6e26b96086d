//! An entry as read, before its texts are made safe and its identity is known.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use url::Url;

use super::words::Words;
use crate::content::text::{self, MAX_TAGS, MAX_URL_BYTES};
use crate::model::identity::{identity, link_key};
use crate::model::{Author, Engagement, FoundItem, ItemKind, Media};

/// Bytes of one value in `raw`.
const MAX_EXTRA_BYTES: usize = 2_000;
/// Bytes of an `external_id`.
const MAX_ID_BYTES: usize = 4_096;
const MAX_MEDIA: usize = 50;

/// An entry as the feed gives it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft<'a> {
    pub(crate) id: Option<String>,
    pub(crate) link: Option<Url>,
    pub(crate) title: Option<Words<'a>>,
    pub(crate) body: Option<Words<'a>>,
    /// What the links of the body are relative to.
    pub(crate) base: Option<Url>,
    pub(crate) published: Option<DateTime<Utc>>,
    pub(crate) updated: Option<DateTime<Utc>>,
    pub(crate) author: Author,
    pub(crate) language: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) media: Vec<Media>,
    pub(crate) engagement: Engagement,
    pub(crate) raw: Map<String, Value>,
}

impl Draft<'_> {
    /// Keeps a value that no field has a place for.
    pub(crate) fn extra(&mut self, key: &str, value: &str) {
        let value = text::one_line(text::cap_bytes(value, MAX_EXTRA_BYTES));
        if !value.is_empty() {
            self.raw.insert(key.to_owned(), Value::String(value));
        }
    }

    /// Makes texts safe, applies the caps and gives the item its identity.
    pub(crate) fn finish(self, feed: &Url) -> FoundItem {
        let title = self.title.as_ref().and_then(Words::title);
        let raw_body = self.body.as_ref().map_or("", Words::raw);
        let url = self.link.map(String::from).filter(|link| link.len() <= MAX_URL_BYTES);
        let identity = identity(
            self.id.as_deref(),
            url.as_deref(),
            title.as_deref().unwrap_or_default(),
            self.published,
            raw_body,
        );
        let body = self
            .body
            .as_ref()
            .map(|words| words.body(self.base.as_ref().unwrap_or(feed)))
            .unwrap_or_default();
        let external_id = self
            .id
            .as_deref()
            .map_or_else(|| identity.clone(), |id| text::cap_bytes(id, MAX_ID_BYTES).to_owned());
        let mut media = self.media;
        media.truncate(MAX_MEDIA);
        FoundItem {
            external_id,
            link_key: url.as_deref().and_then(link_key),
            identity,
            url,
            author: capped(self.author),
            title,
            text: body.text,
            html: body.html,
            language: self.language.as_deref().and_then(language),
            published_at: self.published,
            updated_at: self.updated,
            kind: kind(&media, &self.raw),
            media,
            engagement: self.engagement,
            tags: tags(self.tags),
            raw: (!self.raw.is_empty()).then_some(Value::Object(self.raw)),
        }
    }
}

fn capped(author: Author) -> Author {
    let address = |url: Option<String>| url.filter(|url| url.len() <= MAX_URL_BYTES);
    Author {
        name: author.name.as_deref().and_then(text::name),
        handle: author.handle.as_deref().and_then(text::name),
        url: address(author.url),
        avatar: address(author.avatar),
    }
}

fn tags(given: Vec<String>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::with_capacity(given.len().min(MAX_TAGS));
    for tag in given.iter().filter_map(|tag| text::name(tag)) {
        if tags.len() == MAX_TAGS {
            break;
        }
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// A language tag in its usual form; anything that is none is dropped.
pub(crate) fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let sound =
        (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    sound.then_some(tag)
}

fn kind(media: &[Media], raw: &Map<String, Value>) -> ItemKind {
    let has = |class: &str| {
        media.iter().any(|media| media.media_type.as_deref().is_some_and(|kind| kind.starts_with(class)))
    };
    if raw.contains_key("yt:videoId") || has("video") {
        ItemKind::Video
    } else if has("audio") {
        ItemKind::Audio
    } else {
        ItemKind::Post
    }
}
