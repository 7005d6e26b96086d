//! JSON Feed 1 and 1.1, item by item: one that cannot be read costs only itself.

use serde_json::{Map, Value};
use url::Url;

use super::draft::Draft;
use super::media;
use super::parse::{Found, MAX_ENTRIES, ParseError, ParsedFeed, too_many};
use super::words::Words;
use crate::content::date::parse_date;
use crate::content::sanitise::resolve;
use crate::content::text;
use crate::model::{Author, FoundItem, Media};

type Object = Map<String, Value>;

pub(super) fn parse(body: &str, base: &Url) -> Result<ParsedFeed, ParseError> {
    let body = body.trim_start_matches('\u{FEFF}');
    let root: Value = serde_json::from_str(body).map_err(|error| {
        if body.contains("jsonfeed.org/version/") {
            ParseError::Malformed(format!("the document cannot be read as JSON: {error}"))
        } else {
            ParseError::NotAFeed { found: Found::Other }
        }
    })?;
    let root =
        root.as_object().filter(|root| is_feed(root)).ok_or(ParseError::NotAFeed { found: Found::Json })?;
    let mut feed = ParsedFeed {
        title: text_of(root, "title").and_then(|title| text::title(&title)),
        link: address(root, "home_page_url", base),
        feed_id: text_of(root, "feed_url"),
        next: address(root, "next_url", base),
        complete: root.get("expired") == Some(&Value::Bool(true)),
        ..ParsedFeed::default()
    };
    let items = root.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut unreadable = 0;
    for item in items.iter().take(MAX_ENTRIES) {
        match item.as_object() {
            Some(item) => feed.items.push(read(item, base)),
            None => unreadable += 1,
        }
    }
    if unreadable > 0 {
        let noun = if unreadable == 1 { "entry was" } else { "entries were" };
        feed.warnings.push(format!("{unreadable} {noun} unreadable"));
    }
    if items.len() > MAX_ENTRIES {
        feed.warnings.push(too_many());
    }
    let language = text_of(root, "language").as_deref().and_then(super::draft::language);
    Ok(feed.inherit(language, author(root, base)))
}

fn is_feed(root: &Object) -> bool {
    match root.get("version") {
        Some(Value::String(version)) => version.contains("jsonfeed.org/version/"),
        // Hand-made feeds forget the version.
        _ => {
            root.get("items").is_some_and(Value::is_array)
                && (root.contains_key("feed_url") || root.contains_key("home_page_url"))
        }
    }
}

fn read(item: &Object, base: &Url) -> FoundItem {
    let link = address(item, "url", base).or_else(|| address(item, "external_url", base));
    let html = text_of(item, "content_html").map(|html| Words::Html(html.into()));
    let plain = || {
        text_of(item, "content_text")
            .or_else(|| text_of(item, "summary"))
            .map(|text| Words::Plain(text.into()))
    };
    let mut draft = Draft {
        id: text_of(item, "id"),
        title: text_of(item, "title").map(|title| Words::Plain(title.into())),
        body: html.or_else(plain),
        base: Some(link.clone().unwrap_or_else(|| base.clone())),
        link,
        published: text_of(item, "date_published").and_then(|date| parse_date(&date)),
        updated: text_of(item, "date_modified").and_then(|date| parse_date(&date)),
        author: author(item, base).unwrap_or_default(),
        language: text_of(item, "language"),
        tags: tags(item),
        media: attachments(item, base),
        ..Draft::default()
    };
    for key in ["external_url", "summary"] {
        if let Some(value) = text_of(item, key) {
            draft.extra(key, &value);
        }
    }
    draft.finish(base)
}

/// A string, or a number as one; empty is absent.
fn text_of(object: &Object, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn address(object: &Object, key: &str, base: &Url) -> Option<Url> {
    let url = resolve(&text_of(object, key)?, Some(base))?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// The first of `authors` (1.1), else `author` (1).
fn author(object: &Object, base: &Url) -> Option<Author> {
    let first = object
        .get("authors")
        .and_then(Value::as_array)
        .and_then(|authors| authors.iter().find_map(Value::as_object));
    let author = first.or_else(|| object.get("author").and_then(Value::as_object))?;
    let found = Author {
        name: text_of(author, "name").as_deref().and_then(text::name),
        handle: None,
        url: address(author, "url", base).map(String::from),
        avatar: address(author, "avatar", base).map(String::from),
    };
    (found != Author::default()).then_some(found)
}

fn tags(item: &Object) -> Vec<String> {
    let tags = item.get("tags").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    tags.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn attachments(item: &Object, base: &Url) -> Vec<Media> {
    let mut found = Vec::new();
    let attachments = item.get("attachments").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for attachment in attachments.iter().filter_map(Value::as_object) {
        let number = |key: &str| {
            attachment
                .get(key)
                .and_then(Value::as_f64)
                .filter(|number| *number >= 0.0)
                .map(|number| number as u64)
        };
        let described = Media {
            media_type: text_of(attachment, "mime_type").as_deref().and_then(text::name),
            alt: text_of(attachment, "title").as_deref().and_then(text::title),
            size: number("size_in_bytes"),
            duration_seconds: number("duration_in_seconds"),
            ..Media::default()
        };
        media::add(&mut found, text_of(attachment, "url").as_deref(), base, described);
    }
    for key in ["image", "banner_image"] {
        let picture = Media { media_type: Some("image".to_owned()), ..Media::default() };
        media::add(&mut found, text_of(item, key).as_deref(), base, picture);
    }
    found
}
