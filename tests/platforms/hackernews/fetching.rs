//! What is asked, and what is read from the answers.

use std::sync::Arc;

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, ItemKind, Platform, TargetType},
    platforms::{Fetched, Page, Target},
};

use crate::scripted::{Scripted, target};

pub(super) const SEARCH: &str = "https://hn.algolia.com/api/v1/search_by_date";
pub(super) const LISTS: &str = "https://hacker-news.firebaseio.com/v0";
pub(super) const NEWEST: &str =
    "https://hn.algolia.com/api/v1/search_by_date?tags=%28story%2Cpoll%29&hitsPerPage=100&page=0";
pub(super) const STORIES: &str = include_str!("../../fixtures/hackernews/stories.json");

pub(super) fn newest() -> Target {
    target(TargetType::List, "https://news.ycombinator.com/newest", None)
}

pub(super) fn at_page(page: usize) -> String {
    NEWEST.replace("page=0", &format!("page={page}"))
}

pub(super) fn hits(ids: &[u64], pages: usize) -> Value {
    let hits: Vec<Value> = ids
        .iter()
        .map(|id| {
            json!({"objectID": id.to_string(), "title": format!("Story {id}"), "created_at_i": 1_793_690_000 + id,
                "_tags": ["story"], "url": format!("https://quay.example/{id}")})
        })
        .collect();
    json!({"hits": hits, "nbPages": pages})
}

pub(super) async fn reads(web: &Arc<Scripted>, target: &Target, cursor: &Cursor) -> Page {
    match web.fetch(Platform::Hackernews, target, cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

#[tokio::test]
async fn stories_and_comments_are_read_with_all_that_they_say() {
    let web = Scripted::new();
    web.answer(NEWEST, 200, STORIES);
    let page = web.page(Platform::Hackernews, &newest()).await;
    assert!(!page.is_partial && page.warnings.is_empty(), "because all was read: {:?}", page.warnings);
    let [story, ask, comment, job] = page.items.as_slice() else {
        panic!("four items, because a deleted comment is none: {:?}", page.items)
    };
    assert_eq!((story.external_id.as_str(), story.identity.as_str()), ("45800009", "id:45800009"));
    assert_eq!(story.url.as_deref(), Some("https://news.ycombinator.com/item?id=45800009"));
    assert_eq!(story.title.as_deref(), Some("Tides & clocks"));
    assert_eq!(story.text, "https://log.quay.example/tides?a=1&b=2", "because the link is all that it says");
    assert!(story.html.as_deref().unwrap().contains(r#"href="https://log.quay.example/tides?a=1&amp;b=2""#));
    assert_eq!((story.engagement.likes, story.engagement.replies), (Some(12), Some(3)));
    assert_eq!(story.author.handle.as_deref(), Some("ana_quay"));
    assert_eq!(story.author.url.as_deref(), Some("https://news.ycombinator.com/user?id=ana_quay"));
    assert_eq!(story.published_at.unwrap().to_rfc3339(), "2026-11-03T08:15:00+00:00");

    assert!(ask.text.starts_with("I keep a list.\n"), "{}", ask.text);
    assert!(
        ask.html.as_deref().unwrap().contains(r#"<a href="https://quay.example/list""#),
        "{:?}",
        ask.html
    );
    assert_eq!((ask.tags.as_slice(), ask.kind), (["ask_hn".to_owned()].as_slice(), ItemKind::Post));

    assert_eq!((comment.kind, comment.title.as_deref()), (ItemKind::Comment, None));
    assert!(comment.text.contains("Bring boots > shoes."), "{}", comment.text);
    let raw = comment.raw.as_ref().unwrap();
    assert_eq!((raw["story_id"].as_str(), raw["parent_id"].as_str()), (Some("45800001"), Some("45800002")));
    assert_eq!(comment.engagement.likes, None, "because points of comments are not told");
    assert_eq!(job.tags, ["job"]);
}

#[tokio::test]
async fn each_target_asks_its_own_question() {
    let query = |tags: &str, more: &str| format!("{SEARCH}?tags={tags}&hitsPerPage=100&page=0{more}");
    let words = |query: &str| format!("&query={query}&typoTolerance=false&advancedSyntax=true");
    use TargetType::{List, Profile, Search};
    for (target_type, path, url) in [
        (List, "https://news.ycombinator.com/news", query("front_page", "")),
        (List, "https://news.ycombinator.com/newest", query("%28story%2Cpoll%29", "")),
        (List, "https://news.ycombinator.com/ask", query("ask_hn", "")),
        (List, "https://news.ycombinator.com/show", query("show_hn", "")),
        (List, "https://news.ycombinator.com/jobs", query("job", "")),
        (
            Profile,
            "https://news.ycombinator.com/user?id=Ana",
            query("author_Ana%2C%28story%2Ccomment%2Cpoll%2Cjob%29", ""),
        ),
        (
            Profile,
            "https://news.ycombinator.com/submitted?id=Ana",
            query("author_Ana%2C%28story%2Cpoll%2Cjob%29", ""),
        ),
        (Profile, "https://news.ycombinator.com/threads?id=Ana", query("author_Ana%2Ccomment", "")),
        (
            Search,
            "https://hn.algolia.com/?q=spring+tide&sort=byDate&type=comment",
            query("comment", &words("spring+tide")),
        ),
        (
            Search,
            "https://hn.algolia.com/?q=tide&sort=byDate&type=all",
            query("%28story%2Ccomment%2Cpoll%2Cjob%29", &words("tide")),
        ),
    ] {
        let web = Scripted::new();
        web.answer(&url, 200, STORIES);
        let page = reads(&web, &target(target_type, path, None), &Cursor::default()).await;
        assert_eq!(page.items.len(), 4, "because {path} asks {url}: {:?}", web.asked());
    }
}

#[tokio::test]
async fn the_best_are_named_by_one_server_and_told_by_the_other() {
    let web = Scripted::new();
    web.answer(&format!("{LISTS}/beststories.json"), 200, "[7,9]");
    let url =
        format!("{SEARCH}?tags=%28story%2Cjob%2Cpoll%29%2C%28story_7%2Cstory_9%29&hitsPerPage=100&page=0");
    web.answer(&url, 200, hits(&[9, 7], 1).to_string());
    let best = target(TargetType::List, "https://news.ycombinator.com/best", None);
    let page = reads(&web, &best, &Cursor::default()).await;
    assert_eq!(page.items.len(), 2);
    web.answer(&format!("{LISTS}/beststories.json"), 200, "[]");
    let empty = reads(&web, &best, &page.cursor).await;
    assert_eq!((empty.items.len(), empty.cursor), (0, page.cursor));
}

#[tokio::test]
async fn a_search_for_a_site_takes_only_what_links_there() {
    let web = Scripted::new();
    let url = format!(
        "{SEARCH}?tags=story&hitsPerPage=100&page=0&query=quay.example&typoTolerance=false&advancedSyntax=true\
         &restrictSearchableAttributes=url"
    );
    web.answer(&url, 200, STORIES);
    let site = target(TargetType::Search, "https://news.ycombinator.com/from?site=quay.example", None);
    let page = reads(&web, &site, &Cursor::default()).await;
    let ids: Vec<_> = page.items.iter().map(|item| item.external_id.as_str()).collect();
    assert_eq!(ids, ["45800009"], "because the search matches loosely");
    assert!(!page.is_partial);
}

#[tokio::test]
async fn a_thread_is_found_from_its_story_and_from_a_comment() {
    let web = Scripted::new();
    let comments = format!("{SEARCH}?tags=comment%2Cstory_45800001&hitsPerPage=100&page=0");
    web.answer(&comments, 200, STORIES);
    web.answer(
        &format!("{LISTS}/item/45800001.json"),
        200,
        include_str!("../../fixtures/hackernews/story.json"),
    );
    let story = target(TargetType::Thread, "https://news.ycombinator.com/item?id=45800001", None);
    let page = reads(&web, &story, &Cursor::default()).await;
    assert_eq!((page.target_id.as_deref(), page.title.as_deref()), (Some("45800001"), Some("High water")));

    web.answer(
        &format!("{LISTS}/item/45800007.json"),
        200,
        r#"{"id":45800007,"type":"comment","parent":45800002}"#,
    );
    web.answer("https://hn.algolia.com/api/v1/items/45800007", 200, r#"{"id":45800007,"story_id":45800001}"#);
    let comment = target(TargetType::Thread, "https://news.ycombinator.com/item?id=45800007", None);
    let page = reads(&web, &comment, &Cursor::default()).await;
    assert_eq!(page.target_id.as_deref(), Some("45800001"), "because only stories have a list of comments");

    let known = Target { id: Some("45800001".into()), ..story };
    let asked = web.asked().len();
    reads(&web, &known, &Cursor::default()).await;
    assert_eq!(web.asked().len() - asked, 1, "because it is resolved once");
}

#[tokio::test]
async fn later_checks_read_on_until_a_known_item() {
    let web = Scripted::new();
    web.answer(NEWEST, 200, hits(&[3, 2, 1], 1).to_string());
    let first = reads(&web, &newest(), &Cursor::default()).await;
    web.answer(NEWEST, 200, hits(&[9, 8, 7, 6], 9).to_string());
    web.answer(&at_page(1), 200, hits(&[6, 5, 4, 3, 2, 1], 9).to_string());
    let asked = web.asked().len();
    let page = reads(&web, &newest(), &first.cursor).await;
    let ids: Vec<_> = page.items.iter().map(|item| item.external_id.as_str()).collect();
    assert_eq!(ids, ["9", "8", "7", "6", "5", "4", "3", "2", "1"], "because pages overlap while people post");
    assert_eq!(web.asked().len() - asked, 2);
    assert!(page.warnings.is_empty());
}

#[tokio::test]
async fn a_flood_ends_after_five_pages_and_is_told() {
    let web = Scripted::new();
    web.answer(NEWEST, 200, hits(&[1], 1).to_string());
    let first = reads(&web, &newest(), &Cursor::default()).await;
    for page in 0..9_usize {
        web.answer(&at_page(page), 200, hits(&[100 - page as u64], 10).to_string());
    }
    let page = reads(&web, &newest(), &first.cursor).await;
    assert_eq!(page.items.len(), 5);
    assert!(page.warnings[0].contains("may be missing"), "{:?}", page.warnings);
    assert_ne!(page.cursor, first.cursor, "because it would be read again for ever");
}
