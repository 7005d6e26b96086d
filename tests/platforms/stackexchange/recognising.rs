//! Every form of link to a site of Stack Exchange.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::recognise,
};

use super::{SITE, STACK};

#[test]
fn every_form_of_link_is_recognised_and_normalised() {
    use TargetType::{Community, Hashtag, Profile, Search, Thread};
    let at = |path: &str| format!("{SITE}/{path}");
    for (link, target_type, url) in [
        ("https://stackoverflow.com", Community, at("questions?tab=Newest")),
        ("stackoverflow.com/questions?tab=Newest&page=2", Community, at("questions?tab=Newest")),
        ("https://stackoverflow.com/feeds", Community, at("questions?tab=Newest")),
        (
            "https://math.stackexchange.com/",
            Community,
            "https://math.stackexchange.com/questions?tab=Newest".into(),
        ),
        (
            "https://pt.stackoverflow.com/",
            Community,
            "https://pt.stackoverflow.com/questions?tab=Newest".into(),
        ),
        ("http://meta.superuser.com/", Community, "https://meta.superuser.com/questions?tab=Newest".into()),
        ("serverfault.com", Community, "https://serverfault.com/questions?tab=Newest".into()),
        ("askubuntu.com/questions", Community, "https://askubuntu.com/questions?tab=Newest".into()),
        ("mathoverflow.net", Community, "https://mathoverflow.net/questions?tab=Newest".into()),
        ("stackapps.com", Community, "https://stackapps.com/questions?tab=Newest".into()),
        ("https://stackoverflow.com/questions/tagged/Rust?sort=votes", Hashtag, at("questions/tagged/rust")),
        ("https://www.stackoverflow.com/tags/rust/info", Hashtag, at("questions/tagged/rust")),
        ("https://stackoverflow.com/feeds/tag/rust", Hashtag, at("questions/tagged/rust")),
        (
            "https://stackoverflow.com/feeds/tag?tagnames=rust&sort=newest",
            Hashtag,
            at("questions/tagged/rust"),
        ),
        ("https://stackoverflow.com/search?q=%5Brust%5D", Hashtag, at("questions/tagged/rust")),
        ("https://stackoverflow.com/questions/tagged/rust+tokio", Hashtag, at("questions/tagged/rust+tokio")),
        (
            "https://stackoverflow.com/questions/tagged/rust%20tokio",
            Hashtag,
            at("questions/tagged/rust+tokio"),
        ),
        ("https://stackoverflow.com/questions/tagged/rust+or+go", Hashtag, at("questions/tagged/rust+or+go")),
        ("https://stackoverflow.com/questions/tagged/c%2b%2b", Hashtag, at("questions/tagged/c%2B%2B")),
        ("https://stackoverflow.com/questions/tagged/c++", Hashtag, at("questions/tagged/c%2B%2B")),
        (
            "https://stackoverflow.com/questions/tagged/c%23+or+c%2b%2b",
            Hashtag,
            at("questions/tagged/c%23+or+c%2B%2B"),
        ),
        ("https://stackoverflow.com/users/5/ana", Profile, at("users/5")),
        ("https://stackoverflow.com/users/5?tab=profile", Profile, at("users/5")),
        ("https://superuser.com/users/5/ana", Profile, "https://superuser.com/users/5".into()),
        ("https://stackoverflow.com/users/5/ana?tab=answers&sort=newest", Profile, at("users/5?tab=answers")),
        ("https://stackoverflow.com/users/5/ana?tab=questions", Profile, at("users/5?tab=questions")),
        ("https://stackoverflow.com/feeds/user/5", Profile, at("users/5")),
        ("https://stackoverflow.com/questions/79000001/low-tide", Thread, at("questions/79000001")),
        (
            "https://stackoverflow.com/questions/79000001/low/79000003#79000003",
            Thread,
            at("questions/79000001"),
        ),
        ("https://m.stackoverflow.com/q/79000001/5", Thread, at("questions/79000001")),
        ("https://stackoverflow.com/feeds/question/79000001", Thread, at("questions/79000001")),
        ("https://stackoverflow.com/a/79000003/5", Thread, at("a/79000003")),
        ("https://stackoverflow.com/search?q=spring+tide&tab=newest", Search, at("search?q=spring+tide")),
        ("https://stackoverflow.com/search?q=%5Brust%5D+tide", Search, at("search?q=%5Brust%5D+tide")),
    ] {
        let readings = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message));
        assert_eq!(readings.len(), 1, "because {link} is Stack Exchange's alone");
        let reading = &readings[0];
        assert_eq!(
            (reading.platform, reading.target_type, &reading.target_url),
            (STACK, target_type, &url),
            "because {link} was pasted"
        );
        assert_eq!(recognise(&url).unwrap(), readings, "because what is stored is read again");
    }
}

#[test]
fn what_cannot_be_watched_is_refused_with_a_sentence() {
    for (link, part) in [
        ("https://stackexchange.com/sites", "no site"),
        ("https://chat.stackoverflow.com/rooms/1", "no site"),
        ("https://api.stackexchange.com/docs", "no site"),
        ("https://stackoverflow.com/questions/ask", "not a list"),
        ("https://stackoverflow.com/users", "not a list"),
        ("https://stackoverflow.com/jobs", "not a list"),
        ("https://stackoverflow.com/questions/0", "not a list"),
        ("https://stackoverflow.com/search?q=", "no words"),
        ("https://stackoverflow.com/questions/tagged/%3Cb%3E", "no tag"),
        ("https://stackoverflow.com/feeds/hot", "not a list"),
    ] {
        let message = recognise(link).unwrap_err().message;
        assert!(message.contains(part), "because {link} was pasted: {message}");
    }
}

#[test]
fn other_sites_are_left_alone() {
    for link in ["https://stackoverflow.blog/", "https://notstackoverflow.com/q/1"] {
        assert_ne!(recognise(link).unwrap()[0].platform, Platform::Stackexchange, "because of {link}");
    }
}
