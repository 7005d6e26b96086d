//! What each format gives.

use tidewatch_engine::model::{FoundItem, ItemKind};
use tidewatch_engine::platforms::feed::hints::PollHints;

use tidewatch_engine::platforms::feed::parse::Flaw;

use super::{read, titles};

fn at(item: &FoundItem) -> String {
    item.published_at.map_or_else(String::new, |date| date.format("%FT%TZ").to_string())
}

#[test]
fn rss_2_gives_the_channel_and_its_hints() {
    let feed = read(include_str!("../../fixtures/feed/rss2.xml"));
    assert_eq!(feed.title.as_deref(), Some("Harbour & notes"));
    assert_eq!(feed.link.as_ref().map(url::Url::as_str), Some("https://harbour.example/"));
    assert_eq!(feed.next.as_ref().map(url::Url::as_str), Some("https://site.example/feed.xml?page=2"));
    assert_eq!(feed.language.as_deref(), Some("en-gb"));
    let hints = PollHints { min_minutes: Some(90), skip_hours: 0b101, skip_days: 0b100_0000 };
    assert_eq!(feed.hints, hints, "ttl outranks half an hour; hour 24 is hour 0");
    assert!(feed.flaws.is_empty(), "{:?}", feed.flaws);
    assert!(!feed.complete);
}

#[test]
fn rss_2_gives_every_field_of_an_item() {
    let feed = read(include_str!("../../fixtures/feed/rss2.xml"));
    let item = &feed.items[0];
    assert_eq!(item.title.as_deref(), Some("Low tide at AT&T &lt;pier&gt;"), "entities are decoded once");
    assert_eq!((item.external_id.as_str(), item.identity.as_str()), ("tag:harbour,7", "id:tag:harbour,7"));
    assert_eq!(item.url.as_deref(), Some("https://harbour.example/p/7?utm_source=rss"));
    assert_eq!(item.link_key.as_deref(), Some("harbour.example/p/7"));
    assert_eq!(at(item), "2026-11-03T07:15:00Z");
    assert_eq!(item.author.name.as_deref(), Some("Ana Sol"));
    assert_eq!(item.tags, ["sea", "tides"]);
    assert_eq!(item.engagement.replies, Some(4));
    assert_eq!(item.language.as_deref(), Some("en-gb"), "from the channel");
    assert_eq!(item.text, "Water was low.");
    let html = item.html.as_deref().unwrap();
    assert!(html.contains("href=\"https://harbour.example/p/map\""), "relative to the item's page: {html}");
    assert_eq!(item.kind, ItemKind::Audio);
    assert_eq!(item.media[0].url, "https://site.example/a.mp3");
    assert_eq!((item.media[0].media_type.as_deref(), item.media[0].size), (Some("audio/mpeg"), Some(123)));
    assert_eq!(item.raw.as_ref().unwrap()["feedburner:origLink"], "https://harbour.example/orig/7");
}

#[test]
fn rss_2_items_without_guid_or_link_are_told_apart() {
    let feed = read(include_str!("../../fixtures/feed/rss2.xml"));
    assert_eq!(feed.items[1].identity, "link:https://site.example/p/6");
    assert_eq!(feed.items[1].author.name.as_deref(), Some("Bo Nord"));
    assert_eq!(feed.items[1].text, "Only words");
    assert_eq!(at(&feed.items[1]), "2026-11-02T00:00:00Z");
    assert_eq!(
        feed.items[2].url.as_deref(),
        Some("https://harbour.example/p/5"),
        "a guid is a permalink unless it says no"
    );
    assert_eq!(feed.items[2].html, None, "words without markup");
}

#[test]
fn rss_1_has_its_items_beside_the_channel() {
    let feed = read(include_str!("../../fixtures/feed/rss1.xml"));
    assert_eq!(titles(&feed), ["First", "Second"]);
    let item = &feed.items[0];
    assert_eq!(item.external_id, "https://quay.example/1#id");
    assert_eq!(item.author.name.as_deref(), Some("Cy"));
    assert_eq!((item.tags[0].as_str(), item.language.as_deref()), ("ships", Some("nl")));
    assert_eq!(at(item), "2026-11-03T07:15:00Z");
}

#[test]
fn older_and_versionless_rss_is_read() {
    let old = read(include_str!("../../fixtures/feed/rss091.xml"));
    assert_eq!(titles(&old), ["Café", "Tea"]);
    assert_eq!(at(&old.items[1]), "2026-11-03T13:15:00Z");
    assert_eq!(titles(&read(include_str!("../../fixtures/feed/rss090.xml"))), ["Only"]);
    assert_eq!(titles(&read("<rss><channel><item><title>x</title></item></channel></rss>")), ["x"]);
}

#[test]
fn atom_gives_every_field_of_an_entry() {
    let feed = read(include_str!("../../fixtures/feed/atom.xml"));
    assert_eq!(feed.title.as_deref(), Some("Mole & pier"));
    assert_eq!(feed.feed_id.as_deref(), Some("urn:mole"));
    assert_eq!(feed.link.as_ref().map(url::Url::as_str), Some("https://mole.example/blog/"));
    assert_eq!(feed.next.as_ref().map(url::Url::as_str), Some("https://mole.example/blog/2025.xml"));
    let item = &feed.items[0];
    assert_eq!(
        item.title.as_deref(),
        Some("x <b> &amp; y"),
        "a title is plain text unless it says otherwise"
    );
    assert_eq!(item.url.as_deref(), Some("https://mole.example/blog/1.html"), "the alternate that is a page");
    assert_eq!(at(item), "2026-11-01T09:00:00Z");
    assert!(item.updated_at > item.published_at);
    assert_eq!(item.author.name.as_deref(), Some("Dora"));
    assert_eq!(item.author.url.as_deref(), Some("https://mole.example/dora"));
    assert_eq!(item.tags, ["Label", "t2"]);
    assert_eq!(item.engagement.replies, Some(3));
    assert_eq!(item.kind, ItemKind::Video);
    assert_eq!(item.text, "A b <c>");
    let html = item.html.as_deref().unwrap();
    assert!(html.contains("src=\"https://mole.example/blog/pics/x.png\""), "xml:base is honoured: {html}");
    assert!(html.contains("&lt;c&gt;"), "{html}");
}

#[test]
fn atom_texts_follow_their_type_and_inherit_from_the_feed() {
    let feed = read(include_str!("../../fixtures/feed/atom.xml"));
    assert_eq!(titles(&feed)[1..], ["Deux & trois", "In XHTML"]);
    assert_eq!(feed.items[1].text, "Plain <summary>");
    assert_eq!(feed.items[1].author.name.as_deref(), Some("House"));
    let languages: Vec<_> = feed.items.iter().map(|item| item.language.as_deref().unwrap()).collect();
    assert_eq!(languages, ["de", "fr", "de"]);
    assert_eq!(feed.items[2].raw.as_ref().unwrap()["content:src"], "https://mole.example/blog/3.png");
}

#[test]
fn atom_0_3_is_read_with_its_modes() {
    let feed = read(include_str!("../../fixtures/feed/atom03.xml"));
    let item = &feed.items[0];
    assert_eq!(item.title.as_deref(), Some("A title"));
    assert_eq!(item.html.as_deref(), Some("<p>Hello</p>"));
    assert_eq!(at(item), "2026-11-03T13:15:00Z");
    assert!(item.updated_at.is_some());
}

#[test]
fn json_feeds_are_read_item_by_item() {
    let feed = read(include_str!("../../fixtures/feed/feed.json"));
    assert_eq!(feed.flaws, [Flaw::Unreadable(1)]);
    assert!(feed.complete);
    assert_eq!(feed.next.as_ref().map(url::Url::as_str), Some("https://json.example/feed.json?page=2"));
    let item = &feed.items[0];
    assert_eq!(item.external_id, "7", "a number is a string");
    assert_eq!(item.title.as_deref(), Some("Low <tide> &amp; high"), "JSON titles are plain text");
    assert!(item.html.as_deref().unwrap().contains("https://json.example/p/x"));
    assert_eq!(item.author.avatar.as_deref(), Some("https://json.example/ana.png"));
    assert_eq!(item.media.len(), 2);
    assert_eq!((item.media[0].size, item.media[0].duration_seconds), (Some(12), Some(34)));
    assert_eq!(at(item), "2026-11-03T07:15:00Z");
    assert_eq!(feed.items[1].text, "Plain <words>\n\nsecond");
    assert_eq!(feed.items[1].html, None);
    assert_eq!(feed.items[1].author.name.as_deref(), Some("Bo"));
}

#[test]
fn hints_are_bounded() {
    let hints = |inner: &str| {
        read(format!(
            "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>{inner}</channel></rss>"
        ))
        .hints
    };
    assert_eq!(hints("<ttl>999999</ttl>").min_minutes, Some(1440));
    assert_eq!(hints("<ttl>soon</ttl>").min_minutes, None);
    assert_eq!(hints("<sy:updatePeriod>weekly</sy:updatePeriod>").min_minutes, Some(1440));
    assert_eq!(
        hints("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>")
            .min_minutes,
        Some(360)
    );
    assert_eq!(hints("<sy:updateFrequency>0</sy:updateFrequency>").min_minutes, None);
    let all: String = (0..24).map(|hour| format!("<hour>{hour}</hour>")).collect();
    assert_eq!(hints(&format!("<skipHours>{all}</skipHours>")).skip_hours, 0, "never is a mistake");
}

#[test]
fn an_atom_body_that_forgot_its_type_is_still_markup() {
    let entry = |body: &str| {
        let document =
            format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>{body}</entry></feed>");
        read(document).items.remove(0)
    };
    assert_eq!(entry("<content>&lt;p&gt;a&lt;/p&gt;</content>").html.as_deref(), Some("<p>a</p>"));
    assert_eq!(entry("<content>1 &lt; 2 &amp;amp;</content>").text, "1 < 2 &amp;");
    assert_eq!(entry("<content type='text'>&lt;p&gt;a&lt;/p&gt;</content>").text, "<p>a</p>");
}
