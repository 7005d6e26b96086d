//! Every form of link to X.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

fn first(link: &str) -> (TargetType, String, Option<String>) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    assert_eq!(reading.platform, Platform::X, "because {link} is X's");
    (reading.target_type, reading.target_url, reading.target_id)
}

#[test]
fn every_form_of_link_has_one_reading() {
    use TargetType::{Hashtag, List, Profile, Search, Thread};
    for (links, target_type, url, id) in [
        (
            &[
                "https://x.com/Ana",
                "x.com/ana/",
                "https://www.x.com/ana?s=21&t=abc",
                "https://twitter.com/ana",
                "https://mobile.twitter.com/ana",
                "http://m.twitter.com/ana",
                "https://twitter.com/@ana",
                "https://x.com/ana/with_replies",
                "https://x.com/ana/media",
                "https://x.com/intent/user?screen_name=ana",
                "https://nitter.sea.example/ana",
                "https://xcancel.com/ana/media",
                "https://fxtwitter.com/ana",
                "https://vxtwitter.com/ana",
                "https://fixupx.com/ana",
                "https://twstalker.com/ana",
            ][..],
            Profile,
            "https://x.com/ana",
            None,
        ),
        (
            &["https://x.com/i/user/12", "https://twitter.com/intent/user?user_id=12"],
            Profile,
            "https://x.com/i/user/12",
            Some("12"),
        ),
        (
            &[
                "https://x.com/ana/status/1985000000000000001",
                "https://twitter.com/ana/statuses/1985000000000000001",
                "https://x.com/ana/status/1985000000000000001/photo/1",
                "https://x.com/i/web/status/1985000000000000001",
                "https://x.com/i/status/1985000000000000001?s=20",
                "https://fxtwitter.com/ana/status/1985000000000000001",
                "https://nitter.net/ana/status/1985000000000000001#m",
            ],
            Thread,
            "https://x.com/i/status/1985000000000000001",
            None,
        ),
        (
            &[
                "https://x.com/hashtag/Tide?src=hash",
                "https://twitter.com/hashtag/tide",
                "https://x.com/search?q=%23tide&f=live",
            ],
            Hashtag,
            "https://x.com/hashtag/tide",
            None,
        ),
        (
            &["https://x.com/search?q=low%20tide&src=typed_query"],
            Search,
            "https://x.com/search?q=low+tide",
            None,
        ),
        (&["https://x.com/search?q=%24SEA"], Search, "https://x.com/search?q=%24SEA", None),
        (
            &["https://x.com/search?q=tide since:2026-01-01 filter:images -filter:links min_faves:9"
                .replace(' ', "%20")
                .leak() as &str],
            Search,
            "https://x.com/search?q=tide+has%3Aimages+-has%3Alinks",
            None,
        ),
        (
            &["https://x.com/i/lists/9", "https://twitter.com/i/lists/9"],
            List,
            "https://x.com/i/lists/9",
            Some("9"),
        ),
        (&["https://x.com/Ana/lists/Low-Tides"], List, "https://x.com/ana/lists/low-tides", None),
    ] {
        for link in links {
            let read = first(link);
            assert_eq!(
                read,
                (target_type, url.to_owned(), id.map(str::to_owned)),
                "because {link} was pasted"
            );
            assert_eq!(first(&read.1).1, read.1, "because an address that was made is read the same");
        }
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_what_to_paste_instead() {
    for link in [
        "https://x.com/",
        "https://x.com/home",
        "https://x.com/explore",
        "https://x.com/i/communities/7",
        "https://x.com/i/spaces/1",
        "https://x.com/search?q=",
        "https://x.com/search?q=since:2026-01-01",
        "https://x.com/ana/status/abc",
        "https://x.com/a-name-that-is-none",
        "https://x.com/settings/account",
    ] {
        let error = recognise(link).expect_err(link);
        assert!(error.message.ends_with('.') && error.message.len() > 30, "{link}: {}", error.message);
    }
}

#[test]
fn a_feed_of_a_mirror_is_a_feed_first() {
    let readings = recognise("https://nitter.sea.example/ana/rss").unwrap();
    assert_eq!((readings[0].platform, readings[1].platform), (Platform::Feed, Platform::X));
    assert_ne!(recognise("https://nitter.sea.example/about/x/y-z").unwrap()[0].platform, Platform::Youtube);
}
