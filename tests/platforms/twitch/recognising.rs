//! Every form of link to Twitch.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

#[test]
fn every_form_of_link_has_one_reading() {
    use TargetType::{Channel, Community};
    for (links, target_type, url) in [
        (
            &[
                "https://www.twitch.tv/Ana",
                "twitch.tv/ana/",
                "https://m.twitch.tv/ana?desktop-redirect=true",
                "https://go.twitch.tv/ana",
                "https://www.twitch.tv/@ana",
                "https://www.twitch.tv/ana/about",
                "https://www.twitch.tv/ana/schedule",
                "https://www.twitch.tv/ana/videos?filter=all",
                "https://www.twitch.tv/ana/clips",
                "https://www.twitch.tv/ana/clip/TideOut-abc_1",
                "https://www.twitch.tv/popout/ana/chat",
                "https://player.twitch.tv/?channel=ana&parent=x",
            ][..],
            Channel,
            "https://www.twitch.tv/ana",
        ),
        (
            &[
                "https://www.twitch.tv/videos/2300000001?t=1h",
                "https://www.twitch.tv/ana/v/2300000001",
                "https://m.twitch.tv/ana/video/2300000001",
            ],
            Channel,
            "https://www.twitch.tv/videos/2300000001",
        ),
        (&["https://clips.twitch.tv/TideOut-abc_1"], Channel, "https://clips.twitch.tv/TideOut-abc_1"),
        (
            &["https://www.twitch.tv/directory/category/low-tides?sort=VIEWER_COUNT"],
            Community,
            "https://www.twitch.tv/directory/category/low-tides",
        ),
        (
            &["https://www.twitch.tv/directory/game/Low%20Tides"],
            Community,
            "https://www.twitch.tv/directory/game/Low%20Tides",
        ),
    ] {
        for link in links {
            let reading =
                recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
            let read = (reading.platform, reading.target_type, reading.target_url.as_str());
            assert_eq!(read, (Platform::Twitch, target_type, url), "because {link} was pasted");
            assert_eq!(
                recognise(url).unwrap()[0].target_url,
                url,
                "because its own address is read the same"
            );
        }
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_what_to_paste_instead() {
    for link in [
        "https://www.twitch.tv/",
        "https://www.twitch.tv/directory",
        "https://www.twitch.tv/team/harbour",
        "https://www.twitch.tv/collections/abc",
        "https://www.twitch.tv/settings/profile",
        "https://www.twitch.tv/videos/abc",
        "https://www.twitch.tv/a-b",
        "https://clips.twitch.tv/",
        "https://player.twitch.tv/",
    ] {
        let error = recognise(link).expect_err(link);
        assert!(error.message.ends_with('.') && error.message.len() > 30, "{link}: {}", error.message);
    }
    assert_ne!(recognise("https://blog.twitch.tv/en/").unwrap()[0].platform, Platform::Twitch);
}
