//! Feeds as they should not be.

use tidewatch_engine::platforms::feed::parse::{Flaw, Found, ParseError, parse};
use url::Url;

use super::{read, titles, try_read};

#[test]
fn a_bare_ampersand_is_text() {
    let feed = read(include_str!("../../fixtures/feed/repair-bare-ampersand.xml"));
    assert_eq!(feed.title.as_deref(), Some("A & B"));
    assert_eq!(titles(&feed), ["Fish & chips&more; AT&T"]);
    assert_eq!(feed.items[0].url.as_deref(), Some("https://r.example/1?a=1&b=2"));
    assert_eq!(feed.flaws, [Flaw::Repaired]);
}

#[test]
fn entities_of_html_are_understood_in_xml() {
    let feed = read(include_str!("../../fixtures/feed/repair-undeclared-entities.xml"));
    assert_eq!(titles(&feed), ["Café — – &nosuch;"]);
}

#[test]
fn a_stray_angle_bracket_costs_nothing() {
    let feed = read(include_str!("../../fixtures/feed/repair-stray-bracket.xml"));
    assert_eq!(titles(&feed), ["1 < 2 <3", "next"]);
    assert_eq!(feed.flaws, [Flaw::Repaired]);
}

#[test]
fn a_quote_that_never_closes_costs_one_element() {
    let feed = read(include_str!("../../fixtures/feed/repair-open-quote.xml"));
    assert_eq!(titles(&feed), ["one", "two"]);
    assert_eq!(feed.items[0].external_id, "1");
}

#[test]
fn end_tags_that_do_not_match_are_put_right() {
    let feed = read(include_str!("../../fixtures/feed/repair-mismatched-ends.xml"));
    assert_eq!(titles(&feed), ["one", "two", "three"]);
    assert_eq!(feed.items[0].text, "xy");
    assert_eq!(feed.flaws, [Flaw::Repaired]);
}

#[test]
fn complete_entries_before_a_cut_are_kept() {
    let feed = read(include_str!("../../fixtures/feed/repair-truncated.xml"));
    assert_eq!(titles(&feed), ["one", "two"]);
    assert!(feed.flaws.contains(&Flaw::Truncated { kept: 2 }), "{:?}", feed.flaws);
    let feed = read(include_str!("../../fixtures/feed/repair-truncated-in-cdata.xml"));
    assert_eq!(titles(&feed), ["one"]);
    assert!(feed.flaws.contains(&Flaw::Truncated { kept: 1 }), "{:?}", feed.flaws);
}

#[test]
fn junk_around_the_document_is_passed_over() {
    for document in [
        include_str!("../../fixtures/feed/repair-junk-around.xml"),
        include_str!("../../fixtures/feed/repair-late-prolog.xml"),
        include_str!("../../fixtures/feed/repair-open-comment.xml"),
    ] {
        assert_eq!(titles(&read(document)), ["one"], "{document}");
    }
}

#[test]
fn usual_prefixes_are_understood_without_declaration() {
    let feed = read(include_str!("../../fixtures/feed/repair-unbound-prefixes.xml"));
    assert_eq!(feed.items[0].author.name.as_deref(), Some("Ana"));
    assert_eq!(feed.items[0].html.as_deref(), Some("<p>body</p>"));
}

#[test]
fn entities_of_the_document_are_plain_text_and_never_files() {
    let feed = read(include_str!("../../fixtures/feed/repair-own-entities.xml"));
    assert_eq!(titles(&feed), ["Ana & Bo &x;&a;&a;&a;"]);
}

#[test]
fn a_sound_document_has_no_warnings() {
    let feed = read("<rss><channel><item><title>a &amp; b &#65;</title></item></channel></rss>");
    assert!(feed.flaws.is_empty(), "{:?}", feed.flaws);
}

#[test]
fn charsets_are_found_by_mark_header_prolog_and_looks() {
    let base = Url::parse("https://site.example/").unwrap();
    let title =
        |body: &[u8], content_type| parse(body, content_type, &base).unwrap().items.remove(0).title.unwrap();
    let latin = b"<rss><channel><item><title>caf\xE9</title></item></channel></rss>";
    assert_eq!(title(latin, Some("text/xml; charset=iso-8859-1")), "café");
    assert_eq!(
        title(latin, Some("text/xml; charset=utf-8")),
        "café",
        "a wrong label does not cost the title"
    );
    assert_eq!(title(latin, None), "café");
    let mut utf16 = vec![0xFE, 0xFF];
    let text =
        "<?xml version='1.0' encoding='utf-8'?><rss><channel><item><title>ж</title></item></channel></rss>";
    utf16.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    assert_eq!(title(&utf16, Some("text/xml; charset=utf-8")), "ж");
    let cyrillic = b"<?xml version='1.0' encoding='windows-1251'?><rss><channel><item><title>\xE6</title></item></channel></rss>";
    assert_eq!(title(cyrillic, Some("application/xml")), "ж");
}

#[test]
fn what_is_no_feed_is_named() {
    let found = |document: &str| match try_read(document) {
        Err(ParseError::NotAFeed { found }) => Some(found),
        _ => None,
    };
    assert_eq!(found(""), Some(Found::Empty));
    assert_eq!(found(" \n"), Some(Found::Empty));
    assert_eq!(found("<!DOCTYPE html><html><body>Log in</body></html>"), Some(Found::Html));
    assert_eq!(found("{\"error\": \"no\"}"), Some(Found::Json));
    assert_eq!(found("[]"), Some(Found::Json));
    assert_eq!(found("<svg xmlns='http://www.w3.org/2000/svg'/>"), Some(Found::Other));
    assert_eq!(found("<opml version='2.0'><body/></opml>"), Some(Found::Other));
    assert_eq!(found("hello"), Some(Found::Other));
    let broken = try_read("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [");
    assert!(matches!(broken, Err(ParseError::Malformed(_))), "{broken:?}");
}

#[test]
fn an_empty_feed_is_a_feed() {
    assert_eq!(read("<rss version='2.0'><channel><title>t</title></channel></rss>").items.len(), 0);
    assert_eq!(read("<feed xmlns='http://www.w3.org/2005/Atom'/>").items.len(), 0);
}
