//! From run to run: what is new is found once, however lists are cut, turned and changed.

use std::{collections::HashSet, sync::Arc};

use serde_json::{Value, json};
use tidewatch_engine::{
    model::Cursor,
    platforms::{Fetched, Page},
};

use super::server::{POSTS, STATUSES, fetch, ids, known, page, status};
use crate::scripted::Scripted;

fn older(max: u64) -> String {
    format!("{POSTS}&max_id={max}")
}

/// Serves a list, newest first, in pages of forty as servers do.
fn serve(web: &Arc<Scripted>, statuses: &[Value], pinned: Option<&Value>) {
    let mut url = POSTS.to_owned();
    let mut chunks = statuses.chunks(40).peekable();
    while let Some(chunk) = chunks.next() {
        let mut list: Vec<Value> = pinned.filter(|_| url == POSTS).into_iter().cloned().collect();
        list.extend(chunk.iter().cloned());
        let last = chunk.last().unwrap()["id"].as_str().unwrap().parse().unwrap();
        let next: &'static str = format!("<{}>; rel=\"next\"", older(last)).leak();
        let headers = if chunks.peek().is_some() { vec![("link", next)] } else { vec![("link", "")] };
        web.answer_with(&url, 200, headers, json!(list).to_string());
        url = older(last);
    }
}

fn numbered(numbers: impl DoubleEndedIterator<Item = u64>) -> Vec<Value> {
    numbers.rev().map(|number| status(number, &format!("Post {number}"))).collect()
}

#[tokio::test]
async fn a_second_run_with_one_new_one_edited_and_one_unchanged_post_gives_them_as_they_are() {
    let web = Scripted::new();
    web.answer(POSTS, 200, json!([status(2, "Two"), status(1, "One")]).to_string());
    let first = page(&web, &known(), &Cursor::default()).await;
    let unchanged = fetch(&web, &known(), &first.cursor).await.unwrap();
    assert!(matches!(unchanged, Fetched::NotModified { cursor: None, .. }));
    web.answer(
        POSTS,
        200,
        json!([status(3, "Three"), status(2, "Two, edited"), status(1, "One")]).to_string(),
    );
    let second = page(&web, &known(), &first.cursor).await;
    assert_eq!(ids(&second.items), ["3", "2", "1"]);
    assert_eq!(second.items[1].identity, first.items[0].identity);
    assert_ne!(second.items[1].text, first.items[0].text);
    assert_eq!(second.items[2], first.items[1]);
    assert_eq!(web.asked().len(), 3, "because the page reaches what is known");
}

#[tokio::test]
async fn validators_are_sent_back() {
    let web = Scripted::new();
    web.answer_with(POSTS, 200, vec![("etag", "W/\"7\"")], STATUSES);
    let first = page(&web, &known(), &Cursor::default()).await;
    web.answer(POSTS, 304, "");
    let again = fetch(&web, &known(), &first.cursor).await.unwrap();
    assert!(matches!(again, Fetched::NotModified { .. }));
    assert_eq!(web.last_headers()["if-none-match"], "W/\"7\"");
}

#[tokio::test]
async fn a_first_run_reads_two_pages_and_later_ones_as_many_as_lead_back() {
    let web = Scripted::new();
    serve(&web, &numbered(1..=300), None);
    let first = page(&web, &known(), &Cursor::default()).await;
    assert_eq!((first.items.len(), web.asked().len()), (80, 2));
    serve(&web, &numbered(1..=400), None);
    let second = page(&web, &known(), &first.cursor).await;
    assert_eq!(web.asked().len(), 5, "because a hundred new posts fill three pages");
    assert_eq!(second.items.len(), 120);
    assert!(second.warnings.is_empty() && !second.is_partial);
    serve(&web, &numbered(1..=900), None);
    let third = page(&web, &known(), &second.cursor).await;
    assert_eq!(web.asked().len(), 10, "because five pages are the most");
    assert!(third.warnings[0].contains("missing"), "because the gap has to be told: {:?}", third.warnings);
    assert_ne!(third.cursor, second.cursor, "because those will never be had");
}

#[tokio::test]
async fn a_pinned_post_that_is_known_does_not_end_the_way_back() {
    let web = Scripted::new();
    let pinned = status(3, "Pinned");
    serve(&web, &numbered(1..=60), Some(&pinned));
    let first = page(&web, &known(), &Cursor::default()).await;
    serve(&web, &numbered(1..=160), Some(&pinned));
    let second = page(&web, &known(), &first.cursor).await;
    for number in 61..=160_u64 {
        assert!(ids(&second.items).contains(&&*number.to_string()), "because {number} is new");
    }
}

#[tokio::test]
async fn a_page_that_fails_on_the_way_back_keeps_what_was_read_and_the_cursor() {
    let web = Scripted::new();
    serve(&web, &numbered(1..=40), None);
    let first = page(&web, &known(), &Cursor::default()).await;
    for (status, body) in [(503, ""), (429, "{}"), (200, "<html>wait</html>"), (200, "[{\"id\":")] {
        serve(&web, &numbered(1..=140), None);
        web.answer(&older(101), status, body);
        let second = page(&web, &known(), &first.cursor).await;
        assert_eq!(second.items.len(), 40);
        assert!(second.is_partial && second.warnings.len() == 1, "{:?}", second.warnings);
        assert_eq!(second.cursor, first.cursor, "because of {status} {body}");
    }
    serve(&web, &numbered(1..=140), None);
    assert_eq!(page(&web, &known(), &first.cursor).await.items.len(), 120);
}

#[tokio::test]
async fn a_server_that_gives_the_same_page_for_ever_is_left() {
    let web = Scripted::new();
    let list = json!(numbered(1..=40)).to_string();
    web.answer(POSTS, 200, list.clone());
    web.answer(&older(1), 200, list);
    let found = page(&web, &known(), &Cursor::default()).await;
    assert_eq!(found.items.len(), 40);
    assert_eq!(web.asked().len(), 2, "because it has no link header, and the second page no news");
}

#[tokio::test]
async fn a_hundred_runs_over_a_list_that_shifts_give_each_post_once() {
    let web = Scripted::new();
    let mut state = 11_u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut cursor, mut stored, mut posted) = (Cursor::default(), HashSet::new(), 0_u64);
    let (mut list, mut repeated, mut news): (Vec<Value>, usize, usize) = (numbered(1..=1), 0, 0);
    for run in 0..100_u64 {
        // A first run does not go back to the beginning.
        for _ in 0..random(if run == 0 { 30 } else { 90 }) {
            posted += 1;
            let mut new = status(1000 + posted, &format!("Post {posted}"));
            // Authors of other servers may say any time.
            new["created_at"] = json!(format!("20{:02}-01-01T00:00:00Z", random(99)));
            let place = usize::try_from(random(3)).unwrap().min(list.len());
            list.insert(place, new);
        }
        if run % 7 == 3 && list.len() > 5 {
            let gone = usize::try_from(random(5)).unwrap();
            list.remove(gone);
        }
        if run % 5 == 1 && list.len() > 8 {
            list.swap(1, 6);
        }
        let pinned = (run % 2 == 0).then(|| status(1, "Pinned"));
        serve(&web, &list, pinned.as_ref());
        match fetch(&web, &known(), &cursor).await.unwrap() {
            Fetched::NotModified { .. } => {}
            Fetched::Page(found) => {
                let Page { items, cursor: next, .. } = *found;
                let unique: HashSet<_> = items.iter().map(|item| item.identity.clone()).collect();
                repeated += items.len() - unique.len();
                news += items.iter().filter(|item| stored.insert(item.identity.clone())).count();
                cursor = next;
            }
        }
        let is_missing =
            |status: &&Value| !stored.contains(&format!("id:{}", status["uri"].as_str().unwrap()));
        assert_eq!(list.iter().filter(is_missing).count(), 0, "because run {run} could go back far enough");
        // Nobody goes back further than this.
        list.truncate(240);
    }
    assert_eq!(repeated, 0, "because a page holds each post once");
    assert_eq!(news, stored.len());
    assert!(news > 3_000, "because so many were posted: {news}");
}
