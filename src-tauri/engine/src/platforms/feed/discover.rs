//! Finds the feeds of a web page: named in its markup or its headers, or at the usual places.

use std::sync::LazyLock;

use scraper::{Html, Selector};
use url::Url;

use crate::content::decode::decode;
use crate::content::text;

/// A feed that a page points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub url: Url,
    pub title: Option<String>,
}

/// Names under which feeds are usually kept, at the root and beside a page.
const USUAL_NAMES: [&str; 12] = [
    "atom.xml",
    "feed.atom",
    "feed.xml",
    "feed/",
    "index.rss",
    "index.xml",
    "rss.xml",
    "rss/",
    "rss/feed.xml",
    "feed.json",
    "index.json",
    "feed",
];
const MAX_CANDIDATES: usize = 50;
/// A page is looked through this far (bytes).
const MAX_HTML_BYTES: usize = 4 << 20;

static LINKS: LazyLock<Option<Selector>> =
    LazyLock::new(|| Selector::parse("link[rel][href], a[rel][href][type]").ok());
static BASES: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse("base[href]").ok());

/// The feeds that a page names, best first: `link` elements in its order, then HTTP `Link`
/// headers; feeds of comments come last. `base` is the address of the page after redirects.
#[must_use]
pub fn discover(
    html: &[u8],
    content_type: Option<&str>,
    base: &Url,
    link_headers: &[&str],
) -> Vec<Candidate> {
    let decoded = decode(html, content_type);
    let page = Html::parse_document(text::cap_bytes(&decoded.text, MAX_HTML_BYTES));
    let own_base = BASES
        .iter()
        .flat_map(|bases| page.select(bases))
        .find_map(|element| base.join(element.attr("href")?.trim()).ok());
    let page_base = own_base.as_ref().unwrap_or(base);
    let mut found = Vec::new();
    for link in LINKS.iter().flat_map(|links| page.select(links)) {
        let attribute = |name| link.attr(name).unwrap_or_default();
        add(
            &mut found,
            page_base,
            attribute("rel"),
            attribute("type"),
            attribute("href"),
            link.attr("title"),
        );
    }
    for link in link_headers.iter().flat_map(|header| header_links(header)) {
        add(&mut found, base, &link.rel, &link.kind, &link.target, link.title.as_deref());
    }
    found.sort_by_key(is_about_comments);
    found.truncate(MAX_CANDIDATES);
    found
}

/// Addresses to try where a page names no feed, at its root and in its folder. They are not to
/// be followed through redirects: many sites send unknown paths to their start page.
#[must_use]
pub fn probe_candidates(base: &Url) -> Vec<Url> {
    let mut found: Vec<Url> = Vec::new();
    for folder in ["/", "./"] {
        let Ok(folder) = base.join(folder) else {
            continue;
        };
        for url in USUAL_NAMES.iter().filter_map(|name| folder.join(name).ok()) {
            if !found.contains(&url) {
                found.push(url);
            }
        }
    }
    found
}

fn add(found: &mut Vec<Candidate>, base: &Url, rel: &str, kind: &str, href: &str, title: Option<&str>) {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut relations = rel.split_ascii_whitespace().map(str::to_ascii_lowercase);
    let names_feed = relations.any(|rel| rel == "feed" || (rel == "alternate" && is_feed_type(&kind, href)));
    let Ok(url) = base.join(href.trim()) else {
        return;
    };
    let usable = matches!(url.scheme(), "http" | "https") && url.as_str().len() <= text::MAX_URL_BYTES;
    if names_feed && usable && !found.iter().any(|known| known.url == url) {
        found.push(Candidate { url, title: title.and_then(text::title) });
    }
}

fn is_feed_type(kind: &str, href: &str) -> bool {
    match kind {
        "application/rss+xml"
        | "application/atom+xml"
        | "application/rdf+xml"
        | "application/feed+json"
        | "text/rss+xml" => true,
        "application/json" => !href.contains("/wp-json/"),
        _ => false,
    }
}

fn is_about_comments(candidate: &Candidate) -> bool {
    let title = candidate.title.as_deref().unwrap_or_default().to_lowercase();
    title.contains("comments") || candidate.url.path().to_ascii_lowercase().contains("comments")
}

#[derive(Debug, Default)]
struct HeaderLink {
    target: String,
    rel: String,
    kind: String,
    title: Option<String>,
}

/// The links of one `Link` header (RFC 8288); commas and semicolons in quotes and brackets
/// are part of a value.
fn header_links(header: &str) -> Vec<HeaderLink> {
    split_outside(header, ',')
        .filter_map(|link| {
            let mut parts = split_outside(link, ';');
            let target = parts.next()?.trim().strip_prefix('<')?.strip_suffix('>')?;
            let mut found = HeaderLink { target: target.to_owned(), ..HeaderLink::default() };
            for (name, value) in parts.filter_map(|part| part.split_once('=')) {
                let value = value.trim().trim_matches('"').to_owned();
                match name.trim().to_ascii_lowercase().as_str() {
                    "rel" => found.rel = value,
                    "type" => found.kind = value,
                    "title" => found.title = Some(value),
                    _ => {}
                }
            }
            Some(found)
        })
        .collect()
}

fn split_outside(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut quoted, mut bracketed) = (false, false);
    text.split(move |letter| {
        match letter {
            '"' => quoted = !quoted,
            '<' if !quoted => bracketed = true,
            '>' if !quoted => bracketed = false,
            _ => {}
        }
        letter == separator && !quoted && !bracketed
    })
}
