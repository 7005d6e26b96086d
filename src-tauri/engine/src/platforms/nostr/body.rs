//! The words of a post: which addresses they hold, and the same as markup with links.

use std::{fmt::Write, sync::LazyLock};

use quick_xml::escape::escape;
use regex::Regex;
use url::Url;

use super::{SITE, subject::Named};
use crate::content::{
    sanitise::sanitise,
    text::{MAX_TEXT_BYTES, MAX_URL_BYTES, cap_bytes},
};

/// Web addresses, and what stands for a post or a person.
static LINKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"https?://[^\s<>"]{3,2000}|nostr:((?:npub|nprofile|note|nevent|naddr)1[a-z0-9]{6,1000})"#)
        .ok()
});
const MOST_LINKS: usize = 200;
const PICTURES: [&str; 7] = ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg"];
const VIDEOS: [&str; 4] = ["mp4", "webm", "mov", "m3u8"];
const SOUNDS: [&str; 5] = ["mp3", "ogg", "m4a", "wav", "flac"];

/// Absent where the plain text says as much.
pub(super) fn html(content: &str) -> Option<String> {
    let content = cap_bytes(content, MAX_TEXT_BYTES / 2);
    let mut html = String::new();
    let mut at = 0;
    for found in LINKS.iter().flat_map(|links| links.captures_iter(content)).take(MOST_LINKS) {
        let Some(whole) = found.get(0) else { continue };
        let (address, words) = match found.get(1).filter(|code| Named::of_code(code.as_str()).is_some()) {
            Some(code) => (format!("{SITE}{}", code.as_str()), short(code.as_str())),
            None if whole.as_str().starts_with("http") => {
                let address = without_end(whole.as_str());
                (address.to_owned(), address.to_owned())
            }
            None => continue,
        };
        let end = whole.start() + if found.get(1).is_some() { whole.len() } else { address.len() };
        html.push_str(&lines(content.get(at..whole.start()).unwrap_or_default()));
        let _ = write!(html, "<a href=\"{}\">{}</a>", escape(address.as_str()), escape(words.as_str()));
        at = end;
    }
    if at == 0 {
        return None;
    }
    html.push_str(&lines(content.get(at..).unwrap_or_default()));
    sanitise(&html, None).html
}

/// The web addresses in the words.
pub(super) fn addresses(content: &str) -> Vec<String> {
    let content = cap_bytes(content, MAX_TEXT_BYTES);
    let found = LINKS.iter().flat_map(|links| links.find_iter(content)).take(MOST_LINKS);
    found.filter_map(|found| web_address(without_end(found.as_str()))).collect()
}

pub(super) fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_URL_BYTES).then(|| url.into())
}

/// Picture, video or sound, by the end of the address.
pub(super) fn class(url: &str) -> Option<&'static str> {
    let url = Url::parse(url).ok()?;
    let ending = url.path().rsplit_once('.')?.1.to_ascii_lowercase();
    let classes: [(&[&str], &str); 3] = [(&PICTURES, "image"), (&VIDEOS, "video"), (&SOUNDS, "audio")];
    classes.into_iter().find(|(endings, _)| endings.contains(&ending.as_str())).map(|(_, class)| class)
}

/// `npub1abcde…wxyz`: whole ones are longer than a line.
pub(super) fn short(code: &str) -> String {
    let digits = code.split_once('1').map_or(0, |(kind, _)| kind.len() + 1);
    match (code.get(..digits + 5), code.get(code.len().saturating_sub(4)..)) {
        (Some(start), Some(end)) if code.len() > digits + 12 => format!("{start}…{end}"),
        _ => code.to_owned(),
    }
}

/// Signs at the end of an address belong to the sentence around it.
fn without_end(address: &str) -> &str {
    let end: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '*', '_', ']', '}'];
    let address = address.trim_end_matches(end);
    match address.strip_suffix(')') {
        Some(shorter) if !shorter.contains('(') => shorter.trim_end_matches(end),
        _ => address,
    }
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let text = "See (https://a.example/b.), https://c.example/d_(e)! and nostr:npub1qqqqqqqqqq";
        assert_eq!(addresses(text), ["https://a.example/b", "https://c.example/d_(e)"]);
        let html = html(text).unwrap();
        assert!(html.contains("nostr:npub1qqqqqqqqqq"), "because that key is broken: {html}");
        assert!(html.contains("href=\"https://a.example/b\"") && html.contains(".), "), "{html}");
    }

    #[test]
    fn a_class_is_told_by_the_ending() {
        assert_eq!(class("https://a.example/x.JPG?w=1"), Some("image"));
        assert_eq!(class("https://a.example/x.m3u8"), Some("video"));
        assert_eq!(class("https://a.example/x"), None);
    }
}
