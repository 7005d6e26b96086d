//! An end without a goodbye: nothing kept is lost, nothing stays in progress.

use std::{future::Future, sync::Arc, time::Duration};

use tempfile::TempDir;
use tidewatch_engine::model::{Job, Role, RunOutcome, RunStatus};

use crate::support::{Feed, Reply, TestEngine};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Runs `life` with an engine and then stops everything in it in mid-air, as a kill would.
fn crash<T, F: Future<Output = T>>(life: impl FnOnce(TestEngine) -> F) -> (Arc<TempDir>, T) {
    let runtime = runtime();
    let answer = runtime.block_on(async {
        let tide = TestEngine::builder().in_real_time().open().await;
        let folder = tide.folder();
        (folder, life(tide).await)
    });
    runtime.shutdown_timeout(Duration::from_secs(60));
    answer
}

/// A job with three items whose next run hangs when everything ends.
fn crashed_while_running() -> (Arc<TempDir>, Job) {
    crash(|tide| async move {
        tide.feed(Feed::up_to(3));
        let mut events = tide.subscribe();
        tide.start_as(Role::Owner).await;
        let job = tide.watch().await;
        tide.ends(&mut events, job.id).await;
        tide.feed(Reply::hang());
        tide.request_run(job.id).await.unwrap();
        tide.http.arrived(2).await;
        job
    })
}

fn after<T>(folder: Arc<TempDir>, life: impl AsyncFnOnce(TestEngine) -> T) -> T {
    runtime().block_on(async {
        let tide = TestEngine::builder().in_real_time().open_in(folder).await.unwrap();
        tide.feed(Feed::up_to(5));
        life(tide).await
    })
}

#[test]
fn a_run_that_a_crash_cut_off_is_interrupted_and_made_up_for_at_the_next_start() {
    let (folder, job) = crashed_while_running();
    after(folder, async |tide| {
        assert_eq!(tide.status().await.unwrap().runs_in_progress, 1, "because nobody has looked yet");
        let mut events = tide.subscribe();
        tide.start_as(Role::Owner).await;
        assert_eq!(tide.ends(&mut events, job.id).await, RunStatus::Completed);
        let mut ends: Vec<_> = tide.runs_of(&job).await.iter().map(|run| (run.status, run.outcome)).collect();
        ends.sort_by_key(|(status, _)| status.as_str());
        let completed = (RunStatus::Completed, Some(RunOutcome::NewItems));
        let interrupted = (RunStatus::Interrupted, Some(RunOutcome::Crash));
        assert_eq!(ends, [completed, completed, interrupted]);
        let job = tide.again(&job).await;
        assert_eq!((job.total_runs, job.failed_runs), (2, 0), "because an interrupted run is no failure");
        assert_eq!(job.consecutive_failures, 0);
        assert_eq!(tide.titles_of(&job).await.len(), 5, "because nothing is lost and nothing doubled");
    });
}

#[test]
fn the_lease_of_a_dead_holder_is_taken_without_waiting_for_its_end() {
    let (folder, _) = crashed_while_running();
    after(folder, async |tide| {
        assert!(
            tide.sql::<Option<String>>("SELECT holder FROM lease").is_some(),
            "because it was not given back"
        );
        assert!(!tide.status().await.unwrap().monitor_running, "because nobody answers");
        let token: i64 = tide.sql("SELECT token FROM lease");
        tide.start_as(Role::Owner).await;
        assert_eq!(
            tide.sql::<i64>("SELECT token FROM lease"),
            token + 1,
            "because the dead one's is void now"
        );
    });
}

#[test]
fn a_run_by_hand_right_after_a_crash_need_not_wait_for_the_lease() {
    let (folder, job) = crashed_while_running();
    after(folder, async |tide| {
        let run = tide.check(&job).await;
        assert_eq!((run.status, run.new_items_downloaded), (RunStatus::Completed, 2));
        assert_eq!(tide.status().await.unwrap().runs_in_progress, 0);
    });
}

#[test]
fn a_request_that_nobody_carried_out_is_carried_out_after_the_next_start() {
    let (folder, (job, requested)) = crash(|tide| async move {
        tide.feed(Feed::up_to(3));
        let job = tide.watch().await;
        tide.check(&job).await;
        let requested = tide.request_run(job.id).await.unwrap();
        (job, requested)
    });
    after(folder, async |tide| {
        let mut events = tide.subscribe();
        tide.start_as(Role::Owner).await;
        assert_eq!(tide.begins(&mut events, job.id).await, requested);
        tide.ends(&mut events, job.id).await;
        assert_eq!(tide.run(requested).await.unwrap().status, RunStatus::Completed);
    });
}

#[test]
fn twenty_crashes_at_odd_moments_lose_and_double_nothing() {
    let (folder, job) = crash(|tide| async move {
        tide.feed(Feed::up_to(1));
        let job = tide.watch().await;
        tide.check(&job).await;
        job
    });
    for round in 1..=20_u32 {
        let runtime = runtime();
        runtime.block_on(async {
            let tide = TestEngine::builder().in_real_time().open_in(Arc::clone(&folder)).await.unwrap();
            tide.feed(Feed::up_to(1 + round * 3));
            let mut events = tide.subscribe();
            tide.start_as(Role::Owner).await;
            tide.request_run(job.id).await.unwrap();
            tide.begins(&mut events, job.id).await;
            // The end comes at another point of the run each time.
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
        });
        runtime.shutdown_timeout(Duration::from_secs(60));
    }
    after(folder, async |tide| {
        tide.feed(Feed::up_to(61));
        tide.check(&job).await;
        let all: Vec<_> = (1..=61).map(|n| format!("Entry {n}")).collect();
        let mut titles = tide.titles_of(&job).await;
        titles.sort_by_key(|title| title[6..].parse::<u32>().unwrap());
        assert_eq!(titles, all);
        assert_eq!(tide.sql::<String>("PRAGMA integrity_check"), "ok");
        assert_eq!(tide.status().await.unwrap().runs_in_progress, 0);
        let told: u32 = tide.messages().await.iter().map(|message| message.item_count).sum();
        assert_eq!(told, 60, "because each new item is told once, in the transaction that keeps it");
    });
}
