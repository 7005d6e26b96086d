//! Addresses within sanitised markup, and addresses as documents give them.

use std::borrow::Cow;

use memchr::memchr;
use scraper::{Html, Selector};
use url::Url;

use super::entities::decode_entities;
use super::text::{MAX_URL_BYTES, snippet};
use crate::model::Link;

const MOST_LINKS: usize = 200;

/// Rewrites each `href` and `src` of sanitised markup as an absolute address and drops those
/// that have none; `None` where there is nothing to rewrite.
pub(super) fn make_absolute(html: &str, base: Option<&Url>) -> Option<String> {
    let mut out: Option<String> = None;
    let mut copied = 0;
    let mut at = 0;
    let bytes = html.as_bytes();
    while let Some(found) = memchr(b'<', bytes.get(at..)?) {
        let start = at + found;
        at = start + 1;
        let (mark, mail) = match bytes.get(start + 1..)? {
            [b'a', b' ', ..] => (" href=\"", true),
            [b'i', b'm', b'g', b' ', ..] => (" src=\"", false),
            _ => continue,
        };
        let Some(attribute) = find_attribute(html, start, mark) else {
            continue;
        };
        let value_at = attribute + mark.len();
        let value_end = value_at + memchr(b'"', bytes.get(value_at..)?)?;
        let value = html.get(value_at..value_end)?;
        let address = safe_address(&decode_entities(value), base, mail);
        if address.as_deref() == Some(value) {
            at = value_end;
            continue;
        }
        let target = out.get_or_insert_with(|| String::with_capacity(html.len() + 64));
        target.push_str(html.get(copied..attribute)?);
        if let Some(address) = address {
            target.push_str(mark);
            target.push_str(&address);
            target.push('"');
        }
        copied = value_end + 1;
        at = copied;
    }
    let mut out = out?;
    out.push_str(html.get(copied..)?);
    Some(out)
}

/// The links of sanitised markup in order, each address once, 200 at most. Mail addresses are
/// left out: nothing here can write to them.
#[must_use]
pub fn of_sanitised(html: &str) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let anchor = Selector::parse("a[href]");
    let Ok(anchor) = anchor else { return links };
    for element in Html::parse_fragment(html).select(&anchor) {
        let Some(url) = element.value().attr("href").filter(|url| url.starts_with("http")) else { continue };
        if links.len() == MOST_LINKS || links.iter().any(|link| link.url == url) {
            continue;
        }
        let text = snippet(&element.text().collect::<String>(), 200);
        let text = if text.is_empty() { url.to_owned() } else { text };
        links.push(Link { text, url: url.to_owned() });
    }
    links
}

/// Where the attribute `mark` (` name="`) starts within the tag at `start`; values are passed
/// over, so that one that spells the mark is not taken for it.
fn find_attribute(html: &str, start: usize, mark: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut at = start;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| matches!(byte, b' ' | b'>'))?;
        if bytes.get(at) == Some(&b'>') {
            return None;
        }
        if html.get(at..)?.starts_with(mark) {
            return Some(at);
        }
        let open = at + memchr(b'"', bytes.get(at..)?)? + 1;
        at = open + memchr(b'"', bytes.get(open..)?)? + 1;
    }
}

/// The address as it may stand in an attribute: http(s), or mailto where `mail`.
fn safe_address<'a>(value: &str, base: Option<&Url>, mail: bool) -> Option<Cow<'a, str>> {
    let url = resolve(value, base)?;
    let allowed = matches!(url.scheme(), "http" | "https") || (mail && url.scheme() == "mailto");
    let address = String::from(url);
    let quoted = address.contains(['"', '<', '>', '\u{A0}']);
    (allowed && !quoted && address.len() <= MAX_URL_BYTES).then_some(())?;
    Some(if address.contains('&') { Cow::Owned(address.replace('&', "&amp;")) } else { Cow::Owned(address) })
}

/// Resolves an address as found in a document; `None` where it is relative and has no base.
#[must_use]
pub fn resolve(value: &str, base: Option<&Url>) -> Option<Url> {
    match Url::parse(value.trim()) {
        Ok(url) => Some(url),
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(value.trim()).ok(),
        Err(_) => None,
    }
}
