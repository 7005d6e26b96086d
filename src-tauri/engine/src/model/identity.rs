//! What makes an item one: the key under which it is stored once, however often it is seen.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use url::Url;

use super::item::FoundItem;

/// Longer guids are kept as their hash.
const MAX_ID_BYTES: usize = 1024;
/// Hex digits of a hash that are kept (128 bit).
const HASH_DIGITS: usize = 32;
/// Query parameters that say where a reader came from, not what is read.
const TRACKING: [&str; 22] = [
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "vero_id",
    "oly_anon_id",
    "oly_enc_id",
    "wickedid",
    "ns_campaign",
    "ns_source",
    "ns_mchannel",
    "cmpid",
];

/// The identity of an item: `id:` and the guid verbatim, else `link:` and the link verbatim,
/// else `hash:` of title and date, or of title and body where there is no date.
/// Empty values count as absent; a guid or link over 1,024 bytes is replaced by its hash.
#[must_use]
pub fn identity(
    external_id: Option<&str>,
    link: Option<&str>,
    title: &str,
    published: Option<DateTime<Utc>>,
    body: &str,
) -> String {
    let given = |value: Option<&str>| value.map(str::trim).filter(|value| !value.is_empty()).map(bounded);
    if let Some(id) = given(external_id) {
        format!("id:{id}")
    } else if let Some(link) = given(link) {
        format!("link:{link}")
    } else {
        format!("hash:{}", fingerprint(title, published, body))
    }
}

/// Makes identities that occur more than once distinct: all of them get their link appended,
/// those that are still equal the hash of what they say. What is equal even then is the same
/// item: the first is kept. `body` gives the text of an item that its hash is made of.
/// Returns how many items were dropped.
pub fn make_distinct(items: &mut Vec<FoundItem>, body: impl Fn(&FoundItem) -> &str) -> usize {
    append_where_repeated(items, |item| item.url.clone().filter(|_| item.identity.starts_with("id:")));
    append_where_repeated(items, |item| {
        let title = item.title.as_deref().unwrap_or_default();
        Some(fingerprint(title, item.published_at, body(item)))
    });
    let before = items.len();
    let mut seen = HashSet::with_capacity(before);
    items.retain(|item| seen.insert(item.identity.clone()));
    before - items.len()
}

fn append_where_repeated(items: &mut [FoundItem], suffix: impl Fn(&FoundItem) -> Option<String>) {
    let mut counts: HashMap<&str, usize> = HashMap::with_capacity(items.len());
    for item in items.iter() {
        *counts.entry(&item.identity).or_default() += 1;
    }
    let repeated: HashSet<String> = counts
        .into_iter()
        .filter(|(identity, count)| *count > 1 && !identity.starts_with("hash:"))
        .map(|(identity, _)| identity.to_owned())
        .collect();
    if repeated.is_empty() {
        return;
    }
    for item in items.iter_mut().filter(|item| repeated.contains(&item.identity)) {
        if let Some(suffix) = suffix(item) {
            item.identity = format!("{} {}", item.identity, bounded(&suffix));
        }
    }
}

/// A link without scheme, `www.`, tracking parameters, fragment and trailing slash: equal
/// for the addresses under which one page is usually given. `None` where it is no http(s) URL.
/// A fragment that is an address of its own (`#!…`, `#/…`) is kept.
#[must_use]
pub fn link_key(link: &str) -> Option<String> {
    let url = Url::parse(link.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(())?;
    let host = url.host_str()?;
    let mut key = host.strip_prefix("www.").unwrap_or(host).to_owned();
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push_str(url.path().trim_end_matches('/'));
    let mut separator = '?';
    for pair in url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        if !is_tracking(pair.split('=').next().unwrap_or_default()) {
            key.push(separator);
            key.push_str(pair);
            separator = '&';
        }
    }
    if let Some(fragment) = url.fragment().filter(|fragment| fragment.starts_with(['!', '/'])) {
        key.push('#');
        key.push_str(fragment);
    }
    Some(key)
}

/// The address without parameters that only say where a reader came from.
#[must_use]
pub fn without_tracking(url: &Url) -> Url {
    let mut url = url.clone();
    let query = url.query().unwrap_or_default();
    let is_kept = |pair: &&str| !is_tracking(pair.split('=').next().unwrap_or_default());
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    if kept.len() < query.split('&').count() {
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    url
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || name.starts_with("pk_") || TRACKING.contains(&name.as_str())
}

fn bounded(value: &str) -> String {
    if value.len() <= MAX_ID_BYTES { value.to_owned() } else { hash(&[value]) }
}

fn fingerprint(title: &str, published: Option<DateTime<Utc>>, body: &str) -> String {
    match published {
        Some(at) => hash(&[title, "at", &at.timestamp_millis().to_string()]),
        None => hash(&[title, "says", body]),
    }
}

/// Parts are separated by a zero byte, which none of them contains.
fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let mut hex: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    hex.truncate(HASH_DIGITS);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(identity: &str, url: &str, title: &str) -> FoundItem {
        FoundItem {
            identity: identity.to_owned(),
            url: Some(url.to_owned()),
            title: Some(title.to_owned()),
            ..FoundItem::default()
        }
    }

    fn distinct(mut items: Vec<FoundItem>) -> (Vec<String>, usize) {
        let dropped = make_distinct(&mut items, |item| &item.text);
        (items.into_iter().map(|item| item.identity).collect(), dropped)
    }

    #[test]
    fn the_guid_counts_before_the_link_and_the_link_before_the_words() {
        assert_eq!(identity(Some("Tag:7"), Some("https://a.test/"), "t", None, "b"), "id:Tag:7");
        assert_eq!(identity(Some(" "), Some("https://a.test/"), "t", None, "b"), "link:https://a.test/");
        let by_words = identity(None, None, "t", None, "b");
        assert_eq!(by_words.len(), "hash:".len() + 32);
        assert_ne!(by_words, identity(None, None, "t", None, "c"), "without a date the body counts");
        let dated = |body| identity(None, None, "t", DateTime::from_timestamp(7, 0), body);
        assert_eq!(dated("b"), dated("c"), "with a date the body may change");
    }

    #[test]
    fn a_guid_that_occurs_twice_gets_its_link() {
        let items = vec![
            item("id:7", "https://a.test/1", "a"),
            item("id:7", "https://a.test/2", "a"),
            item("id:8", "https://a.test/1", "a"),
        ];
        let (identities, dropped) = distinct(items);
        assert_eq!(identities, ["id:7 https://a.test/1", "id:7 https://a.test/2", "id:8"]);
        assert_eq!(dropped, 0);
    }

    #[test]
    fn two_items_that_share_a_link_are_told_apart_by_their_words() {
        let (identities, dropped) = distinct(vec![item("link:x", "x", "a"), item("link:x", "x", "b")]);
        assert_eq!(dropped, 0);
        assert_ne!(identities[0], identities[1]);
    }

    #[test]
    fn the_same_item_twice_is_kept_once() {
        let (identities, dropped) = distinct(vec![item("id:7", "x", "a"), item("id:7", "x", "a")]);
        assert_eq!((identities.len(), dropped), (1, 1));
    }

    #[test]
    fn a_link_key_ignores_what_does_not_change_the_page() {
        let key = "example.test/p/7?id=3";
        for link in [
            "http://example.test/p/7?id=3",
            "https://www.example.test/p/7/?utm_source=rss&id=3&fbclid=x",
            "https://EXAMPLE.test/p/7?id=3#comments",
        ] {
            assert_eq!(link_key(link).as_deref(), Some(key), "{link}");
        }
        assert_eq!(link_key("https://a.test/#!/p/7").as_deref(), Some("a.test#!/p/7"));
        assert_eq!(link_key("https://a.test:8080/").as_deref(), Some("a.test:8080"));
        assert_eq!(link_key("mailto:a@b.test"), None);
    }
}
