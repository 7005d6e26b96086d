//! Every form of link to Bluesky.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

const DID: &str = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";

fn first(link: &str) -> (TargetType, String, Option<String>) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    assert_eq!(reading.platform, Platform::Bluesky, "because {link} is Bluesky's");
    (reading.target_type, reading.target_url, reading.target_id)
}

#[test]
fn a_profile_is_recognised_by_its_handle_in_every_form() {
    for link in [
        "https://bsky.app/profile/ana.bsky.social",
        "bsky.app/profile/ANA.bsky.social/",
        "http://www.bsky.app/profile/@ana.bsky.social?ref=share#top",
        "https://bsky.app/profile/%40ana.bsky.social",
        "https://bsky.app/profile/ana.bsky.social/rss",
        "https://bsky.app/profile/ana.bsky.social/followers",
        "https://bsky.app/profile/ana.bsky.social/post/3m9?utm_source=x",
        "https://main.bsky.dev/profile/ana.bsky.social",
        "https://deer.social/profile/ana.bsky.social/post/3m9",
        "https://blacksky.community/profile/ana.bsky.social",
        "https://psky.app/profile/ana.bsky.social",
        "@ana.bsky.social",
        "ana.bsky.social",
        "https://ana.bsky.social/",
        "at://ana.bsky.social",
    ] {
        let url = "https://bsky.app/profile/ana.bsky.social".to_owned();
        assert_eq!(first(link), (TargetType::Profile, url, None), "because {link} was pasted");
    }
    let url = "https://bsky.app/profile/ana.example".to_owned();
    assert_eq!(first("@ana.example"), (TargetType::Profile, url, None));
}

#[test]
fn a_did_needs_no_resolving() {
    for link in [
        format!("https://bsky.app/profile/{DID}"),
        format!("https://bsky.app/profile/{}", DID.replace(':', "%3A")),
        format!("https://bsky.app/profile/{DID}/post/3m9"),
        format!("at://{DID}"),
        format!("at://{DID}/app.bsky.feed.post/3m9"),
        DID.to_owned(),
    ] {
        let url = format!("https://bsky.app/profile/{DID}");
        assert_eq!(first(&link), (TargetType::Profile, url, Some(DID.into())), "because {link} was pasted");
    }
    assert_eq!(first("did:web:quay.example").2.as_deref(), Some("did:web:quay.example"));
}

#[test]
fn feeds_lists_and_starter_packs_are_recognised() {
    for (link, target_type, url, id) in [
        (
            format!("https://bsky.app/profile/{DID}/feed/tides"),
            TargetType::Feed,
            format!("https://bsky.app/profile/{DID}/feed/tides"),
            Some(format!("at://{DID}/app.bsky.feed.generator/tides")),
        ),
        (
            format!("at://{DID}/app.bsky.feed.generator/tides"),
            TargetType::Feed,
            format!("https://bsky.app/profile/{DID}/feed/tides"),
            Some(format!("at://{DID}/app.bsky.feed.generator/tides")),
        ),
        (
            "bsky.app/profile/Ana.example/feed/tides?x=1".into(),
            TargetType::Feed,
            "https://bsky.app/profile/ana.example/feed/tides".into(),
            None,
        ),
        (
            format!("https://bsky.app/profile/{DID}/lists/3l1st"),
            TargetType::List,
            format!("https://bsky.app/profile/{DID}/lists/3l1st"),
            Some(format!("at://{DID}/app.bsky.graph.list/3l1st")),
        ),
        (
            "https://bsky.app/profile/ana.example/lists/3l1st".into(),
            TargetType::List,
            "https://bsky.app/profile/ana.example/lists/3l1st".into(),
            None,
        ),
        (
            "https://bsky.app/starter-pack/ana.example/3pack".into(),
            TargetType::List,
            "https://bsky.app/starter-pack/ana.example/3pack".into(),
            None,
        ),
        (
            format!("https://bsky.app/start/{DID}/3pack"),
            TargetType::List,
            format!("https://bsky.app/starter-pack/{DID}/3pack"),
            None,
        ),
    ] {
        assert_eq!(first(&link), (target_type, url, id), "because {link} was pasted");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://bsky.app/hashtag/tide", "logged in"),
        ("https://bsky.app/search?q=tide", "logged in"),
        ("https://go.bsky.app/AbCdE", "short link"),
        ("https://bsky.app/", "not a profile"),
        ("https://bsky.app/settings", "not a profile"),
        ("https://bsky.app/profile/handle.invalid", "broken"),
        ("https://bsky.app/profile/ana", "not a name"),
        ("https://bsky.app/profile/did:plc:short", "not a name"),
        ("https://bsky.app/profile/ana.example/feed/a%2Fb", "not complete"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}

#[test]
fn other_sites_are_left_alone() {
    for link in
        ["https://bsky.social/about", "https://notbsky.app/profile/ana.example", "https://ana.example/"]
    {
        assert_ne!(
            recognise(link).unwrap()[0].platform,
            Platform::Bluesky,
            "because {link} is not Bluesky's"
        );
    }
}
