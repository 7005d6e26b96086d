//! Every form of link to somebody or something on Nostr.

use nostr::nips::{
    nip01::Coordinate,
    nip19::{Nip19Coordinate, Nip19Event, Nip19Profile, ToBech32},
};
use nostr::types::RelayUrl;
use tidewatch_engine::{
    model::{Platform, Recognised, TargetType},
    platforms::recognise,
};

use super::people::Person;

fn first(text: &str) -> Recognised {
    recognise(text).unwrap_or_else(|error| panic!("{text}: {}", error.message)).remove(0)
}

fn relay() -> RelayUrl {
    RelayUrl::parse("wss://sea.example").unwrap()
}

#[test]
fn a_person_is_known_in_every_notation() {
    let ana = Person::new(1);
    let npub = ana.npub();
    for text in [
        npub.clone(),
        npub.to_uppercase(),
        format!("nostr:{npub}"),
        format!("web+nostr:{npub}"),
        format!("@{npub}"),
        ana.key().to_hex(),
        format!("https://njump.me/{npub}"),
        format!("https://njump.me/{}", ana.key().to_hex()),
        format!("https://njump.me/nostr:{npub}?x=1#top"),
        format!("https://primal.net/p/{npub}"),
        format!("https://snort.social/{npub}"),
        format!("https://snort.social/p/{npub}"),
        format!("https://iris.to/{npub}"),
        format!("https://coracle.social/{npub}"),
        format!("https://coracle.social/people/{npub}"),
        format!("https://nostr.com/{npub}"),
        format!("https://yakihonne.com/profile/{npub}"),
        format!("https://habla.news/p/{npub}"),
    ] {
        let reading = first(&text);
        assert_eq!(reading.platform, Platform::Nostr, "because of {text}");
        assert_eq!(reading.target_type, TargetType::Profile);
        assert_eq!(reading.target_url, format!("https://njump.me/{npub}"), "because of {text}");
        assert_eq!(reading.target_id, None);
        assert!(reading.display.starts_with("npub1") && reading.display.len() < 40);
    }
    let profile = Nip19Profile::new(ana.key(), [relay()]).to_bech32().unwrap();
    let reading = first(&format!("https://njump.me/{profile}"));
    assert_eq!(reading.target_url, format!("https://njump.me/{npub}"));
    assert_eq!(reading.target_id.as_deref(), Some(profile.as_str()), "because it says where the posts are");
}

#[test]
fn posts_and_articles_are_known_with_the_relays_that_their_links_name() {
    let ana = Person::new(1);
    let post = ana.notes(0, "low");
    let note = post.id.to_bech32().unwrap();
    let event = Nip19Event::new(post.id).author(ana.key()).relays([relay()]).to_bech32().unwrap();
    for text in
        [note.clone(), event.clone(), format!("nostr:{event}"), format!("https://primal.net/e/{note}")]
    {
        let reading = first(&text);
        assert_eq!(reading.target_type, TargetType::Thread);
        assert_eq!(reading.target_url, format!("https://njump.me/{note}"), "because of {text}");
        assert_eq!(reading.target_id.is_some(), text.contains("nevent"));
    }
    let place =
        |kind: u16| Coordinate { kind: kind.into(), public_key: ana.key(), identifier: "low-tide".into() };
    let plain = Nip19Coordinate::new(place(30_023), []).to_bech32().unwrap();
    let hinted = Nip19Coordinate::new(place(30_023), [relay()]).to_bech32().unwrap();
    for text in [plain.clone(), hinted.clone(), format!("https://habla.news/a/{hinted}")] {
        let reading = first(&text);
        assert_eq!(reading.target_type, TargetType::Thread);
        assert_eq!(reading.target_url, format!("https://njump.me/{plain}"));
        assert_eq!(reading.display, "Article low-tide on Nostr");
    }
    let list = Nip19Coordinate::new(place(30_000), []).to_bech32().unwrap();
    assert!(recognise(&list).unwrap_err().message.contains("article"));
}

#[test]
fn hashtags_searches_and_relays_are_known() {
    for (text, target_type, url) in [
        ("#Tide", TargetType::Hashtag, "https://snort.social/t/tide"),
        ("https://snort.social/t/tide", TargetType::Hashtag, "https://snort.social/t/tide"),
        ("https://primal.net/search/%23tide", TargetType::Hashtag, "https://snort.social/t/tide"),
        ("#größe", TargetType::Hashtag, "https://snort.social/t/gr%C3%B6%C3%9Fe"),
        ("https://primal.net/search/low%20tide", TargetType::Search, "https://primal.net/search/low%20tide"),
        ("wss://nos.lol", TargetType::Timeline, "https://njump.me/r/nos.lol"),
        ("wss://sea.example:7000/inbox/", TargetType::Timeline, "https://njump.me/r/sea.example:7000/inbox"),
        ("https://njump.me/r/nos.lol", TargetType::Timeline, "https://njump.me/r/nos.lol"),
    ] {
        // A tag alone is somebody else's as well.
        let readings = recognise(text).unwrap();
        let reading = readings.iter().find(|reading| reading.platform == Platform::Nostr);
        let reading = reading.unwrap_or_else(|| panic!("because of {text}"));
        assert_eq!((reading.target_type, reading.target_url.as_str()), (target_type, url));
    }
}

#[test]
fn a_name_at_a_host_may_be_of_mastodon_or_of_nostr() {
    let readings = recognise("Ana@sea.example").unwrap();
    assert_eq!(readings[0].platform, Platform::Mastodon, "because most of these are");
    let own = readings.iter().find(|reading| reading.platform == Platform::Nostr).unwrap();
    assert_eq!(own.target_url, "https://sea.example/.well-known/nostr.json?name=ana");
    assert_eq!(own.display, "ana@sea.example on Nostr");
    let host = recognise("_@sea.example").unwrap();
    assert!(host.iter().any(|reading| reading.display == "sea.example on Nostr"));
    for text in ["@ana@sea.example", "acct:ana@sea.example", "https://sea.example/@ana"] {
        let readings = recognise(text).unwrap();
        assert!(readings.iter().all(|reading| reading.platform != Platform::Nostr), "because of {text}");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_what_to_paste_instead() {
    let npub = Person::new(1).npub();
    let broken = format!("{}q", &npub[..npub.len() - 1]);
    let secret = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
    for (text, word) in [
        (secret.to_owned(), "private key"),
        (format!("nostr:{secret}"), "private key"),
        (format!("https://njump.me/{secret}"), "private key"),
        (broken, "mistyped"),
        ("https://primal.net/home".to_owned(), "npub1"),
        ("https://njump.me/".to_owned(), "npub1"),
        ("https://iris.to/about".to_owned(), "npub1"),
    ] {
        let message = recognise(&text).expect_err(&text).message;
        assert!(message.contains(word) && message.ends_with('.'), "because of {text}: {message}");
        assert!(!message.contains(secret), "because a private key is not repeated");
    }
}

#[test]
fn on_hosts_that_nobody_knows_the_page_can_be_meant_as_well() {
    let npub = Person::new(1).npub();
    let readings = recognise(&format!("https://reader.example/u/{npub}")).unwrap();
    let platforms: Vec<_> = readings.iter().map(|reading| reading.platform).take(2).collect();
    assert_eq!(platforms, [Platform::Nostr, Platform::Feed]);
}
