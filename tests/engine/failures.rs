//! A source that fails: which code, which words, and when it is asked again.

use chrono::{DateTime, TimeDelta, Utc};
use tidewatch_engine::{
    model::{FailureCode, Frequency, Job, JobStatus, NewJob, Run, RunOutcome, RunStatus},
    ports::HttpError,
};

use crate::support::{Feed, Reply, TestEngine};

const HOUR: TimeDelta = TimeDelta::hours(1);

fn wait_of(run: &Run) -> TimeDelta {
    run.retry_at.expect("it is tried again") - run.end_time.unwrap()
}

fn is_about(wait: TimeDelta, hours: i64) -> bool {
    wait >= TimeDelta::hours(hours) * 8 / 10 && wait <= TimeDelta::hours(hours) * 12 / 10
}

#[tokio::test(start_paused = true)]
async fn each_failure_waits_twice_as_long_up_to_a_day() {
    let tide = TestEngine::open().await;
    tide.feed(Reply::status(500));
    let job = tide.watch().await;
    for hours in [2, 4, 8, 16, 24, 24, 24] {
        let run = tide.check(&job).await;
        let wait = wait_of(&run);
        assert!(is_about(wait, hours), "because {wait} must lie within a fifth of {hours} hours");
        assert_eq!(
            tide.again(&job).await.next_run_at,
            run.retry_at,
            "because the job is due when the run says that it is tried again"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_restart_does_not_bring_the_next_try_forward() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::status(500));
    let mut events = tide.subscribe();
    let job = tide.watch().await;
    tide.ends(&mut events, job.id).await;
    let due = tide.again(&job).await.next_run_at.unwrap();
    let tide = tide.restarted().await;
    tide.start_as(tidewatch_engine::model::Role::Owner).await;
    assert_eq!(tide.again(&job).await.next_run_at, Some(due), "because the row alone decides");
    tide.leap(due - tide.now() - TimeDelta::seconds(1)).await;
    assert_eq!(tide.http.count(), 1, "because nothing is asked before the wait is over");
    tide.pass(TimeDelta::seconds(14)).await;
    assert_eq!(tide.http.count(), 2, "because the wait is over now");
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_to_the_second() {
    for (status, value, wait) in [
        (429, "36000", TimeDelta::hours(10)),
        (503, "Tue, 03 Mar 2026 20:17:23 GMT", TimeDelta::hours(10)),
        (429, "999999999", TimeDelta::hours(24)),
    ] {
        let tide = TestEngine::started().await;
        tide.feed(Reply::status(status).retry_after(value));
        let mut events = tide.subscribe();
        let job = tide.watch().await;
        tide.ends(&mut events, job.id).await;
        tide.leap(wait - TimeDelta::seconds(2)).await;
        assert_eq!(tide.http.count(), 1, "because {status} with {value} allows no request before");
        tide.pass(TimeDelta::seconds(14)).await;
        assert_eq!(tide.http.count(), 2, "because {value} is over");
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_that_says_nothing_leaves_the_usual_wait() {
    for value in ["0", "soon", "-5", "Tue, 03 Mar 2020 09:00:00 GMT"] {
        let tide = TestEngine::open().await;
        let job = tide.watch().await;
        let run = tide.check_with(&job, Reply::status(429).retry_after(value)).await;
        assert!(is_about(wait_of(&run), 2), "because {value:?} names no later time");
        assert_eq!(run.error_code, Some(FailureCode::RateLimited));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_waits_four_hours_at_least() {
    let tide = TestEngine::open().await;
    let often = NewJob { frequency: Some(Frequency::Custom), interval_minutes: Some(5), ..NewJob::default() };
    let job = tide.watch_with(often).await;
    let run = tide.check_with(&job, Reply::status(403)).await;
    assert_eq!(run.error_code, Some(FailureCode::Blocked));
    assert_eq!(wait_of(&run), HOUR * 4, "because the usual ten minutes would only annoy");
}

#[tokio::test(start_paused = true)]
async fn a_login_wall_and_a_removal_stop_the_job_until_the_user_acts() {
    for (status, code) in [(401, FailureCode::AuthRequired), (410, FailureCode::Gone)] {
        let tide = TestEngine::started().await;
        tide.feed(Reply::status(status));
        let mut events = tide.subscribe();
        let job = tide.watch().await;
        tide.ends(&mut events, job.id).await;
        tide.leap(TimeDelta::days(30)).await;
        assert_eq!(tide.http.count(), 1, "because asking again after {status} is useless");
        let stopped = tide.again(&job).await;
        assert_eq!((stopped.status, stopped.next_run_at), (JobStatus::Failed, None));
        assert!(
            stopped.status_reason.unwrap().ends_with("Tidewatch waits until you change or resume the job."),
            "because the user has to know that it is their turn"
        );
        let run = &tide.runs_of(&job).await[0];
        assert_eq!((run.error_code, run.retry_at), (Some(code), None));
        let told = tide.notifier.shown();
        assert_eq!(told.len(), 1, "because the user is told once, and at once: {told:?}");
        assert_eq!(told[0].created_at, run.end_time.unwrap());

        tide.feed(Feed::up_to(1));
        tide.resume(&job).await;
        tide.ends(&mut events, job.id).await;
        let works = tide.again(&job).await;
        assert_eq!(works.status, JobStatus::Active, "because it works again");
        assert!(works.next_run_at.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_found_is_no_death_and_is_tried_again() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    let run = tide.check_with(&job, Reply::status(404)).await;
    assert_eq!(run.error_code, Some(FailureCode::Gone));
    assert!(is_about(wait_of(&run), 2), "because servers answer 404 in passing");
    assert_eq!(tide.again(&job).await.status, JobStatus::Active);
}

#[tokio::test(start_paused = true)]
async fn every_failure_has_its_code_and_a_sentence_that_ends_with_what_comes_next() {
    let host = || "news.test".to_owned();
    let long = "x".repeat(2000);
    let page = || Reply::ok("<!doctype html><html><head><title>Hi</title></head><body>Hello</body></html>");
    let cases: Vec<(FailureCode, Reply)> = vec![
        (FailureCode::NotAFeed, page()),
        (FailureCode::NotAFeed, Reply::ok("Nothing to see here.")),
        (FailureCode::NotAFeed, Reply::ok("")),
        (FailureCode::TooLarge, Reply::error(HttpError::TooLarge { host: host(), limit_mib: 15 })),
        (FailureCode::Tls, Reply::error(HttpError::Tls { host: host(), reason: long.clone() })),
        (FailureCode::Unreachable, Reply::error(HttpError::UnknownHost { host: host() })),
        (FailureCode::Unreachable, Reply::unreachable()),
        (FailureCode::Unreachable, Reply::error(HttpError::Broken { host: host(), reason: long })),
        (FailureCode::Unreachable, Reply::error(HttpError::TooManyRedirects { host: host(), limit: 10 })),
        (FailureCode::Blocked, Reply::error(HttpError::PrivateAddress { host: host() })),
        (FailureCode::Timeout, Reply::error(HttpError::Timeout { host: host(), seconds: 60 })),
        (FailureCode::PlatformDown, Reply::status(500)),
        (FailureCode::PlatformDown, Reply::status(503)),
        (FailureCode::RateLimited, Reply::status(429)),
        (FailureCode::Blocked, Reply::status(403)),
        (FailureCode::Gone, Reply::status(404)),
        (FailureCode::Changed, Reply::status(418)),
        (FailureCode::Changed, Reply::status(304)),
    ];
    for (code, reply) in cases {
        let case = format!("{code} from {reply:?}");
        let tide = TestEngine::open().await;
        let job = tide.watch().await;
        let run = tide.check_with(&job, reply).await;
        assert_eq!(
            (run.status, run.error_code, run.outcome),
            (RunStatus::Failed, Some(code), None),
            "{case}"
        );
        let message = run.error_message.unwrap();
        assert!(message.chars().count() <= 300, "because nobody reads more: {message}");
        assert!(!message.chars().any(char::is_control), "because it is shown: {message:?}");
        assert!(message.ends_with('.'), "because it is a sentence: {message}");
        assert!(
            message.contains("It is tried again in "),
            "because the reader wants to know what happens next: {message}"
        );
        assert_eq!(tide.again(&job).await.status_reason.as_deref(), Some(message.as_str()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_counters_follow_the_runs_and_a_success_resets_the_row_of_failures() {
    let tide = TestEngine::open().await;
    let job = tide.watch().await;
    tide.check_with(&job, Feed::up_to(3)).await;
    tide.feed(Reply::unreachable());
    for _ in 0..3 {
        tide.check(&job).await;
    }
    let failing = tide.again(&job).await;
    let counters =
        |job: &Job| (job.total_runs, job.successful_runs, job.failed_runs, job.consecutive_failures);
    assert_eq!(counters(&failing), (4, 1, 3, 3));
    assert!(failing.failing_since.is_some() && failing.retry_at.is_some());
    let run = tide.check_with(&job, Feed::up_to(4)).await;
    assert_eq!(run.outcome, Some(RunOutcome::NewItems));
    let healed = tide.again(&job).await;
    assert_eq!(counters(&healed), (5, 2, 3, 0));
    assert_eq!((healed.failing_since, healed.retry_at, healed.status_reason), (None, None, None));
    let next = healed.next_run_at.unwrap();
    assert!(next - tide.now() <= HOUR, "because the schedule counts again, not the back-off");
}

#[tokio::test(start_paused = true)]
async fn a_dead_source_is_probed_daily_for_ever_and_asked_forty_times_a_month_at_most() {
    let tide = TestEngine::started().await;
    tide.feed(Reply::unreachable());
    let job = tide.watch().await;
    tide.leap(TimeDelta::days(30)).await;
    let asked: Vec<DateTime<Utc>> = tide.http.asked().iter().map(|asked| asked.at).collect();
    assert!((25..=40).contains(&asked.len()), "because {} requests were sent in 30 days", asked.len());
    let longest = asked.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(longest <= HOUR * 29, "because a day and a fifth is the longest wait: {longest}");
    assert_eq!(tide.again(&job).await.status, JobStatus::Failed, "because it is only probed once a day");
    tide.feed(Feed::up_to(2));
    tide.leap(TimeDelta::hours(29)).await;
    assert_eq!(tide.again(&job).await.status, JobStatus::Active, "because one success closes it");
}
