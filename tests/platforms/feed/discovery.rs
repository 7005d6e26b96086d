//! From a page to its feeds.

use tidewatch_engine::platforms::feed::discover::{discover, probe_candidates};
use url::Url;

fn page() -> Url {
    Url::parse("https://page.example/blog/about.html").unwrap()
}

#[test]
fn links_are_found_in_head_and_body_with_comments_last() {
    let html = include_bytes!("../../fixtures/feed/page.html");
    let found = discover(html, Some("text/html; charset=utf-8"), &page(), &[]);
    let found: Vec<_> =
        found.iter().map(|candidate| (candidate.url.as_str(), candidate.title.as_deref())).collect();
    assert_eq!(
        found,
        [
            ("https://page.example/blog/atom.xml", Some("All posts")),
            ("https://page.example/old.rdf", None),
            ("https://cdn.example/feed.json", None),
            ("https://page.example/blog/comments.xml", Some("Comments feed")),
        ]
    );
}

#[test]
fn link_headers_count_too() {
    let headers = [
        "</feed.xml>; rel=\"alternate\"; type=\"application/rss+xml\"; title=\"News, and; more\", </s.css>; rel=preload",
        "<https://other.example/a,b>; rel=alternate; type=application/atom+xml",
    ];
    let found = discover(b"<html></html>", None, &page(), &headers);
    let found: Vec<_> =
        found.iter().map(|candidate| (candidate.url.as_str(), candidate.title.as_deref())).collect();
    assert_eq!(
        found,
        [("https://page.example/feed.xml", Some("News, and; more")), ("https://other.example/a,b", None)]
    );
}

#[test]
fn a_page_without_feeds_names_none() {
    assert!(discover(b"\xFF<p>nothing", None, &page(), &["", "x", "<"]).is_empty());
}

#[test]
fn the_usual_places_are_at_the_root_and_beside_the_page() {
    let places = probe_candidates(&page());
    let has = |address: &str| places.iter().any(|place| place.as_str() == address);
    assert!(has("https://page.example/feed.xml") && has("https://page.example/blog/atom.xml"));
    let at_root = probe_candidates(&Url::parse("https://page.example/").unwrap());
    assert_eq!(at_root.len() * 2, places.len(), "no place twice");
}
