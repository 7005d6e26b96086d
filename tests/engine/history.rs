//! What was done: runs by kind and search, page by page, and the strips of the latest.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::{
    ErrorCode,
    model::{Job, JobId, Run, RunKind, RunOutcome, RunQuery, RunStatus},
};

use crate::support::{Feed, Reply, TestEngine, patch};

/// Runs a job with each of these answers, a minute apart; answers the runs.
async fn runs_with(tide: &TestEngine, job: &Job, replies: impl IntoIterator<Item = Reply>) -> Vec<Run> {
    let mut runs = Vec::new();
    for reply in replies {
        tide.http.answer(&job.target_url, reply);
        runs.push(tide.check(job).await);
        tide.pass(TimeDelta::minutes(1)).await;
    }
    runs
}

/// Which of these runs the query lists, by their place; newest first, as they are listed.
async fn listed(tide: &TestEngine, runs: &[Run], query: RunQuery) -> Vec<usize> {
    let listing = tide.runs(RunQuery { limit: 100, ..query }).await.unwrap();
    assert_eq!(listing.total, listing.items.len() as u64, "because all fit on one page");
    let place = |run: &Run| runs.iter().position(|known| known.id == run.id).unwrap();
    listing.items.iter().map(place).collect()
}

fn ok(last: u32) -> Reply {
    Reply::ok(Feed::up_to(last))
}

fn of_kind(kind: RunKind) -> RunQuery {
    RunQuery { kind: Some(kind), ..RunQuery::default() }
}

/// A run that another reason kept from asking its source, beside the engine.
fn insert_run(tide: &TestEngine, job: &Job, status: &str, outcome: &str) {
    let database = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    let now = tide.now().timestamp_millis();
    database
        .execute(
            "INSERT INTO monitoring_runs (id, monitoring_job_id, trigger, status, outcome, start_time, end_time, \
             lease_token) VALUES (?1, ?2, 'schedule', ?3, ?4, ?5, ?5, 0)",
            (tidewatch_engine::model::RunId::new(tide.now()).0, job.id.0, status, outcome, now),
        )
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn changes_are_new_items_first_failures_and_recoveries() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let down = Reply::unreachable;
    let replies = [ok(3), ok(3), down(), down(), Reply::status(500), ok(3), ok(3), ok(4), down(), ok(6)];
    let runs = runs_with(&tide, &job, replies).await;
    assert_eq!(listed(&tide, &runs, RunQuery::default()).await, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(
        listed(&tide, &runs, of_kind(RunKind::Changes)).await,
        [9, 8, 7, 5, 2, 0],
        "because a failure that goes on is no change, whatever it says, and nothing new is none"
    );
    assert_eq!(listed(&tide, &runs, of_kind(RunKind::NewItems)).await, [9, 7, 0]);
    assert_eq!(listed(&tide, &runs, of_kind(RunKind::Failed)).await, [8, 4, 3, 2]);
    assert_eq!(listed(&tide, &runs, of_kind(RunKind::Skipped)).await, [] as [usize; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_first_run_is_a_change_only_when_it_fails_or_finds_something() {
    let tide = TestEngine::open().await;
    let (empty, failing) = (tide.watch().await, tide.watch_source("A").await);
    runs_with(&tide, &empty, [ok(0)]).await;
    let first = tide.runs_of(&failing).await;
    let other = tide.change(&failing, patch(json!({"name": "B"}))).await;
    let down = runs_with(&tide, &other, [Reply::unreachable()]).await;
    let known = [first, down].concat();
    assert_eq!(
        listed(&tide, &known, of_kind(RunKind::Changes)).await,
        [1, 0],
        "because an empty feed that stays empty is no news, and each job is compared with itself"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_skipped_is_a_kind_of_its_own_and_no_change() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    runs_with(&tide, &job, [ok(1), Reply::unreachable()]).await;
    for (status, outcome) in [("skipped", "missed"), ("interrupted", "crash"), ("skipped", "offline")] {
        insert_run(&tide, &job, status, outcome);
        tide.pass(TimeDelta::minutes(1)).await;
    }
    runs_with(&tide, &job, [Reply::unreachable(), ok(1)]).await;
    let runs = tide.runs_of(&job).await;
    assert_eq!(runs.len(), 7);
    assert_eq!(listed(&tide, &runs, of_kind(RunKind::Skipped)).await, [4, 3, 2]);
    assert_eq!(
        listed(&tide, &runs, of_kind(RunKind::Changes)).await,
        [6, 1, 0],
        "because a run that asked nobody does not say how the source is"
    );
}

#[tokio::test(start_paused = true)]
async fn runs_are_found_by_a_part_of_their_jobs_name_or_of_what_they_said() {
    let tide = TestEngine::open().await;
    let (harbour, weather) = (tide.watch_source("A").await, tide.watch_source("B").await);
    tide.change(&harbour, patch(json!({"name": "Häfen 100% am Meer"}))).await;
    tide.change(&weather, patch(json!({"name": "Weather"}))).await;
    // Within one millisecond nothing orders two runs.
    tide.pass(TimeDelta::seconds(1)).await;
    runs_with(&tide, &weather, [Reply::status(401)]).await;
    let runs = [tide.runs_of(&harbour).await, tide.runs_of(&weather).await].concat();
    let words = runs[2].error_message.clone().unwrap();
    assert!(words.contains("401"), "because the test looks for it: {words}");
    for (search, found) in [
        ("häfen", vec![0]),
        ("HÄFEN", vec![0]),
        ("  am meer ", vec![0]),
        ("weather", vec![2, 1]),
        ("eAThe", vec![2, 1]),
        ("401", vec![2]),
        ("100%", vec![0]),
        ("%", vec![0]),
        ("_", vec![]),
        ("'\"; --", vec![]),
        ("nowhere", vec![]),
    ] {
        let query = RunQuery { search: Some(search.into()), ..RunQuery::default() };
        assert_eq!(listed(&tide, &runs, query).await, found, "because of {search:?}");
    }
    for nothing in ["", "   "] {
        let query = RunQuery { search: Some(nothing.into()), ..RunQuery::default() };
        assert_eq!(tide.runs(query).await.unwrap().total, 3, "because {nothing:?} asks for nothing");
    }
    let shouted = RunQuery { search: Some(words.to_uppercase()), ..RunQuery::default() };
    assert_eq!(listed(&tide, &runs, shouted).await, [2]);
}

#[tokio::test(start_paused = true)]
async fn kind_job_and_search_restrict_together() {
    let tide = TestEngine::open().await;
    let (one, two) = (tide.watch_source("A").await, tide.watch_source("B").await);
    runs_with(&tide, &one, [Reply::status(401)]).await;
    runs_with(&tide, &two, [Reply::status(401)]).await;
    let query = |job: Option<&Job>, kind, search: &str| RunQuery {
        job_id: job.map(|job| job.id),
        kind,
        search: Some(search.into()),
        ..RunQuery::default()
    };
    let total = async |query| tide.runs(query).await.unwrap().total;
    assert_eq!(total(query(None, Some(RunKind::Failed), "401")).await, 2);
    assert_eq!(total(query(Some(&one), Some(RunKind::Failed), "401")).await, 1);
    assert_eq!(total(query(Some(&one), Some(RunKind::NewItems), "401")).await, 0);
    assert_eq!(total(query(Some(&two), None, "b")).await, 2);
    let stranger = RunQuery { job_id: Some(JobId(uuid::Uuid::nil())), ..RunQuery::default() };
    assert_eq!(tide.runs(stranger).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn pages_of_runs_neither_repeat_nor_skip_and_tell_the_total() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let runs =
        runs_with(&tide, &job, (0..11).map(|run| if run % 2 == 0 { Reply::status(500) } else { ok(1) }));
    let expected: Vec<_> =
        runs.await.iter().rev().filter(|run| run.status == RunStatus::Failed).cloned().collect();
    for job_id in [None, Some(job.id)] {
        let mut seen = Vec::new();
        for skip in [0, 4, 8] {
            let query = RunQuery { job_id, skip, limit: 4, ..of_kind(RunKind::Failed) };
            let page = tide.runs(query).await.unwrap();
            assert_eq!(page.total, 6, "because the total does not depend on the page");
            seen.extend(page.items);
        }
        assert_eq!(seen, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_strip_shows_the_latest_runs_of_each_job_oldest_first() {
    let tide = TestEngine::open().await;
    let (job, other) = (tide.watch().await, tide.watch_source("A").await);
    let runs = runs_with(&tide, &job, [ok(1), Reply::unreachable(), ok(1), ok(3)]).await;
    let strips = tide.engine.heartbeats(None, 3).await.unwrap();
    assert_eq!(strips.len(), 2, "because every job has one");
    let strip = strips.iter().find(|strip| strip.job_id == job.id).unwrap();
    let shown: Vec<_> = strip.beats.iter().map(|beat| beat.run_id).collect();
    let latest: Vec<_> = runs[1..].iter().map(|run| run.id).collect();
    assert_eq!(shown, latest, "because the first of four is the oldest, and three were asked for");
    let ends: Vec<_> = strip.beats.iter().map(|beat| (beat.status, beat.outcome, beat.new_items)).collect();
    assert_eq!(
        ends,
        [
            (RunStatus::Failed, None, 0),
            (RunStatus::Completed, Some(RunOutcome::NotModified), 0),
            (RunStatus::Completed, Some(RunOutcome::NewItems), 2),
        ]
    );
    assert_eq!(strip.beats[2].start_time, runs[3].start_time);
    let alone = tide.engine.heartbeats(Some(other.id), 3).await.unwrap();
    assert_eq!((alone.len(), alone[0].job_id, alone[0].beats.len()), (1, other.id, 1));
}

#[tokio::test(start_paused = true)]
async fn a_job_without_runs_has_an_empty_strip_and_a_deleted_one_has_none() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let strips = tide.engine.heartbeats(None, 10).await.unwrap();
    assert_eq!((strips.len(), strips[0].beats.len()), (1, 0));
    tide.delete_job(job.id).await.unwrap();
    assert_eq!(tide.engine.heartbeats(None, 10).await.unwrap(), []);
    assert_eq!(tide.engine.heartbeats(Some(job.id), 10).await.unwrap(), []);
    tide.restore_job(job.id).await.unwrap();
    assert_eq!(tide.engine.heartbeats(None, 10).await.unwrap().len(), 1);
}

#[test]
fn a_query_without_words_lists_the_latest_fifty() {
    let query: RunQuery = serde_json::from_value(json!({})).unwrap();
    assert_eq!(query, RunQuery { job_id: None, kind: None, search: None, skip: 0, limit: 50 });
    assert!(serde_json::from_value::<RunQuery>(json!({"kind": "odd"})).is_err());
    assert!(
        serde_json::from_value::<RunQuery>(json!({"serach": "x"})).is_err(),
        "because it would be ignored"
    );
}
