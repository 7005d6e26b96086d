//! Every form of link to LinkedIn.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

#[test]
fn every_form_of_page_is_recognised_and_normalised() {
    let site = "https://www.linkedin.com";
    for (link, url) in [
        ("https://www.linkedin.com/company/Harbour-Watch", format!("{site}/company/harbour-watch")),
        ("linkedin.com/company/harbour-watch/posts/?feedView=all", format!("{site}/company/harbour-watch")),
        ("https://de.linkedin.com/company/harbour-watch/about", format!("{site}/company/harbour-watch")),
        ("https://m.linkedin.com/company/harbour-watch?trk=x", format!("{site}/company/harbour-watch")),
        ("https://www.linkedin.com/mwlite/company/harbour-watch", format!("{site}/company/harbour-watch")),
        ("https://www.linkedin.com/showcase/tides", format!("{site}/showcase/tides")),
        ("https://www.linkedin.com/school/sea-school/", format!("{site}/school/sea-school")),
        ("https://www.linkedin.com/company/123/admin/", format!("{site}/company/123")),
    ] {
        let readings = recognise(link).unwrap();
        assert_eq!(readings.len(), 1, "because {link} is LinkedIn's");
        let reading = &readings[0];
        assert_eq!((reading.platform, reading.target_type), (Platform::Linkedin, TargetType::Page));
        assert_eq!(reading.target_url, url, "because {link} was pasted");
        assert_eq!(reading.target_id.as_deref(), url.ends_with("123").then_some("123"));
        assert_eq!(&recognise(&url).unwrap()[0], reading, "because what is kept has to mean the same");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_what_to_paste_instead() {
    for (link, part) in [
        ("https://www.linkedin.com/in/ana", "people"),
        ("https://www.linkedin.com/feed/update/urn:li:activity:7390000000000000001", "single posts"),
        ("https://www.linkedin.com/posts/ana_tide-activity-7390000000000000001-abcd", "single posts"),
        ("https://www.linkedin.com/feed/", "feed of your account"),
        ("https://www.linkedin.com/groups/12", "groups"),
        ("https://www.linkedin.com/search/results/content/?keywords=tide", "searches"),
        ("https://www.linkedin.com/feed/hashtag/tide", "hashtags"),
        ("https://www.linkedin.com/jobs/view/1", "jobs"),
        ("https://www.linkedin.com/", "cannot be watched"),
        ("https://www.linkedin.com/company/a%2Fb", "names no page"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
    assert!(recognise("https://lnkd.in/abc").unwrap_err().message.contains("short link"));
}

#[test]
fn articles_are_left_to_those_who_read_pages() {
    for link in
        ["https://www.linkedin.com/pulse/how-tides-work-ana", "https://www.linkedin.com/newsletters/tides-12"]
    {
        let readings = recognise(link).unwrap();
        assert!(readings.iter().all(|reading| reading.platform != Platform::Linkedin), "{readings:?}");
    }
}
