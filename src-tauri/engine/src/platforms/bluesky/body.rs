//! A post's words with their links, the card under them and what they quote, as markup.

use std::fmt::Write;

use quick_xml::escape::escape;
use serde_json::Value;

use crate::{
    content::{
        sanitise::sanitise,
        text::{MAX_TEXT_BYTES, cap_bytes},
    },
    platforms::json::Lenient,
};

/// More marked places than anybody writes.
const MOST_FACETS: usize = 500;

/// Sanitised; absent where the plain text says as much.
pub(super) fn html(record: &Value, embed: Option<&Value>) -> Option<String> {
    let text = record.get("text").and_then(Value::as_str).unwrap_or_default();
    let mut html = String::new();
    let mut is_more = false;
    if text.len() <= MAX_TEXT_BYTES {
        let links = links(record, text);
        is_more = !links.is_empty();
        write_words(&mut html, text, &links);
    } else {
        html.push_str(&lines(cap_bytes(text, MAX_TEXT_BYTES)));
    }
    if let Some((url, title)) = card(embed) {
        is_more = true;
        let _ = write!(html, "<p><a href=\"{}\">{}</a></p>", escape(&url), escape(&title));
    }
    if let Some(quoted) = quoted(embed) {
        let author =
            quoted.inner("author").and_then(|author| author.text("displayName").or(author.text("handle")));
        let words = quoted.inner("value").and_then(|value| value.text("text")).unwrap_or_default();
        is_more = true;
        let _ = write!(
            html,
            "<blockquote><p><b>{}</b></p><p>{}</p></blockquote>",
            escape(author.as_deref().unwrap_or_default()),
            lines(cap_bytes(&words, MAX_TEXT_BYTES / 4)),
        );
    }
    is_more.then(|| sanitise(&html, None).html).flatten()
}

/// The link card of a post: address and title.
pub(super) fn card(embed: Option<&Value>) -> Option<(String, String)> {
    let card = embed?.inner("external").or_else(|| embed?.inner("media")?.inner("external"))?;
    let url = card.address("uri", None)?;
    let title = card.text("title").map_or_else(|| url.to_string(), |title| title.into_owned());
    Some((url.into(), title))
}

/// The post that is quoted, as far as it can be seen. Other records (feeds, lists) are no quotes.
pub(super) fn quoted(embed: Option<&Value>) -> Option<&Value> {
    let record = embed?.inner("record")?;
    let record = record.inner("record").unwrap_or(record);
    let name = record.text("$type")?;
    ["#viewRecord", "#viewNotFound", "#viewBlocked", "#viewDetached"]
        .iter()
        .any(|ending| name.ends_with(ending))
        .then_some(record)
}

/// Where links stand in the text, in bytes, in order and apart from each other.
fn links(record: &Value, text: &str) -> Vec<(usize, usize, String)> {
    let mut links: Vec<_> = record
        .list("facets")
        .iter()
        .take(MOST_FACETS)
        .filter_map(|facet| {
            let place = facet.inner("index")?;
            let start = usize::try_from(place.count("byteStart")?).ok()?;
            let end = usize::try_from(place.count("byteEnd")?).ok()?;
            // Offsets may lie beyond the text or within a character.
            text.get(start..end).filter(|words| !words.is_empty())?;
            Some((start, end, facet.list("features").iter().find_map(target)?))
        })
        .collect();
    links.sort_by_key(|(start, ..)| *start);
    let mut free = 0;
    links.retain(|(start, end, _)| {
        let is_apart = *start >= free;
        free = if is_apart { *end } else { free };
        is_apart
    });
    links
}

fn target(feature: &Value) -> Option<String> {
    let kind = feature.text("$type")?;
    if kind.ends_with("#link") {
        feature.address("uri", None).map(String::from)
    } else if kind.ends_with("#mention") {
        Some(format!("{}profile/{}", super::SITE, feature.text("did")?))
    } else {
        None
    }
}

fn write_words(html: &mut String, text: &str, links: &[(usize, usize, String)]) {
    let mut at = 0;
    for (start, end, url) in links {
        html.push_str(&lines(text.get(at..*start).unwrap_or_default()));
        let words = lines(text.get(*start..*end).unwrap_or_default());
        let _ = write!(html, "<a href=\"{}\">{words}</a>", escape(url.as_str()));
        at = *end;
    }
    html.push_str(&lines(text.get(at..).unwrap_or_default()));
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}
