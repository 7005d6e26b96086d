//! Many checks of a forum that changes meanwhile: nothing twice, nothing missed.

use std::collections::HashSet;

use serde_json::{Value, json};
use tidewatch_engine::model::{JobStatus, NewJob, Platform};

use super::forum::{FORUM, LIST, listed, post, topic};
use crate::support::TestEngine;

/// A list that moves: topics come in bursts, neighbours change places, some are deleted, an
/// old and a new one are pinned now and then.
#[derive(Default)]
struct Moving {
    ids: Vec<u64>,
    made: u64,
    state: u64,
}

impl Moving {
    fn random(&mut self, below: u64) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((self.state >> 33) % below).unwrap()
    }

    fn next(&mut self, run: u32) -> Vec<Value> {
        for _ in 0..self.random(if run == 50 { 100 } else { 9 }) {
            self.made += 1;
            self.ids.insert(0, self.made);
        }
        if self.ids.len() > 20 {
            let at = self.random(8);
            self.ids.swap(at, at + 1);
            let deleted = self.random(15);
            self.ids.remove(deleted);
        }
        let mut topics: Vec<Value> = self.ids.iter().map(|id| topic(*id)).collect();
        if run.is_multiple_of(3) && topics.len() > 4 {
            for at in [topics.len() - 1, 2] {
                let mut pinned = topics.remove(at);
                pinned["pinned"] = json!(true);
                topics.insert(0, pinned);
            }
        }
        topics
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_of_a_job_keep_every_topic_once() {
    let (tide, mut moving) = (TestEngine::open().await, Moving { state: 9, ..Moving::default() });
    let (target_url, platform) = (format!("{FORUM}/latest"), Some(Platform::Discourse));
    let target_url = target_url.replace("talk.example", "forum.talk.example");
    let new = NewJob { target_url, platform, max_items_per_run: Some(1000), ..NewJob::default() };
    let list = LIST.replace("talk.example", "forum.talk.example");
    let job = tide.watch_with(new).await;
    let (mut counted, mut shown) = (0, HashSet::new());
    for run in 0..100 {
        let topics = moving.next(run);
        shown.extend(topics.iter().map(|topic| topic["id"].as_u64().unwrap()));
        let overlap = moving.random(4);
        let pages = topics.len().div_ceil(30).max(1);
        for page in 0..pages {
            let from = (page * 30).saturating_sub(page * overlap);
            let mut answer = json!({"users": [], "topic_list": {"topics": topics.iter().skip(from).take(30).collect::<Vec<_>>()}});
            if page + 1 < pages {
                answer["topic_list"]["more_topics_url"] = json!("/latest?page=1");
            }
            let url = if page == 0 { list.clone() } else { format!("{list}&page={page}") };
            tide.http.answer(&url, answer.to_string());
        }
        counted += tide.check(&job).await.new_items_downloaded;
    }
    let job = tide.again(&job).await;
    assert_eq!((job.status, job.items), (JobStatus::Active, u64::from(counted)));
    assert_eq!(counted as usize, shown.len(), "because each topic was kept once");
}

/// Every type of target twice: with one new entry, one edited, one taken away.
#[tokio::test(start_paused = true)]
async fn a_second_run_keeps_the_new_and_the_edited_and_takes_nothing_away() {
    let forum = "https://forum.example";
    for (path, list, is_topics) in [
        ("latest", "latest.json?order=created&no_definitions=true", true),
        ("hot", "hot.json", true),
        ("top?period=weekly", "top.json?period=weekly", true),
        ("c/shore/4", "c/shore/4/l/latest.json?order=created", true),
        ("tag/sea", "tag/sea.json?order=created", true),
        ("t/501", "t/501.json", false),
        ("posts", "posts.json", false),
        ("u/ana", "user_actions.json?username=ana&filter=4%2C5&offset=0", false),
        ("g/staff", "groups/staff/posts.json", false),
        ("search?q=tide", "search.json?q=tide+order%3Alatest&page=1", false),
    ] {
        let tide = TestEngine::open().await;
        let shape = |ids: &[u64], edited: Option<u64>| {
            if is_topics {
                let mut answer = listed(ids);
                for topic in answer["topic_list"]["topics"].as_array_mut().unwrap() {
                    if topic["id"].as_u64() == edited {
                        topic["title"] = json!("Other words");
                    }
                }
                return answer.to_string();
            }
            let posts: Vec<Value> = ids
                .iter()
                .map(|id| {
                    let mut post = post(9000 + id);
                    if edited == Some(*id) {
                        post["cooked"] = json!("<p>Other words</p>");
                    }
                    post
                })
                .collect();
            let stream: Vec<u64> = ids.iter().rev().map(|id| 9000 + id).collect();
            json!({"latest_posts": posts, "user_actions": posts, "posts": posts, "title": "Low tide",
                "post_stream": {"posts": posts, "stream": stream}})
            .to_string()
        };
        let url = format!("{forum}/{list}");
        tide.http.answer(&url, shape(&[3, 2, 1], None));
        let (target_url, platform) = (format!("{forum}/{path}"), Some(Platform::Discourse));
        let job = tide.watch_with(NewJob { target_url, platform, ..NewJob::default() }).await;
        assert_eq!(tide.check(&job).await.new_items_downloaded, 3, "because of {path}");
        tide.http.answer(&url, shape(&[4, 3, 1], Some(3)));
        assert_eq!(tide.check(&job).await.new_items_downloaded, 1, "because of {path}");
        let items = tide.items_of(&job).await;
        assert_eq!(
            items.iter().map(|item| item.revisions).sum::<u32>(),
            1,
            "because one was edited in {path}"
        );
        assert_eq!(items.len(), 4, "because what was taken away is kept");
    }
}
