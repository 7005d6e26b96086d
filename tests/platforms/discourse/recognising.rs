//! Every form of link to a forum.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

fn ours(link: &str) -> Option<(TargetType, String)> {
    let readings = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message));
    let reading = readings.into_iter().find(|reading| reading.platform == Platform::Discourse)?;
    Some((reading.target_type, reading.target_url))
}

#[test]
fn every_form_of_link_is_recognised_and_normalised() {
    use TargetType::{Community, Hashtag, List, Profile, Search, Thread, Timeline};
    let meta = "https://meta.discourse.org";
    for (link, target_type, url) in [
        ("https://meta.discourse.org", List, format!("{meta}/latest")),
        ("meta.discourse.org/latest?order=activity", List, format!("{meta}/latest")),
        ("https://meta.discourse.org/new", List, format!("{meta}/latest")),
        ("https://meta.discourse.org/hot", List, format!("{meta}/hot")),
        ("https://meta.discourse.org/top", List, format!("{meta}/top?period=weekly")),
        ("https://meta.discourse.org/top?period=monthly", List, format!("{meta}/top?period=monthly")),
        ("https://meta.discourse.org/top/daily", List, format!("{meta}/top?period=daily")),
        ("https://meta.discourse.org/c/bug/1", Community, format!("{meta}/c/bug/1")),
        ("https://meta.discourse.org/c/a/b/12/l/latest?x=1", Community, format!("{meta}/c/a/b/12")),
        ("https://meta.discourse.org/c/bug/1/none", Community, format!("{meta}/c/bug/1")),
        ("https://meta.discourse.org/c/bug", Community, format!("{meta}/c/bug")),
        ("https://meta.discourse.org/tag/node.js", Hashtag, format!("{meta}/tag/node.js")),
        ("https://meta.discourse.org/tag/sea/l/latest", Hashtag, format!("{meta}/tag/sea")),
        ("https://meta.discourse.org/tag/sea/14", Hashtag, format!("{meta}/tag/sea/14")),
        ("https://meta.discourse.org/tag/潮汐", Hashtag, format!("{meta}/tag/%E6%BD%AE%E6%B1%90")),
        ("https://talk.example/t/low-tide/501", Thread, "https://talk.example/t/501".into()),
        ("https://talk.example/t/low-tide/501/7?u=ana#x", Thread, "https://talk.example/t/501".into()),
        ("https://talk.example/t/501/7", Thread, "https://talk.example/t/501".into()),
        ("https://talk.example/t/501", Thread, "https://talk.example/t/501".into()),
        ("https://sea.example/forum/t/low-tide/501", Thread, "https://sea.example/forum/t/501".into()),
        ("https://sea.example/forum/latest", List, "https://sea.example/forum/latest".into()),
        (
            "https://sea.example/community/c/help/5",
            Community,
            "https://sea.example/community/c/help/5".into(),
        ),
        ("https://meta.discourse.org/posts", Timeline, format!("{meta}/posts")),
        ("https://meta.discourse.org/u/ana", Profile, format!("{meta}/u/ana")),
        ("https://meta.discourse.org/u/ana/activity/topics", Profile, format!("{meta}/u/ana")),
        ("https://meta.discourse.org/users/ana/summary", Profile, format!("{meta}/u/ana")),
        ("https://meta.discourse.org/g/staff", Profile, format!("{meta}/g/staff")),
        ("https://meta.discourse.org/groups/staff/activity/posts", Profile, format!("{meta}/g/staff")),
        (
            "https://meta.discourse.org/search?q=low%20tide&expanded=true",
            Search,
            format!("{meta}/search?q=low+tide"),
        ),
        ("https://users.rust-lang.org/c/help/5", Community, "https://users.rust-lang.org/c/help/5".into()),
        ("http://127.0.0.1:4200/t/low-tide/501", Thread, "http://127.0.0.1:4200/t/501".into()),
    ] {
        assert_eq!(ours(link), Some((target_type, url.clone())), "because {link} was pasted");
        assert_eq!(
            ours(&url).unwrap().1,
            url,
            "because what is kept has to mean the same when it is read again"
        );
    }
}

#[test]
fn where_the_host_may_be_anybodys_other_readings_are_offered_too() {
    let platforms = |link: &str| -> Vec<Platform> {
        recognise(link).unwrap().iter().map(|reading| reading.platform).collect()
    };
    assert_eq!(platforms("https://meta.discourse.org/u/ana"), [Platform::Discourse], "because it is known");
    assert_eq!(
        platforms("https://sea.example/t/low-tide/501"),
        [Platform::Discourse, Platform::Feed, Platform::Webpage]
    );
    assert_eq!(
        platforms("https://forum.example/u/ana"),
        [Platform::Discourse, Platform::Feed, Platform::Webpage]
    );
    assert_eq!(platforms("https://forum.example/"), [Platform::Feed, Platform::Discourse, Platform::Webpage]);
    assert_eq!(
        platforms("https://blog.example/tag/sea"),
        [Platform::Feed, Platform::Discourse, Platform::Webpage]
    );
    let person = platforms("https://sea.example/u/ana");
    assert!([Platform::Lemmy, Platform::Discourse, Platform::Feed].iter().all(|one| person.contains(one)));
}

#[test]
fn other_sites_and_files_are_left_to_others() {
    for link in [
        "https://sea.example/",
        "https://sea.example/latest",
        "https://sea.example/posts",
        "https://sea.example/search?q=tide",
        "https://sea.example/blog/tag/sea",
        "https://sea.example/t/how-tides-work",
        "https://meta.discourse.org/latest.rss",
        "https://meta.discourse.org/c/bug/1.rss",
        "https://meta.discourse.org/t/low-tide/501.json",
        "https://www.discourse.org/",
        "https://lemmy.world/u/ana",
        "https://www.reddit.com/u/ana",
        "https://lobste.rs/t/rust",
    ] {
        assert_eq!(ours(link), None, "because {link} is none of ours");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://meta.discourse.org/my/messages", "logged in"),
        ("https://meta.discourse.org/u/ana/messages", "logged in"),
        ("https://meta.discourse.org/u/ana/activity/bookmarks", "logged in"),
        ("https://meta.discourse.org/categories", "Open a category"),
        ("https://meta.discourse.org/tags", "Open a category"),
        ("https://meta.discourse.org/search?q=", "no words"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}

#[test]
fn what_is_shown_of_a_link_cannot_steer_a_terminal() {
    for link in ["https://meta.discourse.org/tag/a%1b%5b2J", "https://meta.discourse.org/u/a%E2%80%AEb"] {
        for reading in recognise(link).into_iter().flatten() {
            assert!(
                !reading.display.chars().any(|c| c.is_control() || c == '\u{202e}'),
                "{}",
                reading.display
            );
        }
    }
}
