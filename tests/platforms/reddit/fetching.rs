//! What is asked and read.

use tidewatch_engine::{
    model::{ItemKind, TargetType},
    platforms::Fetched,
};

use super::{COMMUNITY, FEED, REDDIT, THREAD, community};
use crate::scripted::{Scripted, target};

#[tokio::test]
async fn a_post_is_what_its_author_wrote_without_the_signature() {
    let web = Scripted::new();
    web.answer(FEED, 200, COMMUNITY);
    let page = web.page(REDDIT, &community()).await;
    assert_eq!(page.title.as_deref(), Some("r/tides"));
    let [words, picture, video] = page.items.as_slice() else { panic!("three posts were served") };
    assert_eq!((words.external_id.as_str(), words.identity.as_str()), ("t3_1tide03", "id:t3_1tide03"));
    assert_eq!(words.text, "The gauge & the quay agree. It was submitted by post.");
    assert_eq!(words.author.name.as_deref(), Some("ana_quay"));
    assert_eq!(words.author.url.as_deref(), Some("https://www.reddit.com/user/ana_quay"));
    assert_eq!(words.tags, ["r/tides"]);
    assert_eq!((words.kind, words.raw.as_ref()), (ItemKind::Post, None), "because it leads to itself");
    assert!(words.published_at.is_some());

    assert_eq!(picture.author.name, None, "because its author is deleted");
    assert_eq!(picture.author.url, None);
    assert_eq!(
        picture.url.as_deref(),
        Some("https://www.reddit.com/r/tides/comments/1tide02/spring_tide/"),
        "because host and tracking vary"
    );
    assert_eq!(picture.text, "");
    assert_eq!(picture.engagement.replies, Some(12));
    assert_eq!(picture.media[0].url, "https://i.redd.it/spring.jpg");
    assert_eq!(picture.raw.as_ref().unwrap()["link"], "https://i.redd.it/spring.jpg");

    assert_eq!((video.kind, video.html.as_deref()), (ItemKind::Video, None));
    assert_eq!(video.title.as_deref(), Some("Surge & swell"));
    assert_eq!(video.engagement.replies, None, "because the feed does not count");
    assert_eq!(page.hints.min_minutes, Some(30));
}

#[tokio::test]
async fn a_thread_is_the_post_and_its_comments() {
    let web = Scripted::new();
    let url = "https://www.reddit.com/r/tides/comments/1tide03/";
    web.answer(&format!("{url}.rss?sort=new&limit=100"), 200, THREAD);
    let page = web.page(REDDIT, &target(TargetType::Thread, url, Some("t3_1tide03"))).await;
    assert_eq!(page.title.as_deref(), Some("Gauge and quay : tides"));
    let [post, comment] = page.items.as_slice() else { panic!("two entries were served") };
    assert_eq!((post.kind, post.external_id.as_str()), (ItemKind::Post, "t3_1tide03"));
    assert_eq!(post.raw.as_ref().unwrap()["link"], "https://gauges.example/7");
    assert_eq!((comment.kind, comment.external_id.as_str()), (ItemKind::Comment, "t1_kwater1"));
    assert_eq!(comment.text, "Mine says otherwise, submitted by me.", "because comments have no signature");
    assert!(comment.html.as_deref().unwrap().contains("https://www.reddit.com/r/gauges"));
}

#[tokio::test]
async fn the_second_run_tells_new_edited_and_unchanged_apart() {
    let web = Scripted::new();
    web.answer_with(FEED, 200, vec![("etag", "\"a\"")], COMMUNITY);
    let first = web.page(REDDIT, &community()).await;
    let again = web.fetch(REDDIT, &community(), &first.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }), "because the bytes are the same");
    assert_eq!(web.last_headers()["if-none-match"], "\"a\"");

    let newer = COMMUNITY
        .replace("t3_1tide01", "t3_1tide04")
        .replace("/1tide01/", "/1tide04/")
        .replace("the quay agree.", "the quay disagree.");
    web.answer(FEED, 200, newer);
    let Fetched::Page(second) = web.fetch(REDDIT, &community(), &first.cursor).await.unwrap() else {
        panic!("because the bytes have changed")
    };
    let known = |identity: &str| first.items.iter().find(|item| item.identity == identity);
    let edited = &second.items[0];
    assert_ne!(known(&edited.identity).unwrap().text, edited.text);
    assert_eq!(known(&second.items[1].identity), Some(&second.items[1]), "because it is unchanged");
    assert_eq!(known(&second.items[2].identity), None, "because it is new");
    assert_ne!(second.cursor, first.cursor);
}

#[tokio::test]
async fn a_hundred_overlapping_runs_find_each_post_once() {
    let web = Scripted::new();
    let entry = |number: u32| {
        let link = format!("https://www.reddit.com/r/tides/comments/n{number}/words/");
        // Times that tell nothing: their authors may have set them.
        let day = 1 + number * 7 % 28;
        format!(
            "<entry><id>t3_n{number}</id><title>Post {number}</title><link href=\"{link}\"/>\
             <updated>2026-01-{day:02}T00:00:00+00:00</updated></entry>"
        )
    };
    let mut cursor = super::start();
    let mut seen = std::collections::HashMap::<String, u32>::new();
    for run in 0..100_u32 {
        // A pinned post first, then a window that moves by three; its order varies, one is deleted.
        let mut numbers: Vec<u32> =
            (run * 3..run * 3 + 20).filter(|number| number % 11 != 5 || run < 50).collect();
        if run % 2 == 1 {
            numbers.reverse();
        }
        let body: String = std::iter::once(999_999).chain(numbers).map(entry).collect();
        web.answer(
            FEED,
            200,
            format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title>{body}</feed>"),
        );
        let Fetched::Page(page) = web.fetch(REDDIT, &community(), &cursor).await.unwrap() else {
            panic!("because each answer differs")
        };
        for item in &page.items {
            *seen.entry(item.identity.clone()).or_default() += 1;
        }
        let distinct: std::collections::HashSet<_> = page.items.iter().map(|item| &item.identity).collect();
        assert_eq!(distinct.len(), page.items.len());
        cursor = page.cursor;
    }
    let shown: std::collections::HashSet<u32> = (0..100_u32)
        .flat_map(|run| (run * 3..run * 3 + 20).filter(move |number| number % 11 != 5 || run < 50))
        .chain([999_999])
        .collect();
    assert_eq!(seen.len(), shown.len(), "because a post is one item however often and wherever it is shown");
    assert_eq!(seen["id:t3_n999999"], 100);
}
