//! Names and tags alone: every platform that has them is offered.

use tidewatch_engine::{model::Platform, platforms::recognise};

fn platforms(text: &str) -> Vec<Platform> {
    recognise(text).unwrap().iter().map(|reading| reading.platform).collect()
}

#[test]
fn a_name_alone_is_offered_wherever_it_may_be_somebodys() {
    use Platform::{Bluesky, Instagram, Mastodon, Telegram, Threads, Tiktok, Twitch, X, Youtube};
    let all = [Youtube, Bluesky, Mastodon, Telegram, X, Instagram, Threads, Tiktok, Twitch];
    assert_eq!(platforms("@harbour"), all);
    let telegram = recognise(" @harbour ").unwrap().into_iter().find(|reading| reading.platform == Telegram);
    assert_eq!(telegram.unwrap().target_url, "https://t.me/s/harbour");
    assert!(!platforms("@a_b").contains(&Bluesky), "because no handle there has an underscore");
    assert_eq!(platforms("@ana.example"), [Bluesky], "because a name with a dot is a handle of Bluesky");
    assert_eq!(platforms("@ana@sea.example")[0], Mastodon);
}

#[test]
fn a_tag_alone_is_offered_wherever_it_can_be_watched() {
    use Platform::{Instagram, Mastodon, Nostr, Tiktok, Tumblr, X, Youtube};
    assert_eq!(platforms("#tide"), [Mastodon, Tumblr, Youtube, X, Instagram, Tiktok, Nostr]);
    assert!(platforms("#潮").contains(&Mastodon));
}

#[test]
fn what_is_neither_is_refused_as_before() {
    for text in ["@", "#", "@ana!", "ana", "@ana/b", "#a#b"] {
        assert!(recognise(text).is_err(), "because {text} names nothing");
    }
}
