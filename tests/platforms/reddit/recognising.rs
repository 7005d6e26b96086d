//! Every form of link to something on Reddit.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::{connector, recognise},
};

use super::REDDIT;
use crate::scripted::target;

fn first(link: &str) -> (TargetType, String) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    assert_eq!(reading.platform, REDDIT, "because {link} is Reddit's");
    (reading.target_type, reading.target_url)
}

#[test]
fn a_community_is_recognised_on_every_host_and_in_every_order() {
    for link in [
        "r/tides",
        "/r/Tides/",
        "https://www.reddit.com/r/tides",
        "reddit.com/r/TIDES/",
        "https://old.reddit.com/r/tides/hot/",
        "https://new.reddit.com/r/tides/new",
        "https://sh.reddit.com/r/tides/top/?t=week",
        "https://np.reddit.com/r/tides/rising/",
        "https://m.reddit.com/r/tides/controversial",
        "https://i.reddit.com/r/tides",
        "https://amp.reddit.com/r/tides?utm_source=share&utm_medium=web2x",
        "https://www.reddit.com/r/tides/.rss",
        "https://www.reddit.com/r/tides.rss",
        "https://www.reddit.com/r/tides/new/.rss?limit=100",
        "https://www.reddit.com/r/tides/new.json",
        "https://libreddit.example.org/r/tides",
        "https://redlib.example.org/r/tides?sort=hot",
        "https://teddit.example.org/r/tides",
    ] {
        let url = "https://www.reddit.com/r/tides/".to_owned();
        assert_eq!(first(link), (TargetType::Community, url), "because {link} was pasted");
    }
}

#[test]
fn everything_else_that_has_a_feed_is_recognised() {
    use TargetType::{Community, List, Profile, Search, Thread};
    for (link, target_type, url) in [
        ("https://www.reddit.com/r/tides+Gauges+quay/", Community, "r/tides+gauges+quay/"),
        ("https://www.reddit.com/r/tides/comments", Community, "r/tides/comments/"),
        ("u/ana_quay", Profile, "user/ana_quay/"),
        ("https://www.reddit.com/u/Ana-Quay", Profile, "user/ana-quay/"),
        ("https://www.reddit.com/user/ana_quay/submitted/", Profile, "user/ana_quay/submitted/"),
        ("https://old.reddit.com/user/ana_quay/comments/", Profile, "user/ana_quay/comments/"),
        ("https://www.reddit.com/user/ana_quay/m/Water/", List, "user/ana_quay/m/water/"),
        (
            "https://www.reddit.com/r/tides/comments/1tide03/gauge_and_quay/?ref=share",
            Thread,
            "r/tides/comments/1tide03/",
        ),
        ("https://redd.it/1tide03", Thread, "comments/1tide03/"),
        ("https://www.reddit.com/comments/1tide03", Thread, "comments/1tide03/"),
        ("https://www.reddit.com/gallery/1tide03", Thread, "comments/1tide03/"),
        (
            "https://www.reddit.com/user/ana_quay/comments/1tide03/words/",
            Thread,
            "r/u_ana_quay/comments/1tide03/",
        ),
        ("https://www.reddit.com/search/?q=spring+tide&type=link", Search, "search?q=spring+tide"),
        (
            "https://www.reddit.com/r/tides/search/?q=spring&restrict_sr=on",
            Search,
            "r/tides/search?q=spring&restrict_sr=on",
        ),
        ("https://www.reddit.com/r/tides/search?q=spring&restrict_sr=off", Search, "search?q=spring"),
        (
            "https://www.reddit.com/r/tides/?f=flair_name%3A%22Gauge%22",
            Search,
            "r/tides/search?q=flair%3A%22Gauge%22&restrict_sr=on",
        ),
        ("https://www.reddit.com/domain/gauges.example/new/", Search, "domain/gauges.example/"),
    ] {
        assert_eq!(
            first(link),
            (target_type, format!("https://www.reddit.com/{url}")),
            "because {link} was pasted"
        );
    }
}

#[test]
fn what_is_read_of_a_target_stays_readable() {
    for link in ["r/tides", "redd.it/1tide03", "reddit.com/search?q=a%26b+c", "reddit.com/user/ana/m/water"] {
        let (target_type, url) = first(link);
        assert_eq!(first(&url), (target_type, url.clone()), "because an export holds {url}");
    }
}

#[test]
fn the_feed_of_a_target_is_told_without_the_network() {
    let feed = |target_type, path: &str| {
        let url = format!("https://www.reddit.com/{path}");
        connector(REDDIT).feed_address(&target(target_type, &url, None))
    };
    for (target_type, path, address) in [
        (TargetType::Community, "r/tides/", "r/tides/new/.rss?limit=100"),
        (TargetType::Community, "r/a+b/", "r/a+b/new/.rss?limit=100"),
        (TargetType::Community, "r/tides/comments/", "r/tides/comments/.rss?limit=100"),
        (TargetType::Profile, "user/ana/", "user/ana/.rss?limit=100"),
        (TargetType::Profile, "user/ana/submitted/", "user/ana/submitted/.rss?limit=100"),
        (TargetType::List, "user/ana/m/water/", "user/ana/m/water/new/.rss?limit=100"),
        (TargetType::Thread, "r/tides/comments/1tide03/", "r/tides/comments/1tide03/.rss?sort=new&limit=100"),
        (TargetType::Thread, "comments/1tide03/", "comments/1tide03/.rss?sort=new&limit=100"),
        (TargetType::Search, "search?q=a+b", "search.rss?q=a+b&sort=new&limit=100"),
        (
            TargetType::Search,
            "r/tides/search?q=a&restrict_sr=on",
            "r/tides/search.rss?q=a&restrict_sr=on&sort=new&limit=100",
        ),
        (TargetType::Search, "domain/gauges.example/", "domain/gauges.example/new/.rss?limit=100"),
    ] {
        let expected = format!("https://www.reddit.com/{address}");
        assert_eq!(feed(target_type, path), Some(expected), "because {path} is watched");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_the_next_step() {
    for link in [
        "https://www.reddit.com/",
        "https://www.reddit.com/hot/",
        "https://www.reddit.com/r/",
        "https://www.reddit.com/r/tides/s/AbCdEf123",
        "https://www.reddit.com/me/m/water",
        "https://www.reddit.com/search",
        "https://www.reddit.com/r/no%20name/",
        "https://www.reddit.com/user/x",
        "https://www.reddit.com/live/abc",
        "https://www.reddit.com/.rss?feed=0123abcd&user=ana",
        "https://i.redd.it/spring.jpg",
        "https://v.redd.it/surge01",
        "https://redd.it/",
    ] {
        let error = recognise(link).expect_err(link);
        assert!(
            error.message.len() > 30 && error.message.ends_with('.'),
            "because {:?} is shown",
            error.message
        );
    }
}

#[test]
fn other_hosts_are_not_reddit() {
    for link in [
        "https://notreddit.com/r/tides",
        "https://wwwreddit.com/r/tides",
        "https://reddit.com.example.org/r/tides",
        "https://example.org/r/tides",
        "https://redlib.example.org/about-us/contact",
    ] {
        assert_eq!(recognise(link).unwrap()[0].platform, Platform::Feed, "because {link} is somebody else's");
    }
}
