//! Many checks of a blog that changes meanwhile: nothing twice, nothing missed.

use std::{collections::HashSet, fmt::Write};

use tidewatch_engine::model::{Cursor, JobStatus, NewJob};

use super::{BLOG, FEED, POSTS, TAGGED, answer, blog, post, reads, tag};
use crate::{scripted::Scripted, support::TestEngine};

/// A feed of these posts, newest first.
fn feed(posts: &[(u64, &str)]) -> String {
    let mut xml = String::from("<rss version=\"2.0\"><channel><title>Ana's tides</title>");
    for (id, text) in posts {
        let _ = write!(
            xml,
            "<item><title>{text}</title><description>&lt;p&gt;{text}&lt;/p&gt;</description><link>{BLOG}post/{id}</link>\
             <guid>{BLOG}post/{id}</guid><pubDate>Tue, 03 Nov 2026 08:15:00 +0000</pubDate></item>"
        );
    }
    xml + "</channel></rss>"
}

#[tokio::test(start_paused = true)]
async fn one_new_one_edited_and_one_removed_are_told_apart() {
    let of_tag = format!("{BLOG}tagged/tide");
    for (target_url, address) in [(BLOG, FEED.to_owned()), (&of_tag, format!("{of_tag}/rss"))] {
        let tide = TestEngine::open().await;
        tide.http.answer(&address, feed(&[(3, "Three"), (2, "Two"), (1, "One")]));
        let job = tide.watch_with(NewJob { target_url: target_url.into(), ..NewJob::default() }).await;
        assert_eq!(tide.check(&job).await.new_items_downloaded, 3);
        tide.http.answer(&address, feed(&[(4, "Four"), (3, "Three, corrected"), (1, "One")]));
        let run = tide.check(&job).await;
        assert_eq!((run.new_items_downloaded, run.updated_items), (1, 1), "because of {target_url}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_of_a_moving_feed_keep_every_post_once() {
    let tide = TestEngine::open().await;
    let (mut posts, mut made, mut state) = (Vec::<u64>::new(), 0_u64, 5_u64);
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let new = NewJob { target_url: BLOG.into(), max_items_per_run: Some(1000), ..NewJob::default() };
    tide.http.answer(FEED, feed(&[]));
    let job = tide.watch_with(new).await;
    let (mut counted, mut shown) = (0, HashSet::new());
    for _ in 0..100 {
        for _ in 0..random(9) {
            made += 1;
            posts.insert(0, made);
        }
        if posts.len() > 12 {
            let at = random(10) as usize;
            posts.swap(at, at + 1);
            posts.remove(random(12) as usize);
        }
        let latest: Vec<(u64, &str)> = posts.iter().take(20).map(|id| (*id, "Tide")).collect();
        shown.extend(latest.iter().map(|(id, _)| id.to_string()));
        tide.http.answer(FEED, feed(&latest));
        counted += tide.check(&job).await.new_items_downloaded;
    }
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, u64::from(counted)));
    let ids: HashSet<String> = tide.items_of(&job).await.into_iter().map(|item| item.external_id).collect();
    assert_eq!(ids, shown, "because all that was shown was kept, and nothing twice");
    assert_eq!(ids.len(), counted as usize);
}

#[tokio::test]
async fn a_hundred_checks_with_a_key_bring_every_post_once() {
    let web = Scripted::new();
    let (mut posts, mut made, mut state) = (Vec::<u64>::new(), 0_u64, 7_u64);
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let (mut cursor, mut kept) = (Cursor::default(), HashSet::new());
    for run in 0..100 {
        for _ in 0..random(if run == 50 { 80 } else { 9 }) {
            made += 1;
            posts.insert(0, made);
        }
        if posts.len() > 30 {
            let at = random(10) as usize;
            posts.swap(at, at + 1);
            posts.remove(random(20) as usize);
        }
        for offset in (0..100).step_by(20) {
            let shift = if offset > 0 { random(3) as usize } else { 0 };
            let rows: Vec<_> = posts.iter().skip(offset - shift).take(20).map(|id| post(*id)).collect();
            web.answer(
                &POSTS.replace("offset=0", &format!("offset={offset}")),
                200,
                answer(&rows, posts.len()),
            );
        }
        let page = reads(&web, &blog(), &cursor).await;
        let mut in_page = HashSet::new();
        for item in page.items {
            assert!(in_page.insert(item.identity), "because run {run} must not bring a post twice");
            kept.insert(item.external_id);
        }
        cursor = page.cursor;
    }
    for id in &posts {
        assert!(kept.contains(&id.to_string()), "because {id} was shown");
    }
}

#[tokio::test]
async fn a_second_check_of_a_tag_knows_the_old_the_edited_and_the_new() {
    let web = Scripted::new();
    let url = format!("{TAGGED}&tag=tide");
    let show = |posts: &[serde_json::Value]| serde_json::json!({"response": posts}).to_string();
    web.answer(&url, 200, show(&[post(3), post(2), post(1)]));
    let first = reads(&web, &tag(), &Cursor::default()).await;
    let mut edited = post(2);
    edited["body"] = "<p>Corrected</p>".into();
    web.answer(&url, 200, show(&[post(4), post(3), edited]));
    let second = reads(&web, &tag(), &first.cursor).await;
    let told: Vec<_> = second
        .items
        .iter()
        .map(|item| {
            first
                .items
                .iter()
                .find(|known| known.identity == item.identity)
                .map(|known| known.text == item.text)
        })
        .collect();
    assert_eq!(told, [None, Some(true), Some(false)], "because one is new, one the same, one edited");
}
