//! Every form of link to PeerTube.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

fn ours(link: &str) -> Option<(TargetType, String)> {
    let readings = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message));
    let reading = readings.into_iter().find(|reading| reading.platform == Platform::Peertube)?;
    Some((reading.target_type, reading.target_url))
}

const UUID: &str = "9c9de5e8-0a1e-484a-b099-e80766180a6d";

#[test]
fn every_form_of_link_is_recognised_and_normalised() {
    use TargetType::{Channel, Playlist, Profile, Search, Thread, Timeline};
    let uuid = |start: &str| format!("{start}{UUID}");
    for (link, target_type, url) in [
        ("https://sea.example/c/shore/videos", Channel, "https://sea.example/c/shore/videos".to_owned()),
        ("https://sea.example/c/shore", Channel, "https://sea.example/c/shore/videos".into()),
        ("sea.example/c/shore/about?x=1", Channel, "https://sea.example/c/shore/videos".into()),
        ("https://sea.example/video-channels/shore", Channel, "https://sea.example/c/shore/videos".into()),
        (
            "https://framatube.org/c/shore@sea.example/videos",
            Channel,
            "https://sea.example/c/shore/videos".into(),
        ),
        (
            "https://framatube.org/c/shore@framatube.org",
            Channel,
            "https://framatube.org/c/shore/videos".into(),
        ),
        ("!shore@peertube.example", Channel, "https://peertube.example/c/shore/videos".into()),
        ("@shore@peertube.example", Channel, "https://peertube.example/@shore".into()),
        ("https://peertube.example/@shore/videos", Channel, "https://peertube.example/@shore".into()),
        ("https://tube.example/@shore", Channel, "https://tube.example/@shore".into()),
        ("https://sea.example/a/ana", Profile, "https://sea.example/a/ana/videos".into()),
        (
            "https://sea.example/accounts/ana@lake.example",
            Profile,
            "https://lake.example/a/ana/videos".into(),
        ),
        ("https://sea.example/a/ana/video-channels", Profile, "https://sea.example/a/ana/videos".into()),
        (
            "https://sea.example/w/kkGMgK9ZtnKfYAgnEtQxbv",
            Thread,
            "https://sea.example/w/kkGMgK9ZtnKfYAgnEtQxbv".into(),
        ),
        (
            "https://sea.example/w/kkGMgK9ZtnKfYAgnEtQxbv;threadId=7?start=1m",
            Thread,
            "https://sea.example/w/kkGMgK9ZtnKfYAgnEtQxbv".into(),
        ),
        (&uuid("https://sea.example/videos/watch/"), Thread, uuid("https://sea.example/w/")),
        (&uuid("https://sea.example/videos/embed/"), Thread, uuid("https://sea.example/w/")),
        (&uuid("https://sea.example/w/"), Thread, uuid("https://sea.example/w/")),
        ("https://framatube.org/w/9", Thread, "https://framatube.org/w/9".into()),
        (
            "https://sea.example/w/p/kkGMgK9ZtnKfYAgnEtQxbv?playlistPosition=2",
            Playlist,
            "https://sea.example/w/p/kkGMgK9ZtnKfYAgnEtQxbv".into(),
        ),
        (&uuid("https://sea.example/videos/watch/playlist/"), Playlist, uuid("https://sea.example/w/p/")),
        (&uuid("https://sea.example/video-playlists/embed/"), Playlist, uuid("https://sea.example/w/p/")),
        ("https://framatube.org/", Timeline, "https://framatube.org/videos/local".into()),
        (
            "https://framatube.org/videos/browse?scope=local&sort=-trending",
            Timeline,
            "https://framatube.org/videos/local".into(),
        ),
        (
            "https://sea.example/videos/browse?scope=federated",
            Timeline,
            "https://sea.example/videos/browse".into(),
        ),
        ("https://sea.example/videos/local", Timeline, "https://sea.example/videos/local".into()),
        (
            "https://framatube.org/search?search=low%20tide&sort=-match",
            Search,
            "https://framatube.org/search?search=low+tide".into(),
        ),
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
    assert_eq!(platforms("https://framatube.org/c/shore"), [Platform::Peertube], "because it is known");
    assert_eq!(
        platforms("https://sea.example/c/shore/videos"),
        [Platform::Peertube, Platform::Feed, Platform::Webpage]
    );
    for link in [
        "https://news.example/videos/local",
        "https://news.example/a/ana",
        "https://x.example/search?search=a",
    ] {
        assert_eq!(platforms(link)[0], Platform::Feed, "because {link} is another site's more often");
    }
    let both = platforms("https://sea.example/c/shore");
    assert!(
        [Platform::Lemmy, Platform::Peertube, Platform::Feed].iter().all(|one| both.contains(one)),
        "{both:?}"
    );
}

#[test]
fn other_sites_and_pages_are_left_to_others() {
    for link in [
        "https://www.youtube.com/c/shore/videos",
        "https://www.youtube.com/@shore",
        "https://www.twitch.tv/shore/videos",
        "https://sea.example/@shore",
        "https://sea.example/w/9",
        "https://sea.example/w/how-tides-work",
        "https://sea.example/",
        "https://lemmy.world/c/shore",
        "https://sea.example/c/shore/9",
        "https://sea.example/videos/watch/a/b",
    ] {
        let readings = recognise(link).into_iter().flatten().collect::<Vec<_>>();
        assert!(
            readings.iter().all(|reading| reading.platform != Platform::Peertube),
            "because {link} is none of ours: {readings:?}"
        );
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://framatube.org/my-library/history/videos", "logged in"),
        ("https://framatube.org/videos/subscriptions", "logged in"),
        ("https://framatube.org/about/instance", "lists no videos"),
        ("https://framatube.org/search", "no words"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}
