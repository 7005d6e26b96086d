//! An event as an item.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use nostr::{
    event::{Event, EventId, Tag},
    key::PublicKey,
    nips::{
        nip01::Coordinate,
        nip19::{Nip19Coordinate, Nip19Event, ToBech32},
    },
};
use serde_json::{Value, json};

use super::{
    SITE, article, body, frame,
    subject::{ARTICLE, COMMENT, METADATA, OTHER_REPOST, REPOST, SHORT_VIDEO, VIDEO},
};
use crate::{
    content::text,
    model::{Author, Engagement, FoundItem, ItemKind, Media, identity},
    platforms::json::Lenient,
};

/// Names and pictures of people, as they say it themselves.
pub(super) type People = HashMap<PublicKey, Person>;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: Option<String>,
    avatar: Option<String>,
    at: u64,
}

/// Takes in what an event says about its author, unless something newer is known.
pub(super) fn learn(people: &mut People, event: &Event) {
    let at = event.created_at.as_secs();
    if event.kind.as_u16() != METADATA || people.get(&event.pubkey).is_some_and(|known| known.at >= at) {
        return;
    }
    let said: Value = serde_json::from_str(&event.content).unwrap_or_default();
    let name = ["display_name", "displayName", "name"].into_iter().find_map(|key| said.text(key));
    let name = name.as_deref().and_then(text::name);
    let avatar = said.address("picture", None).map(String::from);
    people.insert(event.pubkey, Person { name, avatar, at });
}

pub(super) fn is_repost(event: &Event) -> bool {
    matches!(event.kind.as_u16(), REPOST | OTHER_REPOST)
}

/// The post that a repost passes on, where it holds it, and which one it is.
pub(super) fn original(repost: &Event) -> (Option<Event>, Option<EventId>) {
    let id = repost.tags.event_ids().next();
    let held = serde_json::from_str(&repost.content).ok().and_then(frame::verified);
    (held.filter(|held| id.is_none_or(|id| id == held.id)), id)
}

/// The post that this one answers.
pub(super) fn parent(event: &Event) -> Option<String> {
    let tags = |name: &'static str| event.tags.iter().filter(move |tag| tag.kind() == name);
    if event.kind.as_u16() == COMMENT {
        return tags("e").chain(tags("a")).find_map(|tag| tag.content().map(str::to_owned));
    }
    let mark = |tag: &&Tag| tag.as_slice().get(3).cloned().unwrap_or_default();
    let with = |wanted: &str| tags("e").find(|tag| mark(tag) == wanted);
    // Long ago the last one without a mark was meant.
    let last = || tags("e").rfind(|tag| mark(tag).is_empty());
    let answered = with("reply").or_else(|| with("root")).or_else(last).or_else(|| tags("a").next());
    answered.and_then(|tag| tag.content().map(str::to_owned))
}

/// `shown` is what the event passes on, or itself.
pub(super) fn item(event: &Event, shown: &Event, people: &People) -> FoundItem {
    let external_id = article::address_of(event).unwrap_or_else(|| event.id.to_hex());
    let url = address(shown);
    let kind = kind(event, shown);
    let is_article = shown.kind.as_u16() == ARTICLE;
    let published_at = time(event.created_at.as_secs());
    let first = tag(event, "published_at").and_then(|text| text.trim().parse().ok()).and_then(time);
    let first = first.filter(|first| is_article && Some(*first) <= published_at);
    FoundItem {
        identity: identity::identity(Some(&external_id), None, "", None, ""),
        external_id,
        // A repost leads to the same page as the post, which does not make them one.
        link_key: url.as_deref().filter(|_| kind != ItemKind::Repost).and_then(identity::link_key),
        url,
        author: author(shown.pubkey, people),
        title: tag(shown, "title").or_else(|| tag(shown, "subject")).and_then(text::title),
        text: text::body(&shown.content),
        html: if is_article { None } else { body::html(&shown.content) },
        language: language(shown),
        published_at: first.or(published_at),
        updated_at: published_at.filter(|_| first.is_some_and(|first| Some(first) != published_at)),
        kind,
        media: media(shown),
        engagement: Engagement::default(),
        tags: tags(shown),
        raw: Some(raw(event, shown, people)),
    }
}

fn kind(event: &Event, shown: &Event) -> ItemKind {
    match shown.kind.as_u16() {
        _ if is_repost(event) => ItemKind::Repost,
        COMMENT => ItemKind::Comment,
        VIDEO | SHORT_VIDEO => ItemKind::Video,
        ARTICLE => ItemKind::Post,
        _ if parent(shown).is_some() => ItemKind::Reply,
        _ if tag(shown, "q").is_some() => ItemKind::Quote,
        _ => ItemKind::Post,
    }
}

/// Where the post can be seen in a browser.
fn address(event: &Event) -> Option<String> {
    let code = if article::address_of(event).is_some() {
        let place = Coordinate {
            kind: event.kind,
            public_key: event.pubkey,
            identifier: event.tags.identifier().unwrap_or_default(),
        };
        Nip19Coordinate::new(place, []).to_bech32()
    } else {
        Nip19Event::new(event.id).author(event.pubkey).kind(event.kind).to_bech32()
    };
    code.ok().map(|code| format!("{SITE}{code}")).filter(|url| url.len() <= text::MAX_URL_BYTES)
}

fn author(key: PublicKey, people: &People) -> Author {
    let code = key.to_bech32().ok();
    let person = people.get(&key).cloned().unwrap_or_default();
    Author {
        name: person.name.or_else(|| code.as_deref().map(body::short)),
        url: code.as_deref().map(|code| format!("{SITE}{code}")),
        handle: code,
        avatar: person.avatar,
    }
}

fn tag<'a>(event: &'a Event, name: &str) -> Option<&'a str> {
    let found = event.tags.iter().find(|tag| tag.kind() == name)?;
    found.content().filter(|value| !value.trim().is_empty())
}

fn time(seconds: u64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0).filter(|time| time.timestamp() > 0)
}

fn language(event: &Event) -> Option<String> {
    let is_code = |tag: &&Tag| tag.kind() == "l" && tag.as_slice().get(2).is_some_and(|of| of == "ISO-639-1");
    event.tags.iter().find(is_code)?.content().and_then(text::name)
}

fn tags(event: &Event) -> Vec<String> {
    let mut known = HashSet::new();
    let tags = event.tags.hashtags().filter_map(text::name);
    tags.filter(|tag| known.insert(tag.to_lowercase())).take(text::MAX_TAGS).collect()
}

/// What the event describes, then what its words lead to.
fn media(event: &Event) -> Vec<Media> {
    let described = event.tags.iter().filter(|tag| tag.kind() == "imeta").filter_map(|tag| {
        let value = |name: &str| {
            let fields = tag.as_slice().iter().skip(1);
            fields
                .filter_map(|field| field.split_once(' '))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        let url = body::web_address(value("url")?)?;
        Some(Media {
            media_type: value("m").and_then(text::name).or_else(|| body::class(&url).map(str::to_owned)),
            url,
            alt: value("alt").and_then(text::title),
            size: value("size").and_then(|size| size.parse().ok()),
            duration_seconds: value("duration").and_then(|time| time.split('.').next()?.parse().ok()),
        })
    });
    let cover = tag(event, "image").filter(|_| event.kind.as_u16() == ARTICLE).and_then(body::web_address);
    let linked = body::addresses(&event.content).into_iter().chain(cover).filter_map(|url| {
        Some(Media { media_type: Some(body::class(&url)?.to_owned()), url, ..Media::default() })
    });
    let mut known = HashSet::new();
    described.chain(linked).filter(|media| known.insert(media.url.clone())).take(50).collect()
}

/// What the fields of an item have no place for.
fn raw(event: &Event, shown: &Event, people: &People) -> Value {
    let mut raw = serde_json::Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            raw.insert(key.to_owned(), json!(value));
        }
    };
    put("id", Some(event.id.to_hex()));
    put("kind", Some(event.kind.as_u16().to_string()));
    put("reply_to", parent(shown));
    put("quotes", tag(shown, "q").and_then(text::name));
    put("summary", tag(shown, "summary").and_then(text::title));
    let warning = shown.tags.iter().find(|tag| tag.kind() == "content-warning");
    put("content_warning", warning.map(|tag| tag.content().and_then(text::title).unwrap_or_default()));
    if is_repost(event) {
        let by = author(event.pubkey, people);
        put("reposted_by", by.name);
        put("reposted_by_key", by.handle);
        put("original", Some(shown.id.to_hex()));
    }
    Value::Object(raw)
}
