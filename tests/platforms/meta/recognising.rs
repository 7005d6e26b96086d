//! Every form of link to Instagram, Facebook and Threads.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

use super::{FACEBOOK, INSTAGRAM, THREADS};

#[test]
fn every_form_of_link_has_one_reading() {
    use TargetType::{Hashtag, Profile, Search};
    for (links, platform, target_type, url, id) in [
        (
            &[
                "https://www.instagram.com/Ana.Sea/",
                "instagram.com/ana.sea?igsh=abc",
                "https://m.instagram.com/ana.sea",
                "https://www.instagram.com/ana.sea/reels/",
                "https://www.instagram.com/ana.sea/p/CODE/",
                "https://www.instagram.com/stories/ana.sea/1/",
                "https://www.instagram.com/@ana.sea",
                "https://ig.me/m/ana.sea",
                "https://instagr.am/ana.sea",
            ][..],
            INSTAGRAM,
            Profile,
            "https://www.instagram.com/ana.sea/",
            None,
        ),
        (
            &[
                "https://www.instagram.com/explore/tags/Tide/",
                "https://www.instagram.com/explore/search/keyword/?q=%23tide",
            ],
            INSTAGRAM,
            Hashtag,
            "https://www.instagram.com/explore/tags/tide/",
            None,
        ),
        (
            &[
                "https://www.facebook.com/Harbour",
                "https://m.facebook.com/harbour/?ref=x",
                "https://mbasic.facebook.com/harbour",
                "https://de-de.facebook.com/harbour/",
                "https://fb.com/harbour",
                "https://www.facebook.com/pg/harbour/posts/",
                "https://www.facebook.com/harbour/posts/123",
            ],
            FACEBOOK,
            Profile,
            "https://www.facebook.com/harbour",
            None,
        ),
        (
            &[
                "https://www.facebook.com/profile.php?id=100012345",
                "https://www.facebook.com/people/Harbour/100012345/",
                "https://www.facebook.com/pages/Harbour/100012345",
                "https://www.facebook.com/p/Harbour-of-Sea-100012345/",
                "https://www.facebook.com/pages/category/Port/Harbour-100012345/",
                "https://www.facebook.com/Harbour-100012345/",
                "https://www.facebook.com/100012345",
                "https://www.facebook.com/story.php?story_fbid=1&id=100012345",
            ],
            FACEBOOK,
            Profile,
            "https://www.facebook.com/100012345",
            Some("100012345"),
        ),
        (
            &[
                "https://www.threads.net/@Ana.Sea",
                "https://www.threads.com/@ana.sea?xmt=abc",
                "threads.net/@ana.sea/replies",
                "https://www.threads.com/@ana.sea/post/CODE",
                "https://www.threads.com/%40ana.sea",
            ],
            THREADS,
            Profile,
            "https://www.threads.com/@ana.sea",
            None,
        ),
        (
            &["https://www.threads.net/search?q=low%20tide&serp_type=default"],
            THREADS,
            Search,
            "https://www.threads.com/search?q=low+tide",
            None,
        ),
        (
            &[
                "https://www.threads.com/search?q=Tide&serp_type=tags&tag_id=1",
                "https://www.threads.com/search?q=%23tide",
            ],
            THREADS,
            Hashtag,
            "https://www.threads.com/search?q=%23tide",
            None,
        ),
    ] {
        for link in links {
            let reading =
                recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
            let read = (
                reading.platform,
                reading.target_type,
                reading.target_url.as_str(),
                reading.target_id.as_deref(),
            );
            assert_eq!(read, (platform, target_type, url, id), "because {link} was pasted");
        }
        assert_eq!(recognise(url).unwrap()[0].target_url, url, "because its own address is read the same");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_what_to_paste_instead() {
    for link in [
        "https://www.instagram.com/",
        "https://www.instagram.com/p/CODE/",
        "https://www.instagram.com/reel/CODE/",
        "https://www.instagram.com/explore/",
        "https://www.instagram.com/explore/search/keyword/?q=tide",
        "https://www.instagram.com/accounts/login/",
        "https://www.facebook.com/",
        "https://www.facebook.com/groups/harbour",
        "https://www.facebook.com/events/1",
        "https://www.facebook.com/watch/?v=1",
        "https://www.facebook.com/share/p/abc/",
        "https://www.facebook.com/profile.php",
        "https://fb.watch/abc/",
        "https://fb.me/abc",
        "https://www.threads.com/",
        "https://www.threads.com/t/CODE",
        "https://www.threads.com/search",
    ] {
        let error = recognise(link).expect_err(link);
        assert!(error.message.ends_with('.') && error.message.len() > 30, "{link}: {}", error.message);
    }
    let reading = recognise("https://developers.facebook.com/blog/").unwrap().remove(0);
    assert_eq!(reading.platform, Platform::Feed, "because it is a site like others");
}
