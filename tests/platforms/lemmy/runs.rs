//! Many checks of a community that changes meanwhile: nothing twice, nothing missed.

use std::collections::HashSet;

use serde_json::{Value, json};
use tidewatch_engine::model::{Cursor, JobStatus, NewJob, TargetType};

use super::server::{HOST, LIST, SITE, community, listed, post, reads, sea};
use crate::{scripted::target, support::TestEngine};

/// `views`, newest first, in pages of 50, some of which overlap: address and answer of each.
fn pages(views: &[Value], overlap: usize) -> Vec<(String, String)> {
    let (mut pages, mut from, mut url) = (Vec::new(), 0, LIST.to_owned());
    while from < views.len() {
        let to = (from + 50).min(views.len());
        let next = to.saturating_sub(overlap).max(from + 1);
        let mut answer = json!({"posts": views[from..to]});
        if to < views.len() {
            answer["next_page"] = json!(format!("p{next}"));
        }
        pages.push((url, answer.to_string()));
        url = format!("{LIST}&page_cursor=p{next}");
        from = if to < views.len() { next } else { views.len() };
    }
    pages
}

/// A community that moves: posts come in bursts, neighbours change places, posts are deleted,
/// an old and a new one are pinned now and then.
#[derive(Default)]
struct Moving {
    views: Vec<Value>,
    made: u64,
    state: u64,
    run: u32,
    shown: HashSet<String>,
}

impl Moving {
    fn random(&mut self, below: u64) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((self.state >> 33) % below).unwrap()
    }

    fn next(&mut self) -> Vec<Value> {
        for _ in 0..self.random(if self.run == 50 { 180 } else { 12 }) {
            self.made += 1;
            self.views.insert(0, post(self.made));
        }
        if self.views.len() > 20 {
            let at = self.random(10);
            self.views.swap(at, at + 1);
            let deleted = self.random(20);
            self.views.remove(deleted);
        }
        self.shown.extend(self.views.iter().map(|view| view["post"]["ap_id"].as_str().unwrap().to_owned()));
        let mut answer = self.views.clone();
        if self.run.is_multiple_of(3) && answer.len() > 4 {
            let (old, new) = (answer.len() - 1, answer.len().min(3) - 1);
            for at in [old, new] {
                let mut pinned = answer[at].clone();
                pinned["post"]["featured_community"] = json!(true);
                answer.remove(at);
                answer.insert(0, pinned);
            }
        }
        self.run += 1;
        answer
    }
}

#[tokio::test]
async fn a_hundred_checks_of_a_moving_community_bring_every_post_once() {
    let (web, mut moving) = (sea(), Moving { state: 7, ..Moving::default() });
    let (mut cursor, mut kept) = (Cursor::default(), HashSet::new());
    for run in 0..100 {
        let views = moving.next();
        for (url, answer) in pages(&views, moving.random(5)) {
            web.answer(&url, 200, answer);
        }
        let known = target(TargetType::Community, &community().url, (run > 0).then_some("v3"));
        let page = reads(&web, &known, &cursor).await;
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity.clone()), "because run {run} must not bring an item twice");
            kept.insert(item.external_id);
        }
        cursor = page.cursor;
    }
    assert_eq!(moving.shown.symmetric_difference(&kept).count(), 0, "because all that was shown was read");
}

async fn engine() -> TestEngine {
    let tide = TestEngine::open().await;
    tide.http.answer(&format!("{HOST}/api/v3/site"), SITE);
    tide
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_of_a_job_keep_every_post_once() {
    let (tide, mut moving) = (engine().await, Moving { state: 3, ..Moving::default() });
    let target_url = format!("{HOST}/c/tide");
    let job =
        tide.watch_with(NewJob { target_url, max_items_per_run: Some(1000), ..NewJob::default() }).await;
    let mut counted = 0;
    for _ in 0..100 {
        let views = moving.next();
        for (url, answer) in pages(&views, moving.random(5)) {
            tide.http.answer(&url, answer);
        }
        counted += tide.check(&job).await.new_items_downloaded;
    }
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, u64::from(counted)));
    assert_eq!(counted as usize, moving.shown.len(), "because each post was kept once");
}

/// Every type of target twice: with one new entry, one edited, one taken away.
#[tokio::test(start_paused = true)]
async fn a_second_run_keeps_the_new_and_the_edited_and_takes_nothing_away() {
    let thread = format!("{HOST}/api/v3/comment/list?post_id=7&type_=All&sort=New&limit=50");
    for (target_url, list, are_comments) in [
        (format!("{HOST}/c/tide"), LIST.to_owned(), false),
        (format!("{HOST}/u/ana"), format!("{HOST}/api/v3/user?username=ana&sort=New&limit=50"), false),
        (format!("{HOST}/post/7"), thread, true),
        (
            format!("{HOST}/?listingType=All"),
            format!("{HOST}/api/v3/post/list?type_=All&sort=New&limit=50"),
            false,
        ),
        (
            format!("{HOST}/search?q=tide&type=Posts"),
            format!("{HOST}/api/v3/search?q=tide&type_=Posts&listing_type=All&sort=New&limit=50"),
            false,
        ),
    ] {
        let tide = engine().await;
        tide.http.answer(&format!("{HOST}/api/v3/post?id=7"), json!({"post_view": post(7)}).to_string());
        let shape = |ids: &[u64], edited: Option<u64>| {
            let mut answer = listed(ids);
            for view in answer["posts"].as_array_mut().unwrap() {
                let id = view["post"]["id"].as_u64().unwrap();
                if edited == Some(id) {
                    view["post"]["body"] = json!("Other words");
                }
                if are_comments {
                    view["comment"] = json!({"id": id, "content": view["post"]["body"], "path": format!("0.{id}"),
                        "ap_id": format!("{HOST}/comment/{id}"), "published": "2026-11-03T08:15:00Z"});
                }
            }
            match are_comments {
                true => json!({"comments": answer["posts"]}),
                false => answer,
            }
        };
        tide.http.answer(&list, shape(&[3, 2, 1], None).to_string());
        let lemmy = Some(tidewatch_engine::model::Platform::Lemmy);
        let new = NewJob { target_url: target_url.clone(), platform: lemmy, ..NewJob::default() };
        let job = tide.watch_with(new).await;
        let first = tide.check(&job).await;
        assert_eq!(first.new_items_downloaded, 3 + u32::from(are_comments), "because of {target_url}");
        tide.http.answer(&list, shape(&[4, 3, 1], Some(3)).to_string());
        assert_eq!(tide.check(&job).await.new_items_downloaded, 1, "because of {target_url}");
        let items = tide.items_of(&job).await;
        assert_eq!(items.iter().map(|item| item.revisions).sum::<u32>(), 1, "because one was edited");
        assert_eq!(items.len(), 4 + usize::from(are_comments), "because what was taken away is kept");
    }
}
