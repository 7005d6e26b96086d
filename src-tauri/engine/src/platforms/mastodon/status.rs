//! One status as an item. Pure.

use serde_json::{Map, Value, json};
use url::Url;

use crate::{
    content::{sanitise::sanitise, text},
    model::{
        Author, Engagement, FoundItem, ItemKind, Media,
        identity::{identity, link_key},
    },
    platforms::json::Lenient,
};

const MOST_MEDIA: usize = 50;
/// Bytes of a text that no field has a place for.
const MOST_RAW: usize = 2_000;
const MOST_OPTIONS: usize = 20;

/// A member of a list of statuses.
pub(super) enum Read {
    Item(Box<FoundItem>),
    /// Not for the public, so not for an archive either.
    NotPublic,
    Unreadable,
}

/// Reads a status as `host` shows it.
pub(super) fn read(status: &Value, host: &str) -> Read {
    let boosted = status.inner("reblog");
    let shown = boosted.unwrap_or(status);
    if matches!(shown.text("visibility").as_deref(), Some("private" | "direct")) {
        return Read::NotPublic;
    }
    let url = shown.address("url", None).or_else(|| shown.address("uri", None));
    let Some(external_id) = external_id(status, boosted, host) else { return Read::Unreadable };
    if url.is_none() && shown.text("content").is_none() && shown.list("media_attachments").is_empty() {
        return Read::Unreadable;
    }
    let body = sanitise(shown.text("content").as_deref().unwrap_or_default(), url.as_ref());
    let title = shown.text("spoiler_text").as_deref().and_then(text::title);
    let published = status.time("created_at").or_else(|| shown.time("created_at"));
    let link = url.as_ref().map(Url::as_str);
    Read::Item(Box::new(FoundItem {
        identity: identity(
            Some(&external_id),
            link,
            title.as_deref().unwrap_or_default(),
            published,
            &body.text,
        ),
        external_id,
        // A boost has the address of what it boosts, which may stand in the same list.
        link_key: link.filter(|_| boosted.is_none()).and_then(link_key),
        url: url.as_ref().map(Url::to_string),
        author: shown.inner("account").map(|account| author(account, host)).unwrap_or_default(),
        title,
        text: body.text,
        html: body.html,
        language: shown.text("language").as_deref().and_then(language),
        published_at: published,
        updated_at: shown.time("edited_at"),
        kind: kind(shown, boosted.is_some()),
        media: media(shown),
        engagement: Engagement {
            likes: shown.count("favourites_count"),
            reposts: shown.count("reblogs_count"),
            replies: shown.count("replies_count"),
            views: None,
        },
        tags: tags(shown),
        raw: raw(status, shown, host),
    }))
}

/// Who writes, with the server in the handle also where the server leaves itself out.
pub(super) fn author(account: &Value, host: &str) -> Author {
    let acct = account.text("acct").or_else(|| account.text("username"));
    let handle =
        acct.map(|acct| if acct.contains('@') { format!("@{acct}") } else { format!("@{acct}@{host}") });
    let name = account.text("display_name").or_else(|| account.text("username"));
    Author {
        name: name.as_deref().and_then(text::name),
        handle: handle.as_deref().and_then(text::name),
        url: account.address("url", None).or_else(|| account.address("uri", None)).map(String::from),
        avatar: account.address("avatar", None).map(String::from),
    }
}

/// The `uri`, which all servers share; without one the local id, which only `host` knows.
fn external_id(status: &Value, boosted: Option<&Value>, host: &str) -> Option<String> {
    let uri = status.text("uri");
    // Some servers give a boost the uri of what it boosts.
    let own = uri.filter(|uri| boosted.and_then(|boosted| boosted.text("uri")).as_ref() != Some(uri));
    own.map(|uri| text::cap_bytes(&uri, text::MAX_URL_BYTES).to_owned())
        .or_else(|| status.text("id").map(|id| format!("{host}/{}", text::cap_bytes(&id, 200))))
}

fn kind(shown: &Value, is_boost: bool) -> ItemKind {
    if is_boost {
        ItemKind::Repost
    } else if shown.text("in_reply_to_id").is_some() {
        ItemKind::Reply
    } else if shown.inner("quote").is_some() || quote_url(shown).is_some() {
        ItemKind::Quote
    } else {
        ItemKind::Post
    }
}

fn media(shown: &Value) -> Vec<Media> {
    let of = |attachment: &Value| {
        let url = attachment.address("url", None).or_else(|| attachment.address("remote_url", None))?;
        let class = attachment.text("type").filter(|class| *class != "unknown");
        let seconds = attachment.inner("meta").and_then(|meta| {
            let original = meta.inner("original").and_then(|original| original.get("duration"));
            original.or_else(|| meta.get("duration"))?.as_f64().filter(|seconds| *seconds >= 0.0)
        });
        Some(Media {
            url: url.into(),
            // A picture that moves is a video without sound.
            media_type: class
                .map(|class| if class == "gifv" { "video".to_owned() } else { class.into_owned() }),
            alt: attachment.text("description").as_deref().and_then(text::title),
            size: None,
            duration_seconds: seconds.map(|seconds| seconds as u64),
        })
    };
    shown.list("media_attachments").iter().filter_map(of).take(MOST_MEDIA).collect()
}

fn tags(shown: &Value) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in shown.list("tags").iter().filter_map(|tag| text::name(&tag.text("name")?)) {
        if tags.len() < text::MAX_TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn language(tag: &str) -> Option<String> {
    let is_tag = (2..=35).contains(&tag.len())
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_tag.then(|| tag.replace('_', "-"))
}

/// The post that is quoted, where all are allowed to see it.
fn quote_url(shown: &Value) -> Option<Url> {
    let quoted = shown.inner("quote").and_then(|quote| {
        let is_shown = quote.text("state").is_none_or(|state| state == "accepted");
        quote.inner("quoted_status").filter(|_| is_shown)
    });
    let quoted =
        quoted.and_then(|quoted| quoted.address("url", None).or_else(|| quoted.address("uri", None)));
    quoted
        .or_else(|| shown.inner("pleroma").and_then(|pleroma| pleroma.address("quote_url", None)))
        .or_else(|| shown.address("quote_url", None))
}

/// What the other fields have no place for.
fn raw(status: &Value, shown: &Value, host: &str) -> Option<Value> {
    let mut raw = Map::new();
    let mut keep = |key: &str, value: Option<&str>| {
        if let Some(value) = value.map(|value| text::one_line(text::cap_bytes(value, MOST_RAW))) {
            raw.insert(key.to_owned(), Value::String(value));
        }
    };
    keep("visibility", shown.text("visibility").as_deref());
    keep("in_reply_to_id", shown.text("in_reply_to_id").as_deref());
    keep("quote_url", quote_url(shown).as_ref().map(Url::as_str));
    if status.inner("reblog").is_some()
        && let Some(booster) = status.inner("account")
    {
        keep("boosted_by", author(booster, host).handle.as_deref());
    }
    if let Some(card) = shown.inner("card") {
        keep("card_url", card.address("url", None).as_ref().map(Url::as_str));
        keep("card_title", card.text("title").as_deref());
    }
    if shown.is_true("sensitive") {
        raw.insert("sensitive".into(), Value::Bool(true));
    }
    if let Some(poll) = shown.inner("poll") {
        let options = poll.list("options").iter().filter_map(|option| text::title(&option.text("title")?));
        raw.insert("poll".into(), json!(options.take(MOST_OPTIONS).collect::<Vec<_>>()));
    }
    (!raw.is_empty()).then_some(Value::Object(raw))
}
