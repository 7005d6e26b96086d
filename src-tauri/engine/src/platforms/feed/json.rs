//! JSON Feed 1 and 1.1, item by item: one that cannot be read costs only itself.

use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use super::draft::Draft;
use super::fields::Fields;
use super::media;
use super::parsed::{Flaw, Found, MAX_ENTRIES, ParseError, ParsedFeed};
use super::words::Words;
use crate::content::date::parse_date;
use crate::content::links::resolve;
use crate::content::text;
use crate::model::{Author, FoundItem, Media};

pub(super) fn parse(body: &str, base: &Url) -> Result<ParsedFeed, ParseError> {
    let root: &RawValue = serde_json::from_str(body).map_err(|error| {
        if body.contains("jsonfeed.org/version/") {
            ParseError::Malformed(format!("the document cannot be read as JSON: {error}"))
        } else {
            ParseError::NotAFeed { found: Found::Other }
        }
    })?;
    let root = Fields::of(root).filter(is_feed).ok_or(ParseError::NotAFeed { found: Found::Json })?;
    let mut feed = ParsedFeed {
        title: root.text("title").and_then(|title| text::title(&title)),
        link: address(&root, "home_page_url", base),
        feed_id: root.text("feed_url"),
        next: address(&root, "next_url", base),
        complete: root.small("expired") == Some(Value::Bool(true)),
        ..ParsedFeed::default()
    };
    let items = root.list("items");
    let mut unreadable = 0;
    for item in items.iter().take(MAX_ENTRIES) {
        match Fields::of(item) {
            Some(item) => feed.items.push(read(&item, base)),
            None => unreadable += 1,
        }
    }
    if unreadable > 0 {
        feed.flaws.push(Flaw::Unreadable(unreadable));
    }
    if items.len() > MAX_ENTRIES {
        feed.flaws.push(Flaw::TooMany);
    }
    let language = root.text("language").as_deref().and_then(super::draft::language);
    Ok(feed.inherit(language, author(&root, base)))
}

fn is_feed(root: &Fields<'_>) -> bool {
    match root.text("version") {
        Some(version) => version.contains("jsonfeed.org/version/"),
        // Hand-made feeds forget the version.
        None => root.has("items") && (root.has("feed_url") || root.has("home_page_url")),
    }
}

fn read(item: &Fields<'_>, base: &Url) -> FoundItem {
    let link = address(item, "url", base).or_else(|| address(item, "external_url", base));
    let html = item.text("content_html").map(|html| Words::Html(html.into()));
    let plain = || {
        let text = item.text("content_text").or_else(|| item.text("summary"));
        text.map(|text| Words::Plain(text.into()))
    };
    let mut draft = Draft {
        id: item.text("id"),
        title: item.text("title").map(|title| Words::Plain(title.into())),
        body: html.or_else(plain),
        base: Some(link.clone().unwrap_or_else(|| base.clone())),
        link,
        published: item.text("date_published").and_then(|date| parse_date(&date)),
        updated: item.text("date_modified").and_then(|date| parse_date(&date)),
        author: author(item, base).unwrap_or_default(),
        language: item.text("language"),
        tags: tags(item),
        media: attachments(item, base),
        ..Draft::default()
    };
    for key in ["external_url", "summary"] {
        if let Some(value) = item.text(key) {
            draft.extra(key, &value);
        }
    }
    draft.finish(base)
}

fn address(fields: &Fields<'_>, key: &str, base: &Url) -> Option<Url> {
    let url = resolve(&fields.text(key)?, Some(base))?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// The first of `authors` (1.1), else `author` (1).
fn author(fields: &Fields<'_>, base: &Url) -> Option<Author> {
    let first = fields.list("authors").into_iter().find_map(Fields::of);
    let author = first.or_else(|| fields.inner("author"))?;
    let found = Author {
        name: author.text("name").as_deref().and_then(text::name),
        handle: None,
        url: address(&author, "url", base).map(String::from),
        avatar: address(&author, "avatar", base).map(String::from),
    };
    (found != Author::default()).then_some(found)
}

fn tags(item: &Fields<'_>) -> Vec<String> {
    match item.small("tags") {
        Some(Value::Array(tags)) => tags.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn attachments(item: &Fields<'_>, base: &Url) -> Vec<Media> {
    let mut found = Vec::new();
    for attachment in item.list("attachments").into_iter().take(media::MAX_EACH).filter_map(Fields::of) {
        // Seconds may be a fraction.
        let number =
            |key| attachment.small(key).and_then(|number| number.as_f64()).filter(|number| *number >= 0.0);
        let described = Media {
            media_type: attachment.text("mime_type").as_deref().and_then(text::name),
            alt: attachment.text("title").as_deref().and_then(text::title),
            size: number("size_in_bytes").map(|number| number as u64),
            duration_seconds: number("duration_in_seconds").map(|number| number as u64),
            ..Media::default()
        };
        media::add(&mut found, attachment.text("url").as_deref(), base, described);
    }
    for key in ["image", "banner_image"] {
        media::add(&mut found, item.text(key).as_deref(), base, media::image());
    }
    found
}
