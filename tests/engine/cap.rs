//! More new items than one run takes: follow-up runs from the same answer, one message.

use tidewatch_engine::model::{
    BackTestRequest, JobStatus, NewJob, NotificationKind, Role, RunOutcome, RunStatus, Trigger,
};

use crate::support::{Feed, Reply, TestEngine};

const COUNT_VALIDATED: &str =
    "SELECT count(*) FROM monitoring_jobs WHERE json_extract(cursor, '$.http') LIKE '%big%'";

fn big() -> Reply {
    Reply::ok(Feed::up_to(180)).etag("\"big\"")
}

#[tokio::test(start_paused = true)]
async fn what_exceeds_the_cap_is_taken_by_follow_up_runs_from_one_answer() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(10));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    tide.pass(chrono::TimeDelta::seconds(1)).await;
    tide.feed(big());
    tide.request_run(job.id).await.unwrap();
    let mut validated_after_run = Vec::new();
    for _ in 0..4 {
        tide.ends(&mut events, job.id).await;
        validated_after_run.push(tide.sql::<u32>(COUNT_VALIDATED));
    }
    assert_eq!(tide.http.count(), 2, "because one answer is enough for all follow-up runs");
    assert_eq!(validated_after_run[3], 1, "because all of it has been taken");
    assert_eq!(validated_after_run[0], 0, "because after a crash all of it must be read again");
    let runs = tide.runs_of(&job).await;
    let mut taken: Vec<_> = runs.iter().map(|run| run.new_items_downloaded).collect();
    taken.sort_unstable();
    assert_eq!(taken, [10, 20, 50, 50, 50], "because ten were known and each run takes fifty at most");
    assert_eq!(tide.again(&job).await.items, 180);
    let oldest_first: Vec<_> = (1..=180).map(|n| format!("Entry {n}")).collect();
    assert_eq!(tide.titles_of(&job).await, oldest_first, "because the order of the feed is kept");
    let told = tide.messages().await;
    assert_eq!(told.len(), 1, "because one answer is one message: {told:?}");
    assert_eq!((told[0].item_count, told[0].title.as_str()), (170, "News: 170 new items"));
    let tested = tide.back_test(BackTestRequest::of(job.id)).await.unwrap();
    assert_eq!((tested.told, tested.messages), (180, 1), "because a test counts as it would be told");
    let requests: u32 = runs.iter().map(|run| run.requests).sum();
    assert_eq!(requests, 2, "because follow-up runs send none, and sums over runs must be right");
    tide.pass(chrono::TimeDelta::minutes(1)).await;
    assert_eq!(tide.notifier.titles(), ["News: 170 new items"]);
    tide.check(&job).await;
    let last = tide.runs_of(&job).await.pop().unwrap();
    assert_eq!(last.outcome, Some(RunOutcome::NotModified), "because the validators are known now");
}

#[tokio::test(start_paused = true)]
async fn a_run_by_hand_of_a_paused_job_takes_all_of_it_too() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(10)).await;
    tide.pause(&job).await;
    tide.check_with(&job, big()).await;
    let paused = tide.again(&job).await;
    assert_eq!((paused.status, paused.next_run_at, paused.items), (JobStatus::Paused, None, 180));
    assert_eq!(tide.messages().await.len(), 1, "because a message that waits for ever is a lost one");
}

#[tokio::test(start_paused = true)]
async fn a_job_on_its_last_run_takes_the_rest_and_tells_before_it_is_completed() {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob { max_runs: Some(2), ..NewJob::default() }).await;
    tide.check_with(&job, Feed::up_to(10)).await;
    tide.check_with(&job, big()).await;
    let done = tide.again(&job).await;
    assert_eq!((done.status, done.next_run_at, done.items), (JobStatus::Completed, None, 180));
    assert_eq!(tide.messages().await[0].item_count, 170);
}

#[tokio::test(start_paused = true)]
async fn a_run_limit_counts_failed_runs_as_well() {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob { max_runs: Some(2), ..NewJob::default() }).await;
    tide.feed(Reply::status(500));
    tide.check(&job).await;
    assert_eq!(tide.again(&job).await.status, JobStatus::Active);
    let last = tide.check(&job).await;
    let done = tide.again(&job).await;
    assert_eq!((done.status, done.next_run_at, done.retry_at), (JobStatus::Completed, None, None));
    assert_eq!(last.retry_at, None, "because nobody tries again");
}

#[tokio::test(start_paused = true)]
async fn a_follow_up_that_a_shutdown_prevents_is_made_up_for_after_the_next_start() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(10));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    tide.feed(big());
    tide.request_run(job.id).await.unwrap();
    tide.ends(&mut events, job.id).await;
    let tide = tide.restarted().await;
    tide.start_as(Role::Owner).await;
    tide.pass(chrono::TimeDelta::minutes(3)).await;
    assert_eq!(tide.again(&job).await.items, 180, "because nothing new is left behind");
    let told: u32 = tide.notifier.shown().iter().map(|told| told.item_count).sum();
    assert_eq!(told, 170, "because every new item is told once: {:?}", tide.notifier.shown());
    let runs = tide.runs_of(&job).await;
    assert!(runs.iter().all(|run| run.status == RunStatus::Completed), "because none was cut off");
    assert!(runs.iter().all(|run| run.trigger != Trigger::CatchUp), "because none came late");
}

#[tokio::test(start_paused = true)]
async fn five_thousand_new_items_are_one_message() {
    let tide = TestEngine::open().await;
    let job = tide.watch_with(NewJob { max_items_per_run: Some(1000), ..NewJob::default() }).await;
    tide.check_with(&job, Feed::up_to(1)).await;
    tide.check_with(&job, Feed::up_to(5001)).await;
    let told = tide.messages().await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].kind, told[0].item_count), (NotificationKind::NewItems, 5000));
}

#[tokio::test(start_paused = true)]
async fn exactly_as_many_as_the_cap_need_no_follow_up() {
    for (new, runs) in [(50, 2), (51, 3)] {
        let tide = TestEngine::open().await;
        let job = tide.watch().await;
        tide.check_with(&job, Feed::up_to(1)).await;
        tide.check_with(&job, Feed::up_to(1 + new)).await;
        assert_eq!(tide.runs_of(&job).await.len(), runs, "because {new} items are new");
        assert_eq!(tide.again(&job).await.items, u64::from(1 + new));
        assert_eq!(tide.messages().await[0].item_count, new);
    }
}

#[tokio::test(start_paused = true)]
async fn a_summary_over_several_runs_names_the_newest() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(1)).await;
    tide.check_with(&job, Feed::up_to(121)).await;
    assert_eq!(tide.messages().await[0].body, "Entry 121\nEntry 120\nEntry 119");
}
