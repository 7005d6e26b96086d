//! Whatever the bytes, the result is bounded, repeatable and unique.

use proptest::prelude::*;
use tidewatch_engine::platforms::feed::parse::MAX_ENTRIES;

use tidewatch_engine::platforms::feed::parse::Flaw;

use super::{read, try_read};

#[test]
fn guids_that_occur_twice_are_told_apart_and_equal_items_kept_once() {
    let item = |link: &str, title: &str| {
        format!(
            "<item><guid isPermaLink='false'>7</guid><link>https://a.example/{link}</link><title>{title}</title></item>"
        )
    };
    let document =
        format!("<rss><channel>{}{}{}</channel></rss>", item("1", "a"), item("2", "b"), item("1", "a"));
    let feed = read(&document);
    let identities: Vec<_> = feed.items.iter().map(|item| item.identity.as_str()).collect();
    assert_eq!(identities.len(), 2);
    assert!(
        identities[0].starts_with("id:7 https://a.example/1") && identities[1] == "id:7 https://a.example/2",
        "{identities:?}"
    );
    assert_eq!(feed.duplicates, 1);
    assert_eq!(read(&document), feed, "the same bytes give the same items");
}

#[test]
fn sizes_are_bounded() {
    let many = "<item><title>x</title></item>".repeat(MAX_ENTRIES + 5);
    let numbered: String =
        (0..MAX_ENTRIES + 5).map(|number| format!("<item><guid>{number}</guid></item>")).collect();
    assert_eq!(read(format!("<rss><channel>{many}</channel></rss>")).items.len(), 1);
    let feed = read(format!("<rss><channel>{numbered}</channel></rss>"));
    assert_eq!(feed.items.len(), MAX_ENTRIES);
    assert_eq!(feed.flaws, [Flaw::TooMany]);
    let item =
        |inner: &str| read(format!("<rss><channel><item>{inner}</item></channel></rss>")).items.remove(0);
    assert!(item(&format!("<title>{}</title>", "x".repeat(100_000))).title.unwrap().len() < 400);
    assert_eq!(
        item(&(0..200).map(|tag| format!("<category>{tag}</category>")).collect::<String>()).tags.len(),
        50
    );
    assert_eq!(item(&format!("<link>https://a.example/{}</link>", "x".repeat(5_000))).url, None);
    assert_eq!(item(&format!("<description>{}deep</description>", "<b>".repeat(100_000))).text, "deep");
    let wide: String = (0..10_000).map(|number| format!(" a{number}='x'")).collect();
    assert_eq!(item(&format!("<title{wide}>wide</title>")).title.as_deref(), Some("wide"));
    let bound: String = (0..10_000).map(|number| format!(" xmlns:n{number}='x'")).collect();
    assert_eq!(item(&format!("<title{bound}>bound</title>")).title.as_deref(), Some("bound"));
}

#[test]
fn every_prefix_of_a_feed_is_survived_and_never_gives_more() {
    for document in [
        include_str!("../../fixtures/feed/rss2.xml"),
        include_str!("../../fixtures/feed/atom.xml"),
        include_str!("../../fixtures/feed/feed.json"),
    ] {
        let whole = read(document).items.len();
        for end in 0..document.len() {
            if let Ok(feed) = try_read(&document.as_bytes()[..end]) {
                assert!(feed.items.len() <= whole, "at {end}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_survived(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = try_read(body);
    }

    #[test]
    fn any_mixture_of_markup_is_survived(parts in proptest::collection::vec(proptest::sample::select(vec![
        "<rss>", "<channel>", "<item>", "</item>", "</channel>", "</rss>", "<title>", "</title>", "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>", "</entry>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&", "&x;", "<", ">", "\"", "<a b='", "<link href='x'/>",
        "<!DOCTYPE a [", "<!ENTITY x 'y'>", "]>", "<?xml version='1.0'?>", "text", "é", "<content type='xhtml'>", "<div>", "<media:group>",
        "<guid>1</guid>", "</x>", "<x xmlns='", "\u{0}", "<pubDate>3 Nov 2026</pubDate>",
    ]), 0..60)) {
        let document = parts.concat();
        let first = try_read(&document);
        prop_assert_eq!(try_read(&document), first);
    }
}
