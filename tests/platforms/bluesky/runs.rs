//! Many checks of a profile that changes meanwhile: nothing twice, nothing missed.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use tidewatch_engine::{
    model::{Cursor, JobStatus, NewJob, Platform},
    platforms::{Fetched, Page},
};

use super::fetching::{DID, POSTS, posts, profile};
use crate::{scripted::Scripted, support::TestEngine};

/// `rows`, newest first, in pages of 100, some of which overlap: address and answer of each.
fn pages(rows: &[Value], overlap: usize) -> Vec<(String, String)> {
    let (mut pages, mut from, mut url) = (Vec::new(), 0, POSTS.to_owned());
    while from < rows.len() {
        let to = (from + 100).min(rows.len());
        let next = to.saturating_sub(overlap).max(from + 1);
        let mut answer = json!({"feed": rows[from..to]});
        if to < rows.len() {
            answer["cursor"] = json!(next.to_string());
        }
        pages.push((url, answer.to_string()));
        url = format!("{POSTS}&cursor={next}");
        from = if to < rows.len() { next } else { rows.len() };
    }
    pages
}

fn show(web: &Scripted, rows: &[Value], overlap: usize) {
    for (url, answer) in pages(rows, overlap) {
        web.answer(&url, 200, answer);
    }
}

/// A profile that moves: posts come in bursts, neighbours change places, posts are deleted,
/// old ones are pinned now and then.
#[derive(Default)]
struct Moving {
    rows: Vec<Value>,
    made: u32,
    state: u64,
    run: u32,
    shown: HashSet<String>,
}

impl Moving {
    fn random(&mut self, below: u64) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((self.state >> 33) % below).unwrap()
    }

    /// What it shows next.
    fn next(&mut self) -> Vec<Value> {
        for _ in 0..self.random(if self.run == 50 { 350 } else { 12 }) {
            self.made += 1;
            self.rows.insert(0, posts(&[&format!("n{}", self.made)])["feed"][0].clone());
        }
        if self.rows.len() > 20 {
            let at = self.random(10);
            self.rows.swap(at, at + 1);
            let deleted = self.random(20);
            self.rows.remove(deleted);
        }
        self.shown.extend(self.rows.iter().map(|row| row["post"]["uri"].as_str().unwrap().to_owned()));
        let mut answer = self.rows.clone();
        if let Some(old) = self.rows.last().filter(|_| self.run.is_multiple_of(3)) {
            let mut pinned = old.clone();
            pinned["reason"] = json!({"$type": "app.bsky.feed.defs#reasonPin"});
            answer.insert(0, pinned);
        }
        self.run += 1;
        answer
    }
}

async fn check(web: &std::sync::Arc<Scripted>, cursor: &Cursor) -> Page {
    match web.fetch(Platform::Bluesky, &profile(), cursor).await {
        Ok(Fetched::Page(page)) => *page,
        other => panic!("a page was expected, not {other:?}"),
    }
}

#[tokio::test]
async fn a_second_check_knows_the_old_the_edited_and_the_new() {
    let web = Scripted::new();
    web.answer(POSTS, 200, posts(&["2", "1"]).to_string());
    let first = check(&web, &Cursor::default()).await;
    let mut later = posts(&["3", "2", "1"]);
    later["feed"][1]["post"]["record"]["text"] = json!("Post 2, corrected");
    web.answer(POSTS, 200, later.to_string());
    let second = check(&web, &first.cursor).await;
    let before: HashMap<_, _> = first.items.iter().map(|item| (&item.identity, &item.text)).collect();
    let told: Vec<_> =
        second.items.iter().map(|item| before.get(&item.identity).map(|text| **text == item.text)).collect();
    assert_eq!(told, [None, Some(false), Some(true)], "because one is new, one edited, one the same");
}

#[tokio::test]
async fn a_hundred_checks_of_a_moving_profile_bring_every_post_once() {
    let (web, mut profile) = (Scripted::new(), Moving { state: 7, ..Moving::default() });
    let (mut cursor, mut kept) = (Cursor::default(), HashSet::new());
    for run in 0..100 {
        let rows = profile.next();
        show(&web, &rows, profile.random(5));
        let page = check(&web, &cursor).await;
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity.clone()), "because run {run} must not bring an item twice");
            kept.insert(item.external_id);
        }
        cursor = page.cursor;
    }
    assert_eq!(profile.shown.symmetric_difference(&kept).count(), 0, "because all that was shown was read");
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_of_a_job_keep_every_post_once() {
    let (tide, mut profile) = (TestEngine::open().await, Moving { state: 3, ..Moving::default() });
    let target_url = format!("https://bsky.app/profile/{DID}");
    let job =
        tide.watch_with(NewJob { target_url, max_items_per_run: Some(1000), ..NewJob::default() }).await;
    let mut counted = 0;
    for _ in 0..100 {
        let rows = profile.next();
        for (url, answer) in pages(&rows, profile.random(5)) {
            tide.http.answer(&url, answer);
        }
        counted += tide.check(&job).await.new_items_downloaded;
    }
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, u64::from(counted)));
    assert_eq!(counted as usize, profile.shown.len(), "because each post was kept once");
    let ids: HashSet<_> = tide.items_of(&job).await.into_iter().map(|item| item.external_id).collect();
    assert_eq!(ids.len(), 1000.min(profile.shown.len()), "because no two items are the same post");
}

#[tokio::test]
async fn a_deleted_post_brings_no_older_one_as_new() {
    let names: Vec<String> = (0..150).rev().map(|number| format!("n{number:03}")).collect();
    let mut rows: Vec<Value> = names.iter().map(|name| posts(&[name])["feed"][0].clone()).collect();
    let web = Scripted::new();
    show(&web, &rows, 0);
    let first = check(&web, &Cursor::default()).await;
    assert_eq!(first.items.len(), 100);
    rows.drain(10..15);
    rows.insert(0, posts(&["new"])["feed"][0].clone());
    show(&web, &rows, 0);
    let second = check(&web, &first.cursor).await;
    let known: HashSet<_> = first.items.iter().map(|item| &item.identity).collect();
    let new: Vec<_> = second.items.iter().filter(|item| !known.contains(&item.identity)).collect();
    assert_eq!(new.len(), 1, "because the others were posted before the first check");
    let third = check(&web, &second.cursor).await;
    assert_eq!(third.items.len(), second.items.len(), "because nothing has changed");
}

#[tokio::test]
async fn a_post_whose_author_set_the_clock_back_is_found_behind_the_others() {
    let web = Scripted::new();
    web.answer(POSTS, 200, posts(&["1"]).to_string());
    let first = check(&web, &Cursor::default()).await;
    web.answer(POSTS, 200, posts(&["1", "late"]).to_string());
    let second = check(&web, &first.cursor).await;
    assert_eq!(second.items.len(), 2, "because the list had only one post before");
}

#[tokio::test]
async fn an_old_post_that_is_pinned_later_is_nothing_new() {
    let web = Scripted::new();
    web.answer(POSTS, 200, posts(&["2", "1"]).to_string());
    let first = check(&web, &Cursor::default()).await;
    let mut later = posts(&["old", "2", "1"]);
    later["feed"][0]["reason"] = json!({"$type": "app.bsky.feed.defs#reasonPin"});
    web.answer(POSTS, 200, later.to_string());
    assert_eq!(check(&web, &first.cursor).await.items.len(), 2);
}
