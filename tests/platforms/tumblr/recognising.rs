//! Every form of link to Tumblr.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

use super::{BLOG, TAG, TUMBLR};

#[test]
fn every_form_of_link_is_recognised_and_normalised() {
    use TargetType::{Hashtag, Profile};
    let of_blog = "https://ana-tides.tumblr.com/tagged/spring%20tide";
    for (link, target_type, url) in [
        ("https://ana-tides.tumblr.com", Profile, BLOG),
        ("Ana-Tides.tumblr.com/archive", Profile, BLOG),
        ("http://www.ana-tides.tumblr.com/rss", Profile, BLOG),
        ("https://www.tumblr.com/ana-tides", Profile, BLOG),
        ("https://tumblr.com/@ana-tides?source=share", Profile, BLOG),
        ("https://tumblr.com/%40ana-tides", Profile, BLOG),
        ("https://www.tumblr.com/blog/view/ana-tides", Profile, BLOG),
        ("https://www.tumblr.com/blog/ana-tides", Profile, BLOG),
        ("https://www.tumblr.com/dashboard/blog/ana-tides/790000000000000001", Profile, BLOG),
        ("https://ana-tides.tumblr.com/post/790000000000000001/low", Profile, BLOG),
        ("https://www.tumblr.com/ana-tides/790000000000000001/low?source=share", Profile, BLOG),
        ("https://m.tumblr.com/ana-tides", Profile, BLOG),
        ("https://ana-tides.tumblr.com/tagged/Spring%20Tide", Hashtag, of_blog),
        ("https://ana-tides.tumblr.com/tagged/spring+tide/rss", Hashtag, of_blog),
        ("https://www.tumblr.com/ana-tides/tagged/spring+tide", Hashtag, of_blog),
        ("https://www.tumblr.com/tagged/Tide?sort=recent", Hashtag, TAG),
        ("tumblr.com/tagged/%23tide", Hashtag, TAG),
    ] {
        let readings = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message));
        assert_eq!(readings.len(), 1, "because {link} is Tumblr's alone");
        let reading = &readings[0];
        assert_eq!(
            (reading.platform, reading.target_type, reading.target_url.as_str()),
            (TUMBLR, target_type, url),
            "because {link} was pasted"
        );
        assert_eq!(recognise(&reading.target_url).unwrap(), readings, "because what is stored is read again");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://www.tumblr.com/search/tide", "search"),
        ("https://www.tumblr.com/communities/tides", "log in"),
        ("https://www.tumblr.com/dashboard", "not a blog"),
        ("https://www.tumblr.com/", "not a blog"),
        ("https://www.tumblr.com/explore/trending", "not a blog"),
        ("https://www.tumblr.com/tagged/%20", "no tag"),
        ("https://www.tumblr.com/a_b", "not the name"),
        ("https://64.media.tumblr.com/a.jpg", "picture"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}

#[test]
fn other_sites_are_left_alone() {
    for link in ["https://tides.example/post/1", "https://help.tumblr.com/x", "https://nottumblr.com/ana"] {
        assert_ne!(recognise(link).unwrap()[0].platform, Platform::Tumblr, "because of {link}");
    }
}
