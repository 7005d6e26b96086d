//! Every form of link of the fact sheet.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

const ID: &str = "UCharbourharbourharbour1";

fn first(link: &str) -> (TargetType, String, Option<String>) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    assert_eq!(reading.platform, Platform::Youtube, "because {link} is YouTube's");
    (reading.target_type, reading.target_url, reading.target_id)
}

#[test]
fn a_channel_is_recognised_by_its_id_on_every_host() {
    for link in [
        format!("https://www.youtube.com/channel/{ID}"),
        format!("youtube.com/channel/{ID}/videos"),
        format!("http://m.youtube.com/channel/{ID}?view=0"),
        format!("https://music.youtube.com/channel/{ID}"),
        format!("https://www.youtube-nocookie.com/channel/{ID}"),
        format!("https://www.youtubekids.com/channel/{ID}"),
        format!("https://invidious.example.org/channel/{ID}"),
        format!("https://yewtu.be/channel/{ID}"),
        format!("https://piped.video/channel/{ID}"),
        format!("https://www.youtube.com/feeds/videos.xml?channel_id={ID}"),
    ] {
        let url = format!("https://www.youtube.com/channel/{ID}");
        assert_eq!(first(&link), (TargetType::Channel, url, Some(ID.into())), "because {link} was pasted");
    }
}

#[test]
fn handles_and_names_are_channels_to_be_resolved() {
    for (link, url) in [
        ("https://www.youtube.com/@harbour", "https://www.youtube.com/@harbour"),
        ("youtube.com/@harbour/videos", "https://www.youtube.com/@harbour"),
        ("https://m.youtube.com/@harbour/shorts?si=abc", "https://www.youtube.com/@harbour"),
        ("https://www.youtube.com/%40harbour/streams", "https://www.youtube.com/@harbour"),
        ("https://www.youtube.com/@harbour/community", "https://www.youtube.com/@harbour"),
        ("https://www.youtube.com/user/HarbourTV", "https://www.youtube.com/user/HarbourTV"),
        ("https://www.youtube.com/c/HarbourTV/featured", "https://www.youtube.com/c/HarbourTV"),
        ("https://www.youtube.com/HarbourTV", "https://www.youtube.com/HarbourTV"),
        ("https://www.youtube.com/feeds/videos.xml?user=HarbourTV", "https://www.youtube.com/user/HarbourTV"),
    ] {
        assert_eq!(first(link), (TargetType::Channel, url.into(), None), "because {link} was pasted");
    }
}

#[test]
fn a_handle_in_another_script_is_shown_as_it_is_written() {
    let reading = recognise("https://www.youtube.com/@港の灯").unwrap().remove(0);
    assert_eq!(reading.display, "@港の灯 on YouTube");
}

#[test]
fn a_video_leads_to_its_channel() {
    for link in [
        "https://youtu.be/tideAAAAA01",
        "https://youtu.be/tideAAAAA01?t=30",
        "https://www.youtube.com/watch?v=tideAAAAA01&feature=share",
        "https://m.youtube.com/watch?v=tideAAAAA01",
        "https://www.youtube.com/shorts/tideAAAAA01",
        "https://www.youtube.com/live/tideAAAAA01?feature=share",
        "https://www.youtube.com/embed/tideAAAAA01",
        "https://www.youtube-nocookie.com/embed/tideAAAAA01",
        "https://www.youtube.com/v/tideAAAAA01",
    ] {
        let url = "https://www.youtube.com/watch?v=tideAAAAA01".to_owned();
        assert_eq!(first(link), (TargetType::Channel, url, None), "because {link} was pasted");
    }
}

#[test]
fn searches_hashtags_and_comments_are_recognised() {
    use TargetType::{Hashtag, Search};
    for (link, target_type, url) in [
        (
            "https://www.youtube.com/results?search_query=low+tide&sp=CAI",
            Search,
            "https://www.youtube.com/results?search_query=low+tide",
        ),
        (
            "https://m.youtube.com/results?q=low%20tide",
            Search,
            "https://www.youtube.com/results?search_query=low+tide",
        ),
        (
            "https://www.youtube.com/hashtag/LowTide/shorts",
            Hashtag,
            "https://www.youtube.com/hashtag/lowtide",
        ),
        ("https://www.youtube.com/hashtag/%E6%BD%AE", Hashtag, "https://www.youtube.com/hashtag/%E6%BD%AE"),
    ] {
        assert_eq!(first(link), (target_type, url.to_owned(), None), "because {link} was pasted");
        assert_eq!(first(url).1, url, "because its own address is read the same");
    }
    let readings = recognise("https://youtu.be/tideAAAAA01").unwrap();
    let comments = &readings[1];
    assert_eq!(
        (comments.target_type, comments.target_id.as_deref()),
        (TargetType::Thread, Some("tideAAAAA01"))
    );
}

#[test]
fn a_playlist_is_recognised_and_a_video_in_it_offers_the_channel_too() {
    let list = "PLharbourAAAAAAAAAA";
    for link in [
        format!("https://www.youtube.com/playlist?list={list}"),
        format!("https://www.youtube.com/embed/videoseries?list={list}"),
        format!("https://www.youtube.com/feeds/videos.xml?playlist_id={list}"),
        format!("https://music.youtube.com/playlist?list={list}"),
    ] {
        let url = format!("https://www.youtube.com/playlist?list={list}");
        assert_eq!(first(&link), (TargetType::Playlist, url, Some(list.into())), "because {link} was pasted");
    }
    let readings = recognise(&format!("https://www.youtube.com/watch?v=tideAAAAA01&list={list}")).unwrap();
    let types: Vec<_> = readings.iter().map(|reading| reading.target_type).collect();
    let meant = [TargetType::Playlist, TargetType::Channel, TargetType::Thread];
    assert_eq!(types, meant, "because all of them may be meant");
    let mix = recognise("https://www.youtube.com/watch?v=tideAAAAA01&list=RDtideAAAAA01").unwrap();
    assert_eq!(
        mix[0].target_type,
        TargetType::Channel,
        "because a mix cannot be watched, but the channel can"
    );
}

#[test]
fn what_cannot_be_watched_is_refused_with_the_next_step() {
    for link in [
        "https://www.youtube.com/",
        "https://www.youtube.com/results?search_query=",
        "https://www.youtube.com/hashtag/a-b",
        "https://www.youtube.com/playlist?list=WL",
        "https://www.youtube.com/playlist?list=RDabcdefghijk",
        "https://www.youtube.com/channel/UCshort",
        "https://www.youtube.com/feed/subscriptions",
        "https://www.youtube.com/premium",
        "https://www.youtube.com/watch",
        "https://youtu.be/short",
    ] {
        let error = recognise(link).expect_err(link);
        assert_eq!(error.field, "target_url");
        assert!(
            error.message.len() > 30 && error.message.ends_with('.'),
            "because {:?} is shown",
            error.message
        );
    }
}

#[test]
fn other_hosts_are_not_youtube() {
    for link in [
        "https://notyoutube.com/@harbour",
        "https://youtube.com.example.org/@harbour",
        "https://example.org/watch?v=tideAAAAA01",
    ] {
        let readings = recognise(link).unwrap();
        let is_ours = readings.iter().any(|reading| reading.platform == Platform::Youtube);
        assert!(!is_ours, "because {link} is somebody else's");
    }
}

#[test]
fn what_is_shown_of_a_link_cannot_steer_a_terminal() {
    let reading = recognise("https://www.youtube.com/@a%1b%5b2Jb").unwrap().remove(0);
    assert!(!reading.display.chars().any(char::is_control), "because {:?} is printed", reading.display);
    let reading = recognise("https://www.youtube.com/c/R&B").unwrap().remove(0);
    assert_eq!(reading.display, "R&B on YouTube");
}
