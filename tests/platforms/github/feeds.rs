//! What is read of the feeds.

use std::collections::{HashMap, HashSet};

use tidewatch_engine::{
    model::{Cursor, ItemKind, TargetType},
    platforms::Fetched,
};

use super::{GITHUB, RELEASES, RELEASES_AT, of, page};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn a_release_is_read_with_its_author_and_picture() {
    let web = Scripted::new();
    web.answer(RELEASES_AT, 200, RELEASES);
    let page = web.page(GITHUB, &of(TargetType::Releases, "harbour/tide/releases")).await;
    assert_eq!(page.title.as_deref(), Some("Release notes from tide"));
    let [spring, bot] = page.items.as_slice() else { panic!("two releases were served") };
    assert_eq!(spring.external_id, "tag:github.com,2008:Repository/7001/v1.2.0");
    assert_eq!(spring.identity, "id:tag:github.com,2008:Repository/7001/v1.2.0");
    assert_eq!(spring.kind, ItemKind::Release);
    assert_eq!(spring.title.as_deref(), Some("1.2.0: Spring"));
    assert_eq!(spring.text, "Fixed\n\ngauges & quays");
    assert!(!spring.html.as_deref().unwrap().contains("script"));
    assert_eq!(spring.url.as_deref(), Some("https://github.com/harbour/tide/releases/tag/v1.2.0"));
    assert_eq!(spring.author.handle.as_deref(), Some("ana-quay"));
    assert_eq!(spring.author.url.as_deref(), Some("https://github.com/ana-quay"));
    assert!(
        spring.author.avatar.as_deref().unwrap().starts_with("https://avatars.githubusercontent.com/u/5")
    );
    assert!(spring.media.is_empty(), "because the picture shows the author: {:?}", spring.media);
    assert_eq!(bot.author.name.as_deref(), Some("github-actions[bot]"));
    assert_eq!(bot.author.url, None, "because a bot has no page of that name");
    assert_eq!(spring.language.as_deref(), Some("en-US"));
    assert_eq!(page.hints.min_minutes, Some(15));
}

#[tokio::test]
async fn commits_activity_and_gists_are_read_from_their_own_addresses() {
    let web = Scripted::new();
    let commits = include_str!("../../fixtures/github/commits.xml");
    web.answer("https://github.com/harbour/tide/commits/main.atom", 200, commits);
    let read = web.page(GITHUB, &of(TargetType::Commits, "harbour/tide/commits/main")).await;
    let [commit, start] = read.items.as_slice() else { panic!("two commits were served") };
    assert!(commit.external_id.ends_with("Commit/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"));
    assert_eq!((commit.kind, commit.title.as_deref()), (ItemKind::Post, Some("Read the gauge once")));
    assert_eq!(commit.text, "Read the gauge once\n\nIt is slow.");
    assert_eq!(
        (start.author.name.as_deref(), start.author.handle.as_deref()),
        (Some("Ben of the Quay"), None)
    );

    let activity = include_str!("../../fixtures/github/activity.xml");
    web.answer("https://github.com/ana-quay.atom", 200, activity);
    let read = web.page(GITHUB, &of(TargetType::Profile, "ana-quay")).await;
    assert_eq!(read.items[0].text, "ana-quay pushed to main in harbour/tide");
    assert_eq!(read.items[0].external_id, "tag:github.com,2008:PushEvent/41000000002");

    web.answer("https://gist.github.com/ana-quay.atom", 200, activity);
    let gists = target(TargetType::Gists, "https://gist.github.com/ana-quay", None);
    assert_eq!(web.page(GITHUB, &gists).await.items.len(), 1);
}

#[tokio::test]
async fn the_second_run_tells_new_edited_and_unchanged_apart() {
    let web = Scripted::new();
    let releases = of(TargetType::Releases, "harbour/tide/releases");
    web.answer_with(RELEASES_AT, 200, vec![("etag", "W/\"a\"")], RELEASES);
    let first = page(&web, &releases, &Cursor::default()).await;
    let again = web.fetch(GITHUB, &releases, &first.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }), "because the bytes are the same");
    assert_eq!(web.last_headers()["if-none-match"], "W/\"a\"");

    let new = "<entry><id>tag:github.com,2008:Repository/7001/v1.3.0</id><title>1.3.0</title></entry><entry>";
    web.answer(RELEASES_AT, 200, RELEASES.replacen("<entry>", new, 1).replace("gauges", "meters"));
    let second = page(&web, &releases, &first.cursor).await;
    assert_eq!(second.items.len(), 3);
    let known = |identity: &str| first.items.iter().find(|item| item.identity == identity);
    assert_eq!(known(&second.items[0].identity), None, "because it is new");
    assert_ne!(known(&second.items[1].identity).unwrap().text, second.items[1].text, "because it was edited");
    assert_eq!(known(&second.items[2].identity), Some(&second.items[2]), "because it is unchanged");
}

#[tokio::test]
async fn a_hundred_overlapping_runs_find_each_release_once() {
    let web = Scripted::new();
    let releases = of(TargetType::Releases, "harbour/tide/releases");
    let entry = |n: u32| {
        let id = format!("tag:github.com,2008:Repository/7001/v{n}");
        format!(
            "<entry><id>{id}</id><title>v{n}</title><updated>20{:02}-01-01T00:00:00Z</updated></entry>",
            n * 7 % 30
        )
    };
    let (mut cursor, mut seen, mut shown) =
        (Cursor::default(), HashMap::<String, u32>::new(), HashSet::new());
    for run in 0..100_u32 {
        // One is deleted half-way, the order varies, one stays on top.
        let mut numbers: Vec<u32> = (run..run + 10).rev().filter(|n| *n != 55 || run < 50).collect();
        numbers.rotate_left(run as usize % 3);
        numbers.insert(0, 9999);
        shown.extend(numbers.iter().copied());
        let body: String = numbers.into_iter().map(entry).collect();
        web.answer(RELEASES_AT, 200, format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{body}</feed>"));
        let page = page(&web, &releases, &cursor).await;
        page.items.iter().for_each(|item| *seen.entry(item.identity.clone()).or_default() += 1);
        cursor = page.cursor;
    }
    assert_eq!(seen.len(), shown.len(), "because a release is one item wherever it is shown");
    assert!(seen.values().all(|count| *count <= 100), "because no answer holds one twice");
}
