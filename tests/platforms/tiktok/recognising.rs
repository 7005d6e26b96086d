//! Every form of link to TikTok.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

use super::TIKTOK;

#[test]
fn every_form_of_link_is_recognised_and_normalised() {
    use TargetType::{Hashtag, Profile, Search};
    let ana = "https://www.tiktok.com/@ana.tides";
    for (link, target_type, url) in [
        ("https://www.tiktok.com/@Ana.Tides", Profile, ana),
        ("tiktok.com/@ana.tides?lang=en&_t=1", Profile, ana),
        ("https://m.tiktok.com/%40ana.tides/", Profile, ana),
        ("https://www.tiktok.com/@ana.tides/video/7400000000000000001?is_from_webapp=1", Profile, ana),
        ("https://www.tiktok.com/@ana.tides/photo/7400000000000000001", Profile, ana),
        ("https://www.tiktok.com/@ana.tides/live", Profile, ana),
        ("https://www.tiktok.com/tag/Tide?lang=de", Hashtag, "https://www.tiktok.com/tag/tide"),
        (
            "https://www.tiktok.com/search?q=spring%20tide&t=1",
            Search,
            "https://www.tiktok.com/search?q=spring+tide",
        ),
        (
            "https://www.tiktok.com/search/video?q=spring+tide",
            Search,
            "https://www.tiktok.com/search?q=spring+tide",
        ),
    ] {
        let readings = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message));
        assert_eq!(readings.len(), 1, "because {link} is TikTok's alone");
        let reading = &readings[0];
        assert_eq!(
            (reading.platform, reading.target_type, reading.target_url.as_str()),
            (TIKTOK, target_type, url),
            "because {link} was pasted"
        );
        assert_eq!(recognise(url).unwrap(), readings, "because what is stored is read again");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://vm.tiktok.com/ZMabc/", "short form"),
        ("https://vt.tiktok.com/ZMabc/", "short form"),
        ("https://www.tiktok.com/t/ZTabc/", "short form"),
        ("https://www.tiktok.com/music/original-7400000000000000001", "not a creator"),
        ("https://www.tiktok.com/embed/v2/7400000000000000001", "not a creator"),
        ("https://www.tiktok.com/foryou", "not a creator"),
        ("https://www.tiktok.com/", "not a creator"),
        ("https://www.tiktok.com/@a", "not a creator"),
        ("https://www.tiktok.com/@a-b", "not a creator"),
        ("https://www.tiktok.com/tag/a%20b", "no hashtag"),
        ("https://www.tiktok.com/search?q=", "no words"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}

#[test]
fn other_sites_are_left_alone() {
    for link in ["https://nottiktok.com/@ana", "https://bridge.example/tiktok.com/@ana"] {
        assert_ne!(recognise(link).unwrap()[0].platform, Platform::Tiktok, "because of {link}");
    }
}
