//! Every form of link to something on GitHub.

use tidewatch_engine::{
    model::{Platform, TargetType},
    platforms::{connector, recognise},
};

use super::{GITHUB, of};
use crate::scripted::target;

fn first(link: &str) -> (TargetType, String) {
    let reading = recognise(link).unwrap_or_else(|error| panic!("{link}: {}", error.message)).remove(0);
    assert_eq!(reading.platform, GITHUB, "because {link} is GitHub's");
    (reading.target_type, reading.target_url)
}

#[test]
fn a_repository_is_its_releases_first_and_offers_the_rest() {
    for link in [
        "harbour/tide",
        "https://github.com/Harbour/Tide",
        "github.com/harbour/tide/",
        "http://www.github.com/harbour/tide?tab=readme-ov-file#use",
        "git@github.com:harbour/tide.git",
        "https://github.com/harbour/tide.git",
        "https://github.com/harbour/tide/tree/main/src",
        "https://github.com/harbour/tide/releases",
        "https://github.com/harbour/tide/releases.atom",
        "https://github.com/harbour/tide/releases/tag/v1.2.0",
        "https://github.com/harbour/tide/releases/latest",
        "https://github.com/harbour/tide/actions",
        "https://api.github.com/repos/harbour/tide/releases",
    ] {
        let url = "https://github.com/harbour/tide/releases".to_owned();
        assert_eq!(first(link), (TargetType::Releases, url), "because {link} was pasted");
    }
    let readings = recognise("harbour/tide").unwrap();
    let types: Vec<_> = readings.iter().map(|reading| reading.target_type).collect();
    use TargetType::{Commits, Issues, Releases, Tags};
    assert_eq!(types, [Releases, Commits, Issues, Issues, Tags]);
    assert_eq!(readings[0].display, "Releases of harbour/tide");
}

#[test]
fn everything_else_that_can_be_watched_is_recognised() {
    use TargetType::{Commits, Discussions, Gists, Issues, Profile, Tags, Thread, Wiki};
    for (link, target_type, url) in [
        ("github.com/harbour/tide/tags", Tags, "github.com/harbour/tide/tags"),
        ("github.com/harbour/tide/commits", Commits, "github.com/harbour/tide/commits"),
        ("github.com/Harbour/tide/commits/Spring/src", Commits, "github.com/harbour/tide/commits/Spring/src"),
        ("github.com/harbour/tide/commits/main.atom", Commits, "github.com/harbour/tide/commits/main"),
        (
            "github.com/harbour/tide/blob/main/README.md",
            Commits,
            "github.com/harbour/tide/commits/main/README.md",
        ),
        ("github.com/harbour/tide/commit/0a1b2c3", Commits, "github.com/harbour/tide/commits"),
        ("github.com/harbour/tide/issues", Issues, "github.com/harbour/tide/issues"),
        ("github.com/harbour/tide/issues?q=is%3Aissue+is%3Aopen", Issues, "github.com/harbour/tide/issues"),
        (
            "github.com/harbour/tide/issues?q=label%3Abug",
            Issues,
            "github.com/harbour/tide/issues?q=is%3Aissue+label%3Abug",
        ),
        ("github.com/harbour/tide/pulls", Issues, "github.com/harbour/tide/pulls"),
        (
            "github.com/harbour/tide/pulls?q=is%3Apr+author%3Aben",
            Issues,
            "github.com/harbour/tide/pulls?q=is%3Apr+author%3Aben",
        ),
        ("github.com/harbour/tide/issues/33#issuecomment-1", Thread, "github.com/harbour/tide/issues/33"),
        ("github.com/harbour/tide/pull/32/files", Thread, "github.com/harbour/tide/pull/32"),
        ("github.com/harbour/tide/discussions/7", Discussions, "github.com/harbour/tide/discussions"),
        ("github.com/harbour/tide/wiki/Home", Wiki, "github.com/harbour/tide/wiki"),
        ("github.com/Ana-Quay", Profile, "github.com/ana-quay"),
        ("github.com/ana-quay.atom", Profile, "github.com/ana-quay"),
        ("github.com/ana-quay?tab=stars", Profile, "github.com/ana-quay"),
        ("github.com/orgs/harbour/repositories", Profile, "github.com/harbour"),
        ("https://api.github.com/users/ana-quay/events", Profile, "github.com/ana-quay"),
        ("gist.github.com/ana-quay", Gists, "gist.github.com/ana-quay"),
        ("gist.github.com/ana-quay/0a1b2c3d", Gists, "gist.github.com/ana-quay"),
    ] {
        assert_eq!(first(link), (target_type, format!("https://{url}")), "because {link} was pasted");
        assert_eq!(
            first(&format!("https://{url}")).1,
            format!("https://{url}"),
            "because an export holds it"
        );
    }
}

#[test]
fn the_feed_of_a_target_is_told_without_the_network() {
    let feed = |target_type, path| connector(GITHUB).feed_address(&of(target_type, path));
    for (target_type, path) in [
        (TargetType::Releases, "harbour/tide/releases"),
        (TargetType::Tags, "harbour/tide/tags"),
        (TargetType::Commits, "harbour/tide/commits/main/src"),
        (TargetType::Discussions, "harbour/tide/discussions"),
        (TargetType::Wiki, "harbour/tide/wiki"),
        (TargetType::Profile, "ana-quay"),
    ] {
        assert_eq!(feed(target_type, path), Some(format!("https://github.com/{path}.atom")));
    }
    assert_eq!(feed(TargetType::Issues, "harbour/tide/issues"), None, "because GitHub has none");
    let gists = target(TargetType::Gists, "https://gist.github.com/ana-quay", None);
    assert_eq!(
        connector(GITHUB).feed_address(&gists).as_deref(),
        Some("https://gist.github.com/ana-quay.atom")
    );
}

#[test]
fn what_cannot_be_watched_is_refused_with_the_next_step() {
    for link in [
        "https://github.com/",
        "https://github.com/trending",
        "https://github.com/settings/profile",
        "https://github.com/topics/tide",
        "https://github.com/search?q=tide",
        "https://github.com/marketplace",
        "https://github.com/orgs",
        "https://github.com/no%20name",
        "https://github.com/harbour/no%20name",
        "https://github.com/harbour/..%2f",
        "https://api.github.com/rate_limit",
        "https://gist.github.com/",
        "https://gist.github.com/0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    ] {
        let error = recognise(link).expect_err(link);
        assert!(
            error.message.len() > 30 && error.message.ends_with('.'),
            "because {:?} is shown",
            error.message
        );
    }
}

#[test]
fn other_hosts_are_not_github() {
    for link in [
        "https://notgithub.com/harbour/tide",
        "https://github.com.example.org/harbour/tide",
        "https://harbour.github.io/tide",
        "https://raw.githubusercontent.com/harbour/tide/main/README.md",
    ] {
        assert_eq!(recognise(link).unwrap()[0].platform, Platform::Feed, "because {link} is somebody else's");
    }
}
