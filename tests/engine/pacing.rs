//! Platforms that may be asked only so often, however many jobs watch them.

use chrono::TimeDelta;
use tidewatch_engine::{
    ErrorCode,
    model::{NewJob, PreviewRequest, RunStatus},
};

use crate::support::{Feed, TestEngine};

const NAMES: [&str; 4] = ["tides", "gauges", "quays", "surges"];

fn address(name: &str) -> String {
    format!("https://www.reddit.com/r/{name}/new/.rss?limit=100")
}

/// A community's feed with the posts up to this number, the pinned one always first.
fn posts(from: u32, to: u32) -> String {
    let entry = |number: u32| {
        let link = format!("https://www.reddit.com/r/tides/comments/n{number}/words/");
        format!("<entry><id>t3_n{number}</id><title>Post {number}</title><link href=\"{link}\"/></entry>")
    };
    let entries: String = std::iter::once(9999).chain((from..=to).rev()).map(entry).collect();
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>tides</title>{entries}</feed>")
}

fn community(name: &str) -> NewJob {
    NewJob { target_url: format!("r/{name}"), ..NewJob::default() }
}

#[tokio::test(start_paused = true)]
async fn reddit_is_asked_once_a_minute_for_all_jobs_together() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(1));
    let mut jobs = Vec::new();
    for name in NAMES {
        tide.http.answer(&address(name), posts(1, 3));
        jobs.push(tide.watch_with(community(name)).await);
    }
    let other = tide.watch().await;
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.runs_of(&other).await.len(), 1, "because another site has nothing to do with it");
    tide.pass(TimeDelta::minutes(5)).await;
    let asked: Vec<_> = tide.http.asked().into_iter().filter(|asked| asked.url.contains("reddit")).collect();
    assert_eq!(asked.len(), NAMES.len());
    for pair in asked.windows(2) {
        let gap = pair[1].at - pair[0].at;
        assert!(
            gap >= TimeDelta::seconds(65) && gap < TimeDelta::seconds(66),
            "because each waits for its turn and no longer: {gap}"
        );
    }
    for job in &jobs {
        let runs = tide.runs_of(job).await;
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].status, RunStatus::Completed, "because waiting for a turn is no failure");
    }
}

#[tokio::test(start_paused = true)]
async fn a_look_just_after_another_is_told_when_it_may_be() {
    let tide = TestEngine::open().await;
    tide.http.answer(&address("tides"), posts(1, 3));
    assert_eq!(tide.preview(PreviewRequest::of("r/tides", 10)).await.unwrap().items.len(), 4);
    let error = tide.preview(PreviewRequest::of("r/tides", 10)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RateLimited);
    assert!(error.message.contains("seconds"), "because {} is shown", error.message);
    tide.pass(TimeDelta::seconds(65)).await;
    assert!(tide.preview(PreviewRequest::of("r/tides", 10)).await.is_ok());
    assert_eq!(tide.http.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_runs_over_a_moving_window_keep_each_post_once() {
    let tide = TestEngine::started().await;
    let job = tide.watch_with(community("tides")).await;
    for run in 0..100 {
        tide.http.answer(&address("tides"), posts(run * 2 + 1, run * 2 + 15));
        tide.check(&job).await;
    }
    let mut titles = tide.titles_of(&job).await;
    let kept = titles.len();
    titles.sort();
    titles.dedup();
    assert_eq!((titles.len(), kept), (214, 214), "because windows overlap and one post stays on top");
}
