//! Posts of every kind as items: replies, reposts, articles, media, what is taken back.

use serde_json::json;
use tidewatch_engine::model::{Cursor, FoundItem, ItemKind, TargetType};

use super::{
    fetching::profile,
    net::{Net, ONE, THREE, TWO, target, with},
    people::Person,
};

async fn only(net: &std::sync::Arc<Net>, person: &Person) -> FoundItem {
    let page = net.page(&with(&profile(person), "replies", "true")).await;
    assert_eq!(page.items.len(), 1, "because of {:?}", page.items);
    page.items.into_iter().next().unwrap()
}

#[tokio::test]
async fn replies_and_quotes_are_told_by_their_tags() {
    let ana = Person::new(1);
    let (a, b) = ("a".repeat(64), "b".repeat(64));
    for (tags, kind, reply_to) in [
        (vec![], ItemKind::Post, None),
        (vec![vec!["e", &a, "", "root"]], ItemKind::Reply, Some(&a)),
        (vec![vec!["e", &a, "", "root"], vec!["e", &b, "", "reply"]], ItemKind::Reply, Some(&b)),
        (vec![vec!["e", &a], vec!["e", &b]], ItemKind::Reply, Some(&b)),
        (vec![vec!["e", &a, "", "mention"]], ItemKind::Post, None),
        (vec![vec!["q", &a]], ItemKind::Quote, None),
    ] {
        let net = Net::new();
        let tags: Vec<&[&str]> = tags.iter().map(Vec::as_slice).collect();
        net.all_have(&[ana.writes(1, 10, "words", &tags)]);
        let item = only(&net, &ana).await;
        assert_eq!(item.kind, kind, "because of {tags:?}");
        assert_eq!(item.raw.unwrap()["reply_to"].as_str(), reply_to.map(String::as_str));
    }
}

#[tokio::test]
async fn a_repost_shows_what_it_passes_on_if_that_is_signed() {
    let (ana, ben) = (Person::new(1), Person::new(2));
    let original = ben.notes(50, "from Ben");
    let id = original.id.to_hex();
    let held = serde_json::to_string(&original).unwrap();
    let forged = held.replace("from Ben", "never said");
    for (content, others) in
        [(held.as_str(), vec![]), ("", vec![original.clone()]), (forged.as_str(), vec![original.clone()])]
    {
        let net = Net::new();
        let mut events = vec![ana.writes(6, 10, content, &[&["e", &id]]), ben.is_called("Ben")];
        events.extend(others);
        net.all_have(&events);
        let item = only(&net, &ana).await;
        assert_eq!((item.kind, item.text.as_str()), (ItemKind::Repost, "from Ben"));
        assert_eq!(item.author.handle, Some(ben.npub()));
        assert_eq!((item.external_id, item.link_key), (events[0].id.to_hex(), None));
        assert_eq!(item.raw.unwrap()["reposted_by_key"], json!(ana.npub()));
    }
    let net = Net::new();
    net.all_have(&[ana.writes(6, 10, &forged, &[&["e", &id]])]);
    assert!(net.page(&profile(&ana)).await.items.is_empty(), "because nobody has what is passed on");
}

#[tokio::test]
async fn media_come_from_descriptions_and_from_the_words() {
    let (ana, net) = (Person::new(1), Net::new());
    let tags: &[&[&str]] = &[
        &["imeta", "url https://m.example/a.jpg", "m image/jpeg", "alt Boat", "size 77"],
        &["content-warning", "mud"],
        &["l", "en", "ISO-639-1"],
    ];
    let words = "Look https://m.example/a.jpg and https://m.example/b.mp4. <b>\nhttps://page.example/x";
    net.all_have(&[ana.writes(1, 10, words, tags)]);
    let item = only(&net, &ana).await;
    let media: Vec<_> =
        item.media.iter().map(|media| (media.url.as_str(), media.media_type.as_deref().unwrap())).collect();
    assert_eq!(media, [("https://m.example/a.jpg", "image/jpeg"), ("https://m.example/b.mp4", "video")]);
    assert_eq!((item.media[0].alt.as_deref(), item.media[0].size), (Some("Boat"), Some(77)));
    assert_eq!(item.language.as_deref(), Some("en"));
    assert_eq!(item.raw.unwrap()["content_warning"], "mud");
    let html = item.html.unwrap();
    assert!(html.contains("href=\"https://page.example/x\"") && html.contains("&lt;b&gt;"), "{html}");
}

#[tokio::test]
async fn of_an_article_the_newest_version_counts_even_where_a_relay_lags_behind() {
    let (ana, net) = (Person::new(1), Net::new());
    let version = |age, text: &str| {
        let tags: &[&[&str]] =
            &[&["d", "tide"], &["title", "On tides"], &["published_at", "1700000000"], &["t", "sea"]];
        ana.writes(30_023, age, text, tags)
    };
    net.has(ONE, &[version(100, "old")]);
    net.has(TWO, &[version(50, "new")]);
    net.has(THREE, &[]);
    let page = net.page(&profile(&ana)).await;
    assert_eq!(page.items.len(), 1, "because both are versions of one article");
    let item = &page.items[0];
    assert_eq!((item.text.as_str(), item.title.as_deref()), ("new", Some("On tides")));
    assert_eq!(item.external_id, format!("30023:{}:tide", ana.key().to_hex()));
    assert_eq!(item.published_at.unwrap().timestamp(), 1_700_000_000);
    assert!(item.updated_at.is_some());
    net.has(TWO, &[]);
    let later = net.fetch(&profile(&ana), &page.cursor).await.unwrap();
    assert!(later.items.is_empty(), "because an old version must not look like an edit");
    net.has(THREE, &[version(20, "newest")]);
    let edited = net.fetch(&profile(&ana), &page.cursor).await.unwrap();
    assert_eq!((edited.items[0].text.as_str(), &edited.items[0].identity), ("newest", &item.identity));
}

#[tokio::test]
async fn an_article_is_watched_with_its_comments() {
    let (ana, ben, net) = (Person::new(1), Person::new(2), Net::new());
    let address = format!("30023:{}:tide", ana.key().to_hex());
    net.all_have(&[
        ana.writes(30_023, 100, "words", &[&["d", "tide"], &["title", "On tides"]]),
        ana.writes(30_023, 90, "others", &[&["d", "ebb"]]),
        ben.writes(1111, 50, "noted", &[&["A", &address], &["a", &address]]),
    ]);
    let url = tidewatch_engine::platforms::recognise(&{
        use nostr::nips::{
            nip01::Coordinate,
            nip19::{Nip19Coordinate, ToBech32},
        };
        let place = Coordinate { kind: 30_023.into(), public_key: ana.key(), identifier: "tide".into() };
        Nip19Coordinate::new(place, []).to_bech32().unwrap()
    })
    .unwrap()[0]
        .target_url
        .clone();
    let page = net.page(&target(TargetType::Thread, &url)).await;
    let texts: Vec<_> = page.items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["noted", "words"]);
    assert_eq!(page.items[0].kind, ItemKind::Comment);
}

#[tokio::test]
async fn what_its_author_took_back_is_not_brought_and_others_cannot_take_it_back() {
    let (ana, ben, net) = (Person::new(1), Person::new(2), Net::new());
    let (gone, kept) = (ana.notes(100, "gone"), ana.notes(90, "kept"));
    let (gone_id, kept_id) = (gone.id.to_hex(), kept.id.to_hex());
    let article = ana.writes(30_023, 80, "article", &[&["d", "tide"]]);
    let address = format!("30023:{}:tide", ana.key().to_hex());
    net.has(ONE, &[gone, kept, article]);
    net.has(
        TWO,
        &[
            ana.writes(5, 50, "", &[&["e", &gone_id], &["a", &address]]),
            ben.writes(5, 50, "", &[&["e", &kept_id]]),
        ],
    );
    let page = net.page(&profile(&ana)).await;
    let texts: Vec<_> = page.items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["kept"]);
}

#[tokio::test]
async fn what_lies_ahead_or_has_run_out_is_left_alone() {
    let (ana, net) = (Person::new(1), Net::new());
    let past = (super::people::NOW - 5).to_string();
    net.all_have(&[
        ana.notes(-600, "clock a little fast"),
        ana.notes(-6000, "tomorrow"),
        ana.writes(1, 10, "over", &[&["expiration", &past]]),
    ]);
    let page = net.fetch(&profile(&ana), &Cursor::default()).await.unwrap();
    let texts: Vec<_> = page.items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["clock a little fast"]);
}
