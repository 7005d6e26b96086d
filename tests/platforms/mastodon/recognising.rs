//! Every form of address.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

fn first(link: &str) -> (Platform, TargetType, String) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    (reading.platform, reading.target_type, reading.target_url)
}

#[test]
fn every_form_of_a_profile_is_one_address() {
    for link in [
        "@ana@sea.example",
        "ana@sea.example",
        "acct:ana@sea.example",
        "ACCT:ana@sea.example",
        "https://sea.example/@ana",
        "sea.example/@ana?utm_source=x",
        "https://sea.example/%40ana/",
        "https://sea.example/@ana/followers",
        "https://sea.example/web/@ana",
        "https://sea.example/deck/@ana",
        "https://lake.example/@ana@sea.example",
        "https://lake.example/deck/@ana@sea.example",
    ] {
        let expected = (Platform::Mastodon, TargetType::Profile, "https://sea.example/@ana".to_owned());
        assert_eq!(first(link), expected, "because {link} was pasted");
    }
    let by_server = recognise("https://mastodon.social/users/ana").unwrap();
    assert_eq!(by_server[0].target_url, "https://mastodon.social/@ana");
    assert_eq!(by_server[0].display, "@ana@mastodon.social");
    assert_eq!(by_server.len(), 1, "because this server is known to be one");
}

#[test]
fn parts_of_a_profile_hashtags_timelines_and_posts_are_kept_apart() {
    for (link, target_type, url) in [
        (
            "https://sea.example/@ana/with_replies",
            TargetType::Profile,
            "https://sea.example/@ana/with_replies",
        ),
        ("https://sea.example/@ana/media", TargetType::Profile, "https://sea.example/@ana/media"),
        ("https://sea.example/@ana/tagged/Tide", TargetType::Profile, "https://sea.example/@ana/tagged/tide"),
        ("https://sea.example/ap/users/1154", TargetType::Profile, "https://sea.example/ap/users/1154"),
        ("https://sea.example/web/accounts/7", TargetType::Profile, "https://sea.example/ap/users/7"),
        ("https://mastodon.social/tags/Tide", TargetType::Hashtag, "https://mastodon.social/tags/tide"),
        (
            "https://mastodon.social/web/timelines/tag/tide",
            TargetType::Hashtag,
            "https://mastodon.social/tags/tide",
        ),
        (
            "https://mastodon.social/tags/潮汐",
            TargetType::Hashtag,
            "https://mastodon.social/tags/%E6%BD%AE%E6%B1%90",
        ),
        ("https://mastodon.social/public", TargetType::Timeline, "https://mastodon.social/public"),
        (
            "https://mastodon.social/public/local",
            TargetType::Timeline,
            "https://mastodon.social/public/local",
        ),
        (
            "https://mastodon.social/public/remote",
            TargetType::Timeline,
            "https://mastodon.social/public/remote",
        ),
        ("https://sea.example/@ana/1155?x=1", TargetType::Thread, "https://sea.example/@ana/1155"),
        ("https://sea.example/@ana/1155/embed", TargetType::Thread, "https://sea.example/@ana/1155"),
        ("https://sea.example/users/ana/statuses/1155", TargetType::Thread, "https://sea.example/@ana/1155"),
        (
            "https://sea.example/ap/users/7/statuses/11",
            TargetType::Thread,
            "https://sea.example/ap/users/7/statuses/11",
        ),
        (
            "https://sea.example/web/statuses/1155",
            TargetType::Thread,
            "https://sea.example/web/statuses/1155",
        ),
        (
            "https://gts.example/@ana/statuses/01HZXA2B3C4D5E6F7G8H9J0KMN",
            TargetType::Thread,
            "https://gts.example/@ana/01HZXA2B3C4D5E6F7G8H9J0KMN",
        ),
        ("https://pixelfed.social/ana", TargetType::Profile, "https://pixelfed.social/@ana"),
        ("https://pixelfed.social/p/ana/612345", TargetType::Profile, "https://pixelfed.social/@ana"),
    ] {
        assert_eq!(first(link), (Platform::Mastodon, target_type, url.into()), "because {link} was pasted");
        assert_eq!(first(url).2, url, "because what is kept has to mean the same when it is read again");
    }
}

#[test]
fn where_the_host_may_be_anybodys_the_page_is_offered_too() {
    let platforms = |link: &str| -> Vec<Platform> {
        recognise(link).unwrap().iter().map(|reading| reading.platform).collect()
    };
    assert_eq!(
        platforms("https://sea.example/@ana"),
        [Platform::Mastodon, Platform::Feed, Platform::Webpage]
    );
    for link in
        ["https://blog.example/tags/tide", "https://blog.example/public", "https://blog.example/users/ana"]
    {
        assert_eq!(
            platforms(link),
            [Platform::Feed, Platform::Mastodon, Platform::Webpage],
            "because {link} is a blog's more often"
        );
    }
}

#[test]
fn other_sites_and_files_are_left_to_others() {
    for link in [
        "https://medium.com/@ana",
        "https://ana.medium.com/@ana",
        "https://www.tiktok.com/@ana",
        "https://www.threads.net/@ana",
        "https://substack.com/@ana",
        "https://sea.example/@ana.rss",
        "https://sea.example/@ana/feed.rss",
        "https://sea.example/users/ana.atom",
        "https://sea.example/tags/tide.rss",
        "https://blog.example/@ana/how-tides-work-1a2b3c",
        "https://mastodon.social/about",
        "https://mastodon.social/explore",
        "https://pixelfed.social/discover",
        "https://sea.example/",
    ] {
        let readings = recognise(link).unwrap();
        assert!(
            readings.iter().all(|reading| reading.platform != Platform::Mastodon),
            "because {link} is none of ours: {readings:?}"
        );
    }
}

#[test]
fn what_needs_a_login_is_refused_with_the_next_step() {
    for link in [
        "https://mastodon.social/home",
        "https://mastodon.social/lists/12",
        "https://mastodon.social/deck/lists/12",
        "https://mastodon.social/search?q=tide",
    ] {
        let error = recognise(link).expect_err(link);
        assert!(error.message.contains("logged in") && error.message.contains("Paste"), "{}", error.message);
    }
}

#[test]
fn what_is_shown_of_a_link_cannot_steer_a_terminal() {
    for link in [
        "https://sea.example/@a%1b%5b2Jb",
        "https://mastodon.social/tags/a%1b%5b2J",
        "@a\u{202e}b@sea.example",
    ] {
        for reading in recognise(link).into_iter().flatten() {
            assert!(
                !reading.display.chars().any(|c| c.is_control() || c == '\u{202e}'),
                "{}",
                reading.display
            );
        }
    }
}
