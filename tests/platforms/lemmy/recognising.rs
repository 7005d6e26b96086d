//! Every form of link to Lemmy.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

fn first(link: &str) -> (Platform, TargetType, String) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    (reading.platform, reading.target_type, reading.target_url)
}

#[test]
fn every_form_of_link_is_recognised_and_normalised() {
    use TargetType::{Community, Profile, Search, Thread, Timeline};
    for (link, target_type, url) in [
        ("!tide@sea.example", Community, "https://sea.example/c/tide"),
        ("https://sea.example/c/tide", Community, "https://sea.example/c/tide"),
        ("sea.example/c/tide?dataType=Post&sort=Hot", Community, "https://sea.example/c/tide"),
        ("https://lemmy.world/c/tide@sea.example", Community, "https://sea.example/c/tide"),
        ("https://lemmy.world/c/tide%40sea.example/", Community, "https://sea.example/c/tide"),
        ("https://lemmy.world/c/tide@lemmy.world", Community, "https://lemmy.world/c/tide"),
        ("@ana@lemmy.world", Profile, "https://lemmy.world/u/ana"),
        ("@ana@feddit.example", Profile, "https://feddit.example/u/ana"),
        ("https://sea.example/u/ana", Profile, "https://sea.example/u/ana"),
        ("https://lemmy.world/u/ana@sea.example?view=Comments", Profile, "https://sea.example/u/ana"),
        ("https://lemmy.world/post/501?scrollToComments=true", Thread, "https://lemmy.world/post/501"),
        ("https://lemmy.world/comment/12", Thread, "https://lemmy.world/comment/12"),
        ("https://lemmy.world/post/501/12#x", Thread, "https://lemmy.world/comment/12"),
        ("https://www.lemmy.world/", Timeline, "https://www.lemmy.world/"),
        ("https://lemmy.world/?dataType=Post&listingType=Local&sort=New", Timeline, "https://lemmy.world/"),
        ("https://lemmy.world/?listingType=All", Timeline, "https://lemmy.world/?listingType=All"),
        (
            "https://sea.example/?dataType=Post&listingType=All",
            Timeline,
            "https://sea.example/?listingType=All",
        ),
        (
            "https://lemmy.world/search?q=spring%20tide&type=All&listingType=All&page=2",
            Search,
            "https://lemmy.world/search?q=spring+tide&type=Posts",
        ),
        ("https://beehaw.org/c/sea", Community, "https://beehaw.org/c/sea"),
        ("https://midwest.social/search?q=tide", Search, "https://midwest.social/search?q=tide&type=Posts"),
        ("http://127.0.0.1:8536/c/tide", Community, "http://127.0.0.1:8536/c/tide"),
    ] {
        assert_eq!(first(link), (Platform::Lemmy, target_type, url.into()), "because {link} was pasted");
        assert_eq!(first(url).2, url, "because what is kept has to mean the same when it is read again");
    }
}

#[test]
fn where_the_host_may_be_anybodys_the_page_is_offered_too() {
    let platforms = |link: &str| -> Vec<Platform> {
        recognise(link).unwrap().iter().map(|reading| reading.platform).collect()
    };
    assert_eq!(platforms("https://lemmy.world/c/tide"), [Platform::Lemmy], "because this server is known");
    assert!(platforms("https://sea.example/c/tide").contains(&Platform::Feed));
    let post = platforms("https://blog.example/post/12");
    assert_eq!(post.first(), Some(&Platform::Feed), "because blogs have such addresses more often");
    assert!(post.contains(&Platform::Lemmy));
    assert_eq!(
        platforms("@ana@sea.example")[0],
        Platform::Mastodon,
        "because people are written so elsewhere"
    );
}

#[test]
fn other_sites_and_pages_are_left_to_others() {
    for link in [
        "https://www.youtube.com/c/tide",
        "https://www.reddit.com/u/ana",
        "https://sea.example/",
        "https://sea.example/search?q=tide",
        "https://sea.example/c/",
        "https://sea.example/c/tide/more/12",
        "https://sea.example/c/a.b",
        "https://sea.example/post/how-tides-work",
        "https://sea.example/c/tide@a/b",
        "https://medium.com/u/ana",
    ] {
        let readings = recognise(link).into_iter().flatten();
        assert!(
            readings.clone().all(|reading| reading.platform != Platform::Lemmy),
            "because {link} is none of ours: {:?}",
            readings.collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://lemmy.world/?listingType=Subscribed", "logged in"),
        ("https://lemmy.world/inbox", "logged in"),
        ("https://lemmy.world/communities", "Open a community"),
        ("https://lemmy.world/modlog/12", "Open a community"),
        ("https://lemmy.world/search", "no words"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}
