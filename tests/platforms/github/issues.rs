//! What is asked and read of issues, pull requests and comments.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use tidewatch_engine::{
    model::{Cursor, ItemKind, TargetType},
    platforms::Fetched,
};

use super::{COMMENTS, GITHUB, ISSUES, ISSUES_AT, THREAD_AT, comments_at, issue, issues, of, page, thread};
use crate::scripted::Scripted;

#[tokio::test]
async fn issues_are_read_without_the_pull_requests_among_them() {
    let web = Scripted::new();
    web.answer(ISSUES_AT, 200, ISSUES);
    let page = web.page(GITHUB, &issues()).await;
    assert_eq!(page.title.as_deref(), Some("Issues of harbour/tide"));
    let [twice, late] = page.items.as_slice() else { panic!("two issues were served") };
    assert_eq!((twice.external_id.as_str(), twice.identity.as_str()), ("9003", "id:9003"));
    assert_eq!(twice.title.as_deref(), Some("Gauge reads <b>twice</b>"), "because titles are plain text");
    assert_eq!(twice.text, "It does.\n\nTwice.");
    assert!(!twice.html.as_deref().unwrap().contains("onclick"));
    assert_eq!(twice.tags, ["bug", "gauge"]);
    assert_eq!((twice.engagement.likes, twice.engagement.replies), (Some(3), Some(4)));
    assert_eq!(twice.author.handle.as_deref(), Some("ana-quay"));
    assert_eq!(twice.raw.as_ref().unwrap()["number"], 33);
    assert!(twice.published_at.unwrap() < twice.updated_at.unwrap());
    assert_eq!((late.text.as_str(), late.author.name.as_deref()), ("", None), "because both are null");
    assert_eq!(late.tags, ["old"]);
    assert_eq!(web.last_headers()["x-github-api-version"], "2022-11-28");
}

#[tokio::test]
async fn pull_requests_and_searches_have_their_own_endpoints() {
    let web = Scripted::new();
    let pulls =
        "https://api.github.com/repos/harbour/tide/pulls?state=all&direction=desc&sort=created&per_page=100";
    web.answer(pulls, 200, ISSUES);
    let read = web.page(GITHUB, &of(TargetType::Issues, "harbour/tide/pulls")).await;
    assert_eq!(read.items.len(), 3);
    assert_eq!(read.items[1].raw.as_ref().unwrap()["pull_request"], true);

    let search = "https://api.github.com/search/issues?q=repo%3Aharbour%2Ftide+is%3Aissue+label%3Abug&order=desc&sort=created\
                  &per_page=100";
    let found =
        |whole: bool| format!(r#"{{"total_count": 3, "incomplete_results": {}, "items": {ISSUES}}}"#, !whole);
    web.answer(search, 200, found(true));
    let target = of(TargetType::Issues, "harbour/tide/issues?q=is%3Aissue+label%3Abug");
    let read = web.page(GITHUB, &target).await;
    assert_eq!((read.items.len(), read.is_partial), (3, false), "because the search decides what it finds");
    web.answer(search, 200, found(false));
    let read = web.page(GITHUB, &target).await;
    assert!(read.is_partial && read.cursor == Cursor::default(), "because GitHub did not search to the end");
}

#[tokio::test]
async fn a_thread_is_the_issue_and_its_newest_comments() {
    let web = Scripted::new();
    web.answer(THREAD_AT, 200, issue(102));
    web.answer(&comments_at(2), 200, COMMENTS);
    let first = web.page(GITHUB, &thread()).await;
    assert_eq!(
        web.asked(),
        [THREAD_AT.to_owned(), comments_at(2)],
        "because the newest are on the last page"
    );
    let kinds: Vec<_> = first.items.iter().map(|item| item.kind).collect();
    assert_eq!(kinds, [ItemKind::Comment, ItemKind::Comment, ItemKind::Post]);
    assert_eq!(first.items[0].external_id, "9004", "because the newest comes first");
    assert_ne!(first.items[1].identity, first.items[2].identity, "because both are called 9003");
    assert_eq!(first.items[0].text, "See gauge.");

    let again = web.fetch(GITHUB, &thread(), &first.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }));
    web.answer(THREAD_AT, 200, issue(204));
    let known = COMMENTS.replace("9003", "9005");
    web.answer(&comments_at(2), 200, known.replace("9004", "9006").replace("9005", "9003"));
    web.answer(&comments_at(3), 200, COMMENTS.replace("9003", "9007").replace("9004", "9008"));
    let second = page(&web, &thread(), &first.cursor).await;
    let ids: Vec<_> = second.items.iter().map(|item| item.external_id.as_str()).collect();
    assert_eq!(ids, ["9008", "9007", "9006", "9003", "9003"], "because it reads back to a comment it knows");
}

#[tokio::test]
async fn an_issue_without_comments_is_one_request() {
    let web = Scripted::new();
    web.answer(THREAD_AT, 200, issue(0));
    let page = web.page(GITHUB, &thread()).await;
    assert_eq!((page.items.len(), web.asked().len()), (1, 1));
}

#[tokio::test]
async fn later_runs_read_until_a_known_issue_and_no_further_than_five_pages() {
    let web = Scripted::new();
    web.answer(ISSUES_AT, 200, ISSUES);
    let first = web.page(GITHUB, &issues()).await;
    let numbered =
        |n: u64| json!([{"id": n, "number": n, "title": "x", "created_at": "2001-01-01T00:00:00Z"}]);
    let next = |n: u64| format!("https://api.github.com/repositories/7001/issues?page={n}");
    let link = |n: u64| -> Vec<(&'static str, &'static str)> {
        vec![("link", Box::leak(format!("<{}>; rel=\"next\"", next(n)).into_boxed_str()))]
    };
    web.answer_with(ISSUES_AT, 200, link(2), numbered(9100).to_string());
    for number in 2..=9 {
        web.answer_with(&next(number), 200, link(number + 1), numbered(9100 + number).to_string());
    }
    let many = page(&web, &issues(), &first.cursor).await;
    assert_eq!(many.items.len(), 5, "because a run asks five times at most");
    assert_eq!(many.warnings.len(), 1);
    web.answer_with(&next(3), 200, link(4), ISSUES);
    let few = page(&web, &issues(), &first.cursor).await;
    assert_eq!(few.items.len(), 4, "because the third page holds what is known");
    assert!(few.warnings.is_empty());
    web.answer(&next(2), 502, "");
    let part = page(&web, &issues(), &first.cursor).await;
    assert!(part.is_partial && part.items.len() == 1, "because what came before is kept");
    assert_eq!(part.cursor, first.cursor, "because a gap would be lost for ever");
}

#[tokio::test]
async fn a_hundred_overlapping_runs_find_each_issue_once() {
    let web = Scripted::new();
    let (mut cursor, mut seen, mut shown) =
        (Cursor::default(), HashMap::<String, u32>::new(), HashSet::new());
    for run in 0..100_u64 {
        let mut numbers: Vec<u64> =
            (run * 2..run * 2 + 30).rev().filter(|n| n % 13 != 7 || run < 50).collect();
        numbers.rotate_left(run as usize % 4);
        numbers.insert(0, 99_999);
        numbers.push(99_999);
        shown.extend(numbers.iter().copied());
        // Authors cannot set these times, but nothing may depend on them.
        let list: Vec<_> = numbers
            .iter()
            .map(|n| json!({"id": n, "title": format!("Issue {n}"), "updated_at": format!("20{:02}-01-01", n * 7 % 30)}))
            .collect();
        web.answer(ISSUES_AT, 200, json!(list).to_string());
        let page = page(&web, &issues(), &cursor).await;
        page.items.iter().for_each(|item| *seen.entry(item.identity.clone()).or_default() += 1);
        cursor = page.cursor;
    }
    assert_eq!(seen.len(), shown.len());
    assert_eq!(seen["id:99999"], 100, "because it was listed twice each time");
}
