//! Keys: kept with the secrets, tried, told of, and asked for only once when they are refused.

use std::collections::BTreeMap;

use http::header;
use serde_json::json;
use tidewatch_engine::{
    ErrorCode,
    model::{FailureCode, Frequency, Job, JobStatus, KeyState, NewJob, Platform, RunStatus, SecretPlace},
};

use crate::support::{Reply, TestEngine};

const USAGE: &str = "https://api.x.com/2/usage/tweets";
const SECRET: &str = "AAAAtide-7";

fn token(value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("token".to_owned(), value.to_owned())])
}

async fn search(tide: &TestEngine, words: &str) -> Job {
    let target_url = format!("https://x.com/search?q={words}");
    tide.watch_with(NewJob { target_url, frequency: Some(Frequency::Daily), ..NewJob::default() }).await
}

/// Has every address that was asked so far answer like this.
fn answer_all(tide: &TestEngine, reply: &Reply) {
    for asked in tide.http.asked() {
        tide.http.answer(&asked.url, reply.clone());
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_without_its_key_says_so_and_goes_on_when_there_is_one() {
    let tide = TestEngine::open().await;
    let job = search(&tide, "tide").await;
    let run = tide.check(&job).await;
    assert_eq!((run.status, run.error_code), (RunStatus::Failed, Some(FailureCode::AuthRequired)));
    assert!(run.error_message.unwrap().contains("tidewatch secrets set x"));
    assert_eq!(tide.http.count(), 0, "because nothing can be asked without a key");
    let waiting = tide.again(&job).await;
    assert_eq!((waiting.status, waiting.next_run_at), (JobStatus::Failed, None));

    let status = tide.engine.set_key(Platform::X, token(&format!(" {SECRET} "))).await.unwrap();
    assert_eq!(status.state, KeyState::Untested);
    let due = tide.again(&job).await;
    assert_eq!((due.status, due.consecutive_failures), (JobStatus::Active, 0));
    assert!(due.next_run_at.is_some_and(|at| at <= tide.now()), "because its key is there now");
    tide.check(&job).await;
    let asked = tide.http.asked();
    assert_eq!(asked[0].header(header::AUTHORIZATION), Some(format!("Bearer {SECRET}").as_bytes()));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_refused_is_not_sent_again_by_any_job() {
    let tide = TestEngine::open().await;
    let (job, other) = (search(&tide, "tide").await, search(&tide, "harbour").await);
    tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap();
    tide.check(&job).await;
    answer_all(&tide, &Reply::status(401));
    let run = tide.check(&job).await;
    assert_eq!(run.error_code, Some(FailureCode::AuthRequired));
    assert_eq!(tide.engine.keys().await.unwrap()[0].state, KeyState::Wrong);

    let before = tide.http.count();
    tide.engine.start();
    let mut events = tide.subscribe();
    tide.ends(&mut events, other.id).await;
    assert_eq!(tide.http.count(), before, "because one refusal is enough");
    let waiting = tide.again(&other).await;
    assert_eq!((waiting.status, waiting.next_run_at), (JobStatus::Failed, None));
    assert!(waiting.status_reason.unwrap().contains("refused your key"));
}

#[tokio::test(start_paused = true)]
async fn a_key_is_tried_when_the_user_asks_for_it() {
    let tide = TestEngine::open().await;
    let missing = tide.engine.test_key(Platform::X).await.unwrap_err();
    assert_eq!(missing.code, ErrorCode::NotFound);
    tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap();
    tide.http.answer(USAGE, json!({"data": {"project_usage": "12", "project_cap": "100"}}).to_string());
    let works = tide.engine.test_key(Platform::X).await.unwrap();
    assert_eq!(works.state, KeyState::Works);
    assert!(works.message.unwrap().contains("12 of 100") && works.checked_at.is_some());

    tide.http.answer(USAGE, Reply::status(503));
    let down = tide.engine.test_key(Platform::X).await.unwrap();
    assert_eq!(down.state, KeyState::Works, "because X being down says nothing of the key");
    tide.http.answer(USAGE, Reply::status(401));
    assert_eq!(tide.engine.test_key(Platform::X).await.unwrap().state, KeyState::Wrong);
}

#[tokio::test(start_paused = true)]
async fn a_key_lies_in_the_keychain_and_nowhere_else() {
    let tide = TestEngine::open().await;
    tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap();
    assert_eq!((tide.keychain().count(), tide.secret_file().count()), (1, 0));
    tide.engine.set_secret_place(SecretPlace::File).await.unwrap();
    assert_eq!((tide.keychain().count(), tide.secret_file().count()), (0, 1), "because it moved");
    for file in std::fs::read_dir(tide.data_dir()).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        let holds = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
        assert!(!holds, "because {} is no place for secrets", file.path().display());
    }
    assert!(!format!("{:?}", tide.engine).contains(SECRET));
    tide.engine.remove_key(Platform::X).await.unwrap();
    assert_eq!((tide.secret_file().count(), tide.engine.keys().await.unwrap().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn without_a_keychain_the_user_is_told_and_nothing_is_noted() {
    let tide = TestEngine::open().await;
    tide.keychain().vanish();
    let error = tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SecretUnavailable);
    assert!(tide.engine.keys().await.unwrap().is_empty());

    let tide = TestEngine::open().await;
    let job = search(&tide, "tide").await;
    tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap();
    tide.keychain().vanish();
    let run = tide.check(&job).await;
    assert_eq!(run.error_code, Some(FailureCode::AuthRequired));
    assert!(run.retry_at.is_some(), "because a keychain may be unlocked later");
    assert_eq!(tide.engine.keys().await.unwrap()[0].state, KeyState::Untested);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_key_is_refused_with_the_name_of_its_field() {
    let tide = TestEngine::open().await;
    for (values, field) in [
        (BTreeMap::new(), "key.token"),
        (token("  "), "key.token"),
        (token("a b"), "key.token"),
        (token(&"a".repeat(5000)), "key.token"),
        (BTreeMap::from([("token".into(), "a".into()), ("other".into(), "b".into())]), "key.other"),
    ] {
        let error = tide.engine.set_key(Platform::X, values).await.unwrap_err();
        assert_eq!(error.fields[0].field, field);
    }
    let none = tide.engine.set_key(Platform::Telegram, token(SECRET)).await.unwrap_err();
    assert!(none.message.contains("Telegram has no key"));
    assert_eq!(tide.keychain().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_a_schedule_costs_is_told_with_all_jobs_of_the_platform() {
    let tide = TestEngine::open().await;
    let new = |words: &str, minutes| NewJob {
        target_url: format!("https://www.reddit.com/r/{words}"),
        frequency: Some(Frequency::Custom),
        interval_minutes: Some(minutes),
        ..NewJob::default()
    };
    let one = tide.engine.estimate_cost(&new("tides", 60), None).await.unwrap().unwrap();
    assert_eq!((one.per_day, one.of_all_jobs, one.is_over), (24, 24, false));
    let job = tide.watch_with(new("tides", 60)).await;
    let two = tide.engine.estimate_cost(&new("quays", 30), None).await.unwrap().unwrap();
    assert_eq!((two.per_day, two.of_all_jobs), (48, 72));
    assert!(two.text.contains("48") && two.text.contains("about 72"), "{}", two.text);
    let changed = tide.engine.estimate_cost(&new("tides", 30), Some(job.id)).await.unwrap().unwrap();
    assert_eq!(changed.of_all_jobs, 48, "because it replaces the job that is there");
    let feed = NewJob { target_url: TestEngine::FEED.into(), ..NewJob::default() };
    assert_eq!(tide.engine.estimate_cost(&feed, None).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn who_never_saw_the_key_cannot_refuse_it() {
    let tide = TestEngine::open().await;
    let parts = [("server", "https://sea.example"), ("token", SECRET)];
    let parts = parts.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    tide.engine.set_key(Platform::Lemmy, parts).await.unwrap();
    let target_url = "https://lemmy.world/c/quay".to_owned();
    let job = tide.watch_with(NewJob { target_url, ..NewJob::default() }).await;
    tide.check(&job).await;
    answer_all(&tide, &Reply::status(401));
    tide.check(&job).await;
    assert_eq!(tide.engine.keys().await.unwrap()[0].state, KeyState::Untested);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_works_after_all_wakes_the_jobs_that_waited() {
    let tide = TestEngine::open().await;
    let job = search(&tide, "tide").await;
    tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap();
    tide.check(&job).await;
    answer_all(&tide, &Reply::status(401));
    tide.check(&job).await;
    assert_eq!(tide.again(&job).await.next_run_at, None);
    tide.http.answer(USAGE, json!({"data": {}}).to_string());
    assert_eq!(tide.engine.test_key(Platform::X).await.unwrap().state, KeyState::Works);
    assert!(tide.again(&job).await.next_run_at.is_some());
}

#[tokio::test(start_paused = true)]
async fn keys_of_a_keychain_that_is_gone_stand_in_nobodys_way() {
    let tide = TestEngine::open().await;
    tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap();
    tide.keychain().vanish();
    assert_eq!(tide.engine.set_secret_place(SecretPlace::File).await.unwrap().platforms, [Platform::X]);
    assert!(tide.engine.keys().await.unwrap().is_empty(), "because it could not be taken along");
    tide.engine.set_key(Platform::X, token(SECRET)).await.unwrap();
    assert_eq!(tide.secret_file().count(), 1);
}
