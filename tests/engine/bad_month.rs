//! Thirty simulated days against servers that refuse, stumble and come back: how often each is
//! asked, and how often the user is troubled.

use std::{ops::RangeInclusive, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use http::header;
use tidewatch_engine::{
    model::{FailureCode, Frequency, NewJob, NotificationKind},
    ports::HttpError,
};

use crate::support::{Asked, Feed, Reply, TestEngine};

const MONTH: TimeDelta = TimeDelta::days(30);
/// What a feed that never works again may be asked in a month.
const DEAD: RangeInclusive<usize> = 25..=40;
/// A validator that has to go there and back as it is.
const ETAG: &[u8] = b"W/\"caf\xe9, \\x; 1\"";

/// A server as it is for a month, and what is to come of it for each of its jobs.
struct Month {
    what: &'static str,
    /// Answers, in turn.
    script: Vec<Reply>,
    jobs: usize,
    /// Hours between two checks.
    every: u32,
    /// Requests of each job in the month.
    asked: RangeInclusive<usize>,
    /// Hours between two requests, where that is promised.
    at_least: i64,
    /// How the job stands at the end.
    code: Option<FailureCode>,
    failures_told: usize,
}

fn month(what: &'static str, script: impl Into<Vec<Reply>>) -> Month {
    Month {
        what,
        script: script.into(),
        jobs: 1,
        every: 1,
        asked: DEAD,
        at_least: 0,
        code: None,
        failures_told: 1,
    }
}

fn good() -> Reply {
    Reply::ok(Feed::up_to(3)).etag(ETAG)
}

/// Works `times`, then gives this answer until the tries within a run are used up too.
fn good_then(times: usize, bad: &Reply) -> Vec<Reply> {
    let mut script = vec![good(); times];
    script.extend(vec![bad.clone(); 3]);
    script
}

fn months() -> Vec<Month> {
    use FailureCode::{
        AuthRequired, Blocked, Gone, NotAFeed, PlatformDown, RateLimited, Timeout, Unreachable,
    };
    let limited = |value: &str| [Reply::status(429).retry_after(value)];
    let broken = HttpError::Broken { host: "news.test".into(), reason: "it ended early".into() };
    let truncated = "<rss version=\"2.0\"><channel><title>News</title><item><guid>1</gu";
    let fails = |month: Month, code| Month { code: Some(code), ..month };
    let works = |month: Month, asked| Month { asked, every: 6, failures_told: 0, ..month };
    // They share what they are told: who waits with the others asks less.
    let several = |month: Month, jobs| Month { jobs, asked: 1..=40, ..month };
    vec![
        fails(several(month("429 for an hour, four jobs", limited("3600")), 4), RateLimited),
        fails(month("429 for ten hours", limited("36000")), RateLimited),
        fails(month("429 until a date", limited("Wed, 04 Mar 2026 09:00:00 GMT")), RateLimited),
        fails(several(month("429 for thirty years", limited("999999999")), 3), RateLimited),
        fails(month("429 until a date long past", limited("Tue, 03 Mar 2020 09:00:00 GMT")), RateLimited),
        fails(month("429 with a negative wait", limited("-60")), RateLimited),
        fails(month("429 with nonsense", limited("when the tide turns")), RateLimited),
        fails(month("429 without a word", [Reply::status(429)]), RateLimited),
        fails(
            several(month("503 for two hours, three jobs", [Reply::status(503).retry_after("7200")]), 3),
            PlatformDown,
        ),
        fails(month("503 without a word", [Reply::status(503)]), PlatformDown),
        fails(month("500", [Reply::status(500)]), PlatformDown),
        fails(
            Month { asked: 1..=1, ..several(month("401, two jobs", [Reply::status(401)]), 2) },
            AuthRequired,
        ),
        fails(Month { asked: 1..=1, ..month("410", [Reply::status(410)]) }, Gone),
        fails(Month { at_least: 4, ..several(month("403, two jobs", [Reply::status(403)]), 2) }, Blocked),
        fails(month("404", [Reply::status(404)]), Gone),
        fails(month("nobody there", [Reply::unreachable()]), Unreachable),
        fails(month("an answer that breaks off", [Reply::error(broken)]), Unreachable),
        fails(month("half a tag", [Reply::ok("<rss")]), NotAFeed),
        works(month("half a document", [Reply::ok(truncated)]), 119..=121),
        fails(month("an answer that takes an hour", [good().after(Duration::from_secs(3600))]), Timeout),
        works(
            month("an answer that takes half a minute", [good().after(Duration::from_secs(30))]),
            119..=121,
        ),
        works(month("a stumble at every second request", [good(), Reply::status(502)]), 230..=245),
        works(month("down for a run after every run", good_then(1, &Reply::status(503))), 115..=245),
        works(month("down for a run after every five", good_then(5, &Reply::unreachable())), 115..=200),
        works(
            month("limited after every twenty", [vec![good(); 20], limited("7200").into()].concat()),
            100..=125,
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn thirty_days_of_refusals_cost_few_requests_and_one_notice() {
    for month in months() {
        let tide = TestEngine::started().await;
        let mut jobs = Vec::new();
        for number in 0..month.jobs {
            let target_url = format!("https://news.test/{number}.xml");
            tide.http.answers_in_turn(&target_url, month.script.clone());
            let (frequency, interval_minutes) = (Some(Frequency::Custom), Some(month.every * 60));
            jobs.push(
                tide.watch_with(NewJob { target_url, frequency, interval_minutes, ..NewJob::default() })
                    .await,
            );
        }
        let began = tide.now();
        tide.leap(MONTH).await;
        assert!(tide.now() - began >= MONTH);
        let all = tide.http.asked();
        assert_left_alone(month.what, &all);
        for job in &jobs {
            let asked = tide.http.asked_for(&job.target_url);
            let last = tide.runs_of(job).await.pop();
            assert!(
                month.asked.contains(&asked.len()),
                "{}: asked {} times; {:#?} {last:#?} {:#?}",
                month.what,
                asked.len(),
                tide.again(job).await,
                tide.status().await.unwrap()
            );
            let closest = asked.windows(2).map(|pair| pair[1].at - pair[0].at).min();
            assert!(
                closest.is_none_or(|closest| closest >= TimeDelta::hours(month.at_least)),
                "{}: asked again after {closest:?}",
                month.what
            );
            assert_echoed(month.what, &asked);
            let job = tide.again(job).await;
            if month.code.is_some() {
                assert_eq!(job.failure_code, month.code, "{}", month.what);
                let is_left = matches!(month.code, Some(FailureCode::AuthRequired)) || month.what == "410";
                assert_eq!(job.next_run_at.is_none(), is_left, "{}: a probe a day, for ever", month.what);
            }
        }
        let told = tide.messages().await;
        let told = |kind| told.iter().filter(|message| message.kind == kind).count();
        let expected = (month.failures_told * month.jobs, 0);
        let notices = (told(NotificationKind::Failure), told(NotificationKind::Recovery));
        assert_eq!(notices, expected, "{}: failures and recoveries told", month.what);
        tide.shutdown().await;
    }
}

/// Nobody on the server is asked before the time that it named, a day at most.
#[track_caller]
fn assert_left_alone(what: &str, asked: &[Asked]) {
    for (position, refused) in asked.iter().enumerate() {
        let Some(until) = refused.told_retry_after.as_deref().and_then(|value| named(value, refused.at))
        else {
            continue;
        };
        let Some(next) = asked.get(position + 1) else { return };
        // Two may be on their way at once.
        let was_open = next.at == refused.at;
        assert!(
            was_open || next.at >= until,
            "{what}: asked at {} and not left alone until {until}",
            next.at
        );
    }
}

/// The time that a server names, if it is one.
fn named(value: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let named = match value.parse::<u32>() {
        Ok(seconds) => now + TimeDelta::seconds(seconds.into()),
        Err(_) => DateTime::parse_from_rfc2822(value).ok()?.to_utc(),
    };
    Some(named.min(now + TimeDelta::hours(24)))
}

/// Once it was given, a validator is sent back with every request, byte for byte.
#[track_caller]
fn assert_echoed(what: &str, asked: &[Asked]) {
    let Some(given) = asked.iter().position(|asked| asked.was_given_etag) else { return };
    for asked in &asked[given + 1..] {
        let echo = asked.header(header::IF_NONE_MATCH);
        assert_eq!(echo, Some(ETAG), "{what}: at {}", asked.at);
    }
}
