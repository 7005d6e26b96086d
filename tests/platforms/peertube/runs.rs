//! Many checks of a channel that changes meanwhile: nothing twice, nothing missed.

use std::collections::HashSet;

use serde_json::{Value, json};
use tidewatch_engine::model::{JobStatus, NewJob, Platform};

use super::server::{API, QUERY, at, listed, video};
use crate::support::TestEngine;

/// A channel that moves: videos come in bursts, neighbours change places, some are deleted.
#[derive(Default)]
struct Moving {
    ids: Vec<usize>,
    made: usize,
    state: u64,
}

impl Moving {
    fn random(&mut self, below: u64) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((self.state >> 33) % below).unwrap()
    }

    fn step(&mut self, most: u64) {
        for _ in 0..self.random(most) {
            self.made += 1;
            self.ids.insert(0, self.made);
        }
        if self.ids.len() > 20 {
            let at = self.random(10);
            self.ids.swap(at, at + 1);
            let deleted = self.random(20);
            self.ids.remove(deleted);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_of_a_job_keep_every_video_once() {
    let (tide, mut moving) = (TestEngine::open().await, Moving { state: 5, ..Moving::default() });
    let target_url = "https://sea.example/c/shore/videos".to_owned();
    let job =
        tide.watch_with(NewJob { target_url, max_items_per_run: Some(1000), ..NewJob::default() }).await;
    let (mut counted, mut shown) = (0, HashSet::new());
    for run in 0..100 {
        moving.step(if run == 50 { 180 } else { 12 });
        shown.extend(moving.ids.iter().copied());
        // A video that is published between two pages moves the others down.
        let shift = moving.random(4);
        for start in (0..moving.ids.len().max(1)).step_by(50) {
            let from = if start == 0 { 0 } else { start - shift };
            let rows: Vec<Value> = moving.ids.iter().skip(from).take(50).map(|id| video(*id)).collect();
            tide.http.answer(&at(start), json!({"total": moving.ids.len(), "data": rows}).to_string());
        }
        counted += tide.check(&job).await.new_items_downloaded;
    }
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, u64::from(counted)));
    assert_eq!(counted as usize, shown.len(), "because each video was kept once");
}

/// Every type of target twice: with one new entry, one edited, one taken away.
#[tokio::test(start_paused = true)]
async fn a_second_run_keeps_the_new_and_the_edited_and_takes_nothing_away() {
    let list = |path: &str| format!("{API}/{path}{QUERY}&start=0&count=50");
    for (target_url, list) in [
        ("https://sea.example/c/shore/videos", at(0)),
        ("https://sea.example/a/ana/videos", list("accounts/ana/videos?")),
        ("https://sea.example/w/p/abc", format!("{API}/video-playlists/abc/videos?start=0&count=100")),
        ("https://sea.example/videos/local", list("videos?isLocal=true&")),
        ("https://sea.example/search?search=tide", list("search/videos?search=tide&")),
        (
            "https://sea.example/videos/watch/9",
            format!("{API}/videos/9/comment-threads?sort=-createdAt&start=0&count=50"),
        ),
    ] {
        let tide = TestEngine::open().await;
        tide.http.answer(&format!("{API}/videos/9"), video(9).to_string());
        let (is_playlist, is_thread) = (target_url.contains("/p/"), target_url.contains("/watch/"));
        let shape = |ids: &[usize], edited: Option<usize>| {
            let mut answer = listed(ids);
            for (entry, id) in answer["data"].as_array_mut().unwrap().iter_mut().zip(ids) {
                let words = if edited == Some(*id) { "Other words" } else { "Words" };
                entry["truncatedDescription"] = json!(words);
                if is_thread {
                    *entry = json!({"id": id, "url": format!("https://sea.example/comments/{id}"),
                        "text": format!("<p>{words} {id}</p>"), "createdAt": "2026-11-03T08:15:00.000Z"});
                }
                if is_playlist {
                    *entry = json!({"position": id, "video": entry});
                }
            }
            answer.to_string()
        };
        let others = u32::from(is_thread);
        tide.http.answer(&list, shape(&[3, 2, 1], None));
        let platform = Some(Platform::Peertube);
        let job =
            tide.watch_with(NewJob { target_url: target_url.into(), platform, ..NewJob::default() }).await;
        assert_eq!(tide.check(&job).await.new_items_downloaded, 3 + others, "because of {target_url}");
        tide.http.answer(&list, shape(&[4, 3, 1], Some(3)));
        assert_eq!(tide.check(&job).await.new_items_downloaded, 1, "because of {target_url}");
        let items = tide.items_of(&job).await;
        assert_eq!(items.iter().map(|item| item.revisions).sum::<u32>(), 1, "because one was edited");
        assert_eq!(items.len(), 4 + others as usize, "because what was taken away is kept");
    }
}
