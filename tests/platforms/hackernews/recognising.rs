//! Every form of link to Hacker News.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

fn first(link: &str) -> (TargetType, String) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    assert_eq!(reading.platform, Platform::Hackernews, "because {link} is Hacker News's");
    assert_eq!(reading.target_id, None);
    (reading.target_type, reading.target_url)
}

#[test]
fn every_form_of_link_is_recognised_and_normalised() {
    use TargetType::{List, Profile, Search, Thread};
    let site = "https://news.ycombinator.com/";
    for (link, target_type, url) in [
        ("https://news.ycombinator.com", List, format!("{site}news")),
        ("news.ycombinator.com/news?p=2", List, format!("{site}news")),
        ("http://www.news.ycombinator.com/front?day=2026-11-03", List, format!("{site}news")),
        ("https://news.ycombinator.com/rss", List, format!("{site}news")),
        ("https://news.ycombinator.com/newest?next=1&n=31", List, format!("{site}newest")),
        ("https://news.ycombinator.com/best?h=48", List, format!("{site}best")),
        ("https://news.ycombinator.com/ask", List, format!("{site}ask")),
        ("https://news.ycombinator.com/show", List, format!("{site}show")),
        ("https://news.ycombinator.com/shownew", List, format!("{site}show")),
        ("https://news.ycombinator.com/jobs", List, format!("{site}jobs")),
        ("https://news.ycombinator.com/user?id=Ana_Q-1", Profile, format!("{site}user?id=Ana_Q-1")),
        ("https://news.ycombinator.com/submitted?id=ana&next=3", Profile, format!("{site}submitted?id=ana")),
        ("https://news.ycombinator.com/threads?id=ana", Profile, format!("{site}threads?id=ana")),
        ("https://news.ycombinator.com/item?id=45800001#45800002", Thread, format!("{site}item?id=45800001")),
        ("https://news.ycombinator.com/item?utm_source=x&id=007", Thread, format!("{site}item?id=7")),
        (
            "https://news.ycombinator.com/from?site=Quay.example",
            Search,
            format!("{site}from?site=quay.example"),
        ),
        (
            "https://news.ycombinator.com/from?site=code.example/ana",
            Search,
            format!("{site}from?site=code.example%2Fana"),
        ),
        (
            "https://hn.algolia.com/?q=spring%20tide&type=comment&sort=byPopularity&dateRange=pastWeek&page=2",
            Search,
            "https://hn.algolia.com/?q=spring+tide&sort=byDate&type=comment".into(),
        ),
        (
            "hn.algolia.com/?query=tide&prefix=true",
            Search,
            "https://hn.algolia.com/?q=tide&sort=byDate&type=story".into(),
        ),
        (
            "https://hn.algolia.com/?q=tide&type=all",
            Search,
            "https://hn.algolia.com/?q=tide&sort=byDate&type=all".into(),
        ),
    ] {
        assert_eq!(first(link), (target_type, url), "because {link} was pasted");
    }
}

#[test]
fn names_keep_their_case_because_they_differ_by_it() {
    assert_ne!(
        first("https://news.ycombinator.com/user?id=Ana"),
        first("https://news.ycombinator.com/user?id=ana")
    );
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://news.ycombinator.com/active", "no data"),
        ("https://news.ycombinator.com/user?id=", "no user"),
        ("https://news.ycombinator.com/user?id=ana,story", "no user"),
        ("https://news.ycombinator.com/user?id=(a)", "no user"),
        ("https://news.ycombinator.com/item?id=abc", "no item"),
        ("https://news.ycombinator.com/item?id=0", "no item"),
        ("https://news.ycombinator.com/from?site=quay", "no site"),
        ("https://news.ycombinator.com/favorites?id=ana", "not a list"),
        ("https://hn.algolia.com/about", "not a list"),
        ("https://hn.algolia.com/", "no words"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}

#[test]
fn other_sites_are_left_alone() {
    for link in ["https://www.ycombinator.com/news", "https://hnrss.org/newest", "https://algolia.com/"] {
        assert_ne!(recognise(link).unwrap()[0].platform, Platform::Hackernews, "because of {link}");
    }
}
