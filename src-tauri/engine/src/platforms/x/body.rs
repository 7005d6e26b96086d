//! A post's words with short addresses written out, and what it quotes.

use std::{collections::HashSet, fmt::Write};

use quick_xml::escape::escape;
use serde_json::Value;

use super::post::either;
use crate::{
    content::{
        entities::decode_entities,
        sanitise::sanitise,
        text::{self, MAX_TEXT_BYTES, cap_bytes},
    },
    platforms::json::Lenient,
};

const SHORT: &str = "https://t.co/";
/// More addresses, and places of one, than a post can have.
const MOST_LINKS: usize = 50;
const MOST_PLACES: usize = 5;

pub(super) struct Body {
    pub(super) text: String,
    /// Absent where the plain text says as much.
    pub(super) html: Option<String>,
}

/// `is_cut`: only the head of a repost, which starts with whose it is.
pub(super) fn body(post: &Value, quoted: Option<&Value>, is_cut: bool) -> Body {
    let full = words(post);
    let full = match full.split_once(": ") {
        Some((start, rest)) if is_cut && start.starts_with("RT @") => rest.to_owned(),
        _ => full,
    };
    let links = links(post);
    let (mut plain, mut html) = (full.clone(), escape(full.as_str()).replace('\n', "<br>"));
    for (short, target) in &links {
        let escaped = escape(short.as_str());
        let (as_text, as_html) = match target {
            Some((url, shown)) => {
                (url.clone(), format!("<a href=\"{}\">{}</a>", escape(url.as_str()), escape(shown.as_str())))
            }
            // A picture of the post itself.
            None => (String::new(), String::new()),
        };
        plain = plain.replacen(short.as_str(), &as_text, MOST_PLACES);
        html = html.replacen(&*escaped, &as_html, MOST_PLACES);
    }
    if let Some(quoted) = quoted {
        let said = words(quoted);
        let said = escape(cap_bytes(&said, MAX_TEXT_BYTES / 4)).replace('\n', "<br>");
        let _ = write!(html, "<blockquote><p>{said}</p></blockquote>");
    }
    let is_more = !links.is_empty() || quoted.is_some();
    Body { text: text::body(&plain), html: is_more.then(|| sanitise(&html, None).html).flatten() }
}

/// Hashtags, each once.
pub(super) fn tags(post: &Value) -> Vec<String> {
    let mut known = HashSet::new();
    let all = entities(post).into_iter().flat_map(|entities| entities.list("hashtags"));
    let tags = all.filter_map(|tag| text::name(&tag.text("tag")?));
    tags.filter(|tag| known.insert(tag.to_lowercase())).take(text::MAX_TAGS).collect()
}

/// Long posts have their words elsewhere.
fn words(post: &Value) -> String {
    let long = long(post).and_then(|note| note.get("text")).and_then(Value::as_str);
    let words = long.or_else(|| post.get("text").and_then(Value::as_str)).unwrap_or_default();
    let decoded = decode_entities(cap_bytes(words, MAX_TEXT_BYTES));
    text::clean(&decoded).trim().to_owned()
}

fn long(post: &Value) -> Option<&Value> {
    either(post, "note_tweet", "note_post").filter(|note| note.text("text").is_some())
}

fn entities(post: &Value) -> Vec<&Value> {
    [long(post), Some(post)].into_iter().flatten().filter_map(|place| place.inner("entities")).collect()
}

/// Short addresses with what they stand for, each once.
fn links(post: &Value) -> Vec<(String, Option<(String, String)>)> {
    let mut known = HashSet::new();
    let all = entities(post).into_iter().flat_map(|entities| entities.list("urls"));
    let links = all.filter_map(|link| {
        let short = link.text("url").filter(|url| url.starts_with(SHORT) && url.len() <= 64)?.into_owned();
        if link.text("media_key").is_some() {
            return Some((short, None));
        }
        let url = link.address("unwound_url", None).or_else(|| link.address("expanded_url", None))?;
        let shown = link.text("display_url").as_deref().and_then(text::title);
        let url = String::from(url);
        Some((short, Some((url.clone(), shown.unwrap_or(url)))))
    });
    // What stands for another short one would be written out again.
    let links = links.filter(|(_, target)| target.as_ref().is_none_or(|(url, _)| !url.starts_with(SHORT)));
    links.filter(|(short, _)| known.insert(short.clone())).take(MOST_LINKS).collect()
}
