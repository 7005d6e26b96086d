//! Mistakes of ours, wherever they happen: the schedule goes on, nothing is left behind, and the
//! end comes in time.
#![allow(clippy::print_stderr, reason = "the longer form says what it has measured")]

use std::{process::Command, time::Duration};

use chrono::TimeDelta;
use tidewatch_engine::model::{Frequency, NewJob, Role};
use tokio::time::Instant;

use crate::support::{Feed, Reply, TestEngine};

const JOBS: usize = 100;
/// In each job's turn: so many good answers, panics and hangs.
const GOOD: usize = 17;
const PANICS: usize = 2;
/// The loop shows that it lives every ten seconds.
const TWO_TICKS: TimeDelta = TimeDelta::seconds(20);
/// Set for a test that runs in a process of its own.
const ALONE: &str = "TIDEWATCH_TEST_ALONE";

fn every(minutes: u32, target_url: String) -> NewJob {
    let frequency = Some(Frequency::Custom);
    NewJob { target_url, frequency, interval_minutes: Some(minutes), ..NewJob::default() }
}

/// Threads and open files of this process.
fn held() -> (usize, usize) {
    let count = |what: &str| std::fs::read_dir(format!("/proc/self/{what}")).unwrap().count();
    (count("task"), count("fd"))
}

/// Runs this test again, in a process that does nothing else.
fn alone(name: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([name, "--exact", "--nocapture", "--test-threads=1"]).env(ALONE, "1");
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    let end = said.lines().rev().filter(|line| !line.contains("many_runs") && !line.contains("has a bug"));
    assert!(said.contains("1 passed"), "backwards: {:#?}", end.take(40).collect::<Vec<_>>());
    said.lines()
        .filter(|line| line.contains("runs with panics and hangs"))
        .for_each(|line| eprintln!("{line}"));
}

#[test]
fn many_runs_with_panics_and_hangs_among_them_leave_nothing_behind() {
    if std::env::var_os(ALONE).is_none() {
        return alone("mistakes::many_runs_with_panics_and_hangs_among_them_leave_nothing_behind");
    }
    let wanted = std::env::var("TIDEWATCH_RUNS").map_or(1000, |number| number.parse().expect("a number"));
    // Few threads for what blocks: one that is lost among them is missed at once.
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).max_blocking_threads(8).build().unwrap();
    runtime.block_on(many_runs(wanted));
}

async fn many_runs(wanted: u32) {
    let tide = TestEngine::started().await;
    for number in 0..JOBS {
        let url = format!("https://host{number}.test/feed.xml");
        let mut turn = vec![Reply::ok(Feed::up_to(2)); GOOD];
        turn.extend(vec![Reply::panic(); PANICS]);
        turn.push(Reply::hang());
        let length = turn.len();
        turn.rotate_left(number % length);
        tide.http.answers_in_turn(&url, turn);
        tide.watch_with(every(5, url)).await;
    }
    let count =
        |what: &str| -> u32 { tide.sql(&format!("SELECT count(*) FROM monitoring_runs WHERE {what}")) };
    let mut oldest = TimeDelta::zero();
    // What half of them hold is what all of them may hold.
    let mut half = None;
    while count("end_time IS NOT NULL") < wanted {
        for _ in 0..12 {
            tide.pass(TimeDelta::seconds(15)).await;
            let status = tide.status().await.unwrap();
            oldest = oldest.max(tide.now() - status.heartbeat_at.expect("it has the schedule"));
            assert!(oldest <= TWO_TICKS, "because the heartbeat is {oldest} old");
        }
        if half.is_none() && count("end_time IS NOT NULL") >= wanted / 2 {
            half = Some(held());
        }
    }
    let before = half.unwrap();
    tide.pause_all(None).await.unwrap();
    tide.pass(TimeDelta::minutes(3)).await;
    assert_eq!(count("status = 'in_progress'"), 0, "because each has come to an end");
    assert_eq!(count("status = 'interrupted'"), 0);
    let (done, failed) = (count("end_time IS NOT NULL"), count("status = 'failed'"));
    let (panicked, hung) = (count("error_code = 'internal'"), count("error_code = 'timeout'"));
    assert_eq!(panicked + hung, failed, "because each failed as what it is");
    assert!(panicked * 20 >= done && hung * 40 >= done, "because of {panicked} and {hung} of {done}");
    let after = held();
    eprintln!(
        "{done} runs with panics and hangs: {panicked} panicked, {hung} hung; the heartbeat at most {} s old; \
         threads {} then {}, files {} then {}",
        oldest.num_seconds(),
        before.0,
        after.0,
        before.1,
        after.1
    );
    assert!(after.0 <= before.0 + 5, "because there were {} threads and are {}", before.0, after.0);
    assert!(after.1 <= before.1 + 5, "because there were {} files and are {}", before.1, after.1);
}

#[tokio::test(start_paused = true)]
async fn a_mistake_anywhere_in_the_loop_costs_seconds_and_not_the_schedule() {
    let tide = TestEngine::started().await;
    tide.feed(Feed::up_to(1));
    let job = tide.watch_with(every(1, TestEngine::FEED.into())).await;
    for round in 1..=80_i64 {
        tide.clock.panic_once();
        // Read at another moment each time: by the loop, a run, a database call, a delivery.
        tide.pass(TimeDelta::milliseconds(20_000 + 730 * round)).await;
        assert!(tide.clock.has_panicked(), "because the time is read all the while");
        let news = Feed::up_to(u32::try_from(round).unwrap() + 1);
        tide.feed(news);
    }
    tide.becomes(Role::Owner).await;
    tide.pass(TimeDelta::minutes(3)).await;
    let beats = tide.heartbeats();
    tide.pass(TimeDelta::seconds(40)).await;
    assert!(tide.heartbeats() >= beats + 3, "because the loop runs");
    let job = tide.again(&job).await;
    assert!(tide.now() - job.last_run_at.unwrap() < TimeDelta::seconds(65), "because it is run on time");
    assert_eq!(job.items, 81, "because nothing is lost");
    let told: u32 = tide.messages().await.iter().map(|message| message.item_count).sum();
    let shown: u32 = tide.notifier.shown().iter().map(|message| message.item_count).sum();
    assert_eq!((told, shown), (80, 80), "because each new item is told");
}

#[tokio::test(start_paused = true)]
async fn a_way_to_tell_that_panics_is_tried_again_and_holds_nobody_up() {
    let tide = TestEngine::started().await;
    tide.notifier.panic_times(2);
    let job = tide.watch_source("News").await;
    tide.has_news(&job).await;
    tide.pass(TimeDelta::minutes(5)).await;
    assert_eq!(tide.notifier.shown().len(), 1, "because the third try succeeds");
    assert_eq!(tide.notifier.tried_at().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_end_comes_within_ten_seconds_when_runs_and_deliveries_hang() {
    for is_desktop in [false, true] {
        let tide = TestEngine::started().await;
        if is_desktop {
            tide.notifier.become_desktop();
        }
        let tide = tide.restarted().await;
        tide.start_as(Role::Owner).await;
        let job = tide.watch_source("News").await;
        tide.notifier.hang(true);
        tide.has_news(&job).await;
        tide.notifier.tried(1).await;
        for number in 0..12 {
            let url = format!("https://hung{number}.test/feed.xml");
            tide.http.answer(&url, Reply::hang());
            tide.watch_with(every(5, url)).await;
        }
        tide.pass(TimeDelta::seconds(1)).await;
        let began = Instant::now();
        tide.shutdown().await;
        let took = began.elapsed();
        assert!(took < Duration::from_secs(10), "because it took {took:?}");
        let cut_off: u32 = tide.sql("SELECT count(*) FROM monitoring_runs WHERE outcome = 'shutdown'");
        assert_eq!(cut_off, 8, "because each run that hung is marked, and is due at the next start");
        assert_eq!(tide.sql::<Option<String>>("SELECT holder FROM lease"), None, "because it is given back");
    }
}
