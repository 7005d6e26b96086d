//! Two hundred jobs of all kinds on a machine that sleeps, is set, started anew and cut off: every
//! due time is accounted for. A month here; `TIDEWATCH_SIMULATED_DAYS=365` makes it a year.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tidewatch_engine::model::{Job, JobStatus, NewJob, Role};

use crate::support::{Feed, TestEngine};

const ZONES: [&str; 10] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "America/St_Johns",
    "Africa/Casablanca",
];
const CRONS: [&str; 8] = [
    "30 2 * * *",
    "0 0 29 2 *",
    "15 10 * * 1-5",
    "*/30 8-9 * * 6",
    "0 9 1 1 *",
    "59 23 L * *",
    "0 */7 * * *",
    "5 0 1,15 * *",
];
const CUSTOM: [u32; 10] = [360, 720, 1_440, 2_881, 4_320, 10_080, 43_200, 100_000, 400_000, 525_600];

/// Always the same numbers.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn minutes(&mut self, from: u64, to: u64) -> TimeDelta {
        TimeDelta::minutes(i64::try_from(from + self.below(to - from)).unwrap())
    }
}

fn new_job(number: usize) -> NewJob {
    let zone = ZONES[number % ZONES.len()];
    let at = format!("{:02}:{:02}", number * 7 % 24, number * 13 % 60);
    // One in five follows the system's zone, which changes.
    let zone = if number % 5 == 4 { json!(null) } else { json!(zone) };
    let day = [1, 15, 28, 29, 30, 31][number % 6];
    let (frequency, interval, schedule) = match number {
        0..4 => ("hourly", None, json!({"minute": number * 17 % 60, "time_zone": zone})),
        4..44 => ("daily", None, json!({"at": at, "time_zone": zone})),
        44..94 => ("weekly", None, json!({"at": at, "weekdays": [number % 7 + 1], "time_zone": zone})),
        94..144 => ("monthly", None, json!({"at": at, "month_day": day, "time_zone": zone})),
        144..146 => ("custom", Some([1, 7][number % 2]), json!({})),
        146..176 => ("custom", Some(CUSTOM[number % CUSTOM.len()]), json!({})),
        _ => ("cron", None, json!({"cron": CRONS[number % CRONS.len()], "time_zone": zone})),
    };
    serde_json::from_value(json!({
        "target_url": format!("https://site{number}.test/feed.xml"), "name": format!("Job {number}"),
        "frequency": frequency, "interval_minutes": interval, "schedule": schedule,
    }))
    .unwrap()
}

/// What has happened to the machine.
#[derive(Debug, Default)]
struct Happened {
    sleeps: u32,
    outages: u32,
    restarts: u32,
    forward: u32,
    /// The clock was set back: from when to when.
    back: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Happened {
    fn gaps(&self) -> u32 {
        self.sleeps + self.outages + self.restarts + self.forward + u32::try_from(self.back.len()).unwrap()
    }
}

/// Lets time pass up to `end`: between due times the machine dozes, so that only what happens costs.
async fn live(tide: &TestEngine, end: DateTime<Utc>) {
    while tide.now() < end {
        let next: Option<i64> =
            tide.sql("SELECT min(next_run_at) FROM monitoring_jobs WHERE status IN ('active', 'failed')");
        let due = next.and_then(DateTime::from_timestamp_millis).unwrap_or(end).min(end);
        let doze = due - TimeDelta::seconds(1) - tide.now();
        if doze > TimeDelta::zero() {
            tide.clock.suspend(doze);
        }
        tide.pass(TimeDelta::seconds(11)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn every_due_time_of_two_hundred_jobs_is_accounted_for() {
    let days =
        std::env::var("TIDEWATCH_SIMULATED_DAYS").ok().and_then(|days| days.parse().ok()).unwrap_or(30);
    let real = Instant::now();
    let mut tide = TestEngine::started().await;
    let mut jobs = Vec::new();
    for number in 0..200 {
        let new = new_job(number);
        tide.http.answer(&new.target_url, Feed::up_to(1));
        let expires_at = (144..146).contains(&number).then(|| tide.now() + TimeDelta::hours(3));
        jobs.push(tide.watch_with(NewJob { expires_at, ..new }).await);
    }
    tide.pass(TimeDelta::minutes(1)).await;
    let begun: DateTime<Utc> = jobs.iter().map(|job| job.created_at).min().unwrap();
    live(&tide, begun + TimeDelta::hours(4)).await;
    let (mut numbers, mut happened) = (Numbers(2026), Happened::default());
    let end = begun + TimeDelta::days(days);
    while tide.now() < end {
        live(&tide, tide.now() + numbers.minutes(600, 2_400)).await;
        match numbers.below(12) {
            0..5 => {
                happened.sleeps += 1;
                tide.clock.suspend(numbers.minutes(30, 1_500));
            }
            5..8 => {
                happened.outages += 1;
                tide.set_network(Some(false));
                tide.pass(numbers.minutes(5, 90)).await;
                tide.set_network(Some(true));
            }
            8..10 => {
                happened.restarts += 1;
                tide = tide.restarted().await;
                tide.clock.suspend(numbers.minutes(1, 3_000));
                tide.start_as(Role::Owner).await;
            }
            10 if happened.back.len() < 12 => {
                let from = tide.now();
                tide.clock.set_wall_clock_by(-numbers.minutes(10, 300));
                happened.back.push((tide.now(), from));
            }
            _ => {
                happened.forward += 1;
                tide.clock.set_wall_clock_by(numbers.minutes(10, 600));
            }
        }
        tide.pass(TimeDelta::minutes(2)).await;
        if happened.gaps() == 7 {
            tide.clock.set_zone("Asia/Tokyo");
        }
    }
    tide.pass(TimeDelta::minutes(3)).await;
    let (runs, readings) =
        (tide.sql::<u32>("SELECT sum(total_runs) FROM monitoring_jobs"), tide.clock.readings());
    let mut slots = 0;
    for job in &jobs {
        slots += account(&tide, job, &happened).await;
    }
    let rate = readings / u64::from(runs);
    eprintln!(
        "{days} days, 200 jobs: {slots} due times, {runs} runs, {happened:?}, {readings} readings of the clock, {:.1} s",
        real.elapsed().as_secs_f64()
    );
    assert!(rate < 200, "because nothing runs in circles: {rate} readings of the clock for each run");
    let lost: u32 = tide
        .sql("SELECT count(*) FROM monitoring_runs WHERE status IN ('failed', 'in_progress', 'interrupted')");
    assert_eq!(lost, 0);
    let nameless: u32 =
        tide.sql("SELECT count(*) FROM monitoring_runs WHERE status = 'skipped' AND error_message IS NULL");
    assert_eq!(nameless, 0, "because each gap has its reason");
}

/// Every due time of a job has had its run, or stands in a row. Answers how many there were.
async fn account(tide: &TestEngine, job: &Job, happened: &Happened) -> u32 {
    let id = job.id.to_string().replace('-', "");
    let count = |what: &str| -> u32 {
        tide.sql(&format!("SELECT {what} FROM monitoring_runs WHERE hex(monitoring_job_id) = upper('{id}')"))
    };
    let now = tide.again(job).await;
    let last_due = tide.now();
    // The first run stands for no due time.
    let ran = count("count(*) FILTER (WHERE status = 'completed')") - 1;
    let missed = count("coalesce(sum(missed_slots), 0)");
    let catch_ups = count("count(*) FILTER (WHERE trigger = 'catch_up')");
    assert!(
        catch_ups <= happened.gaps(),
        "because of one catch-up for each gap: {catch_ups} of {}",
        job.name
    );
    let first: i64 = tide.sql(&format!(
        "SELECT min(end_time) FROM monitoring_runs WHERE hex(monitoring_job_id) = upper('{id}') AND status = 'completed'"
    ));
    let first = DateTime::from_timestamp_millis(first).unwrap();
    let until = job.expires_at.map_or(last_due, |end| end - TimeDelta::seconds(1));
    let slots = |from, to| job.schedule.slots_between(from, to, job.created_at, "UTC", u32::MAX);
    let (due, accounted) = (slots(first, until), ran + missed);
    // A clock that is set back lives through some due times twice.
    let twice: u32 = happened.back.iter().map(|(from, to)| slots(*from, *to) + 1).sum();
    let has_own_zone = job.schedule.details.time_zone.is_some() || job.schedule.interval_minutes.is_some();
    // Those that follow the system's zone are counted as if it had stayed the same.
    let moved = if has_own_zone { 0 } else { 4 };
    assert!(
        accounted + moved >= due && accounted <= due + twice + moved,
        "because {due} due times of {} ({}) must be accounted for: {ran} runs, {missed} missed, {twice} lived twice",
        job.name,
        now.schedule_text
    );
    assert!(now.status == JobStatus::Completed || now.next_run_at.is_some_and(|next| next > tide.now()));
    accounted
}
