//! Two hundred jobs of all kinds on a machine that sleeps, is set, started anew and cut off: every
//! due time is accounted for. A month here; `TIDEWATCH_SIMULATED_DAYS=365` makes it a year.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tidewatch_engine::model::{Job, JobStatus, NewJob, Role};

use crate::support::{Feed, Reply, TestEngine};

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

/// Between two looks at the accounts. Not longer: rows older than thirty days are folded.
const STRETCH: TimeDelta = TimeDelta::days(25);

/// What has happened to the machine, in all and since the last look at the accounts.
#[derive(Debug, Default)]
struct Happened {
    sleeps: u32,
    outages: u32,
    restarts: u32,
    forward: u32,
    back: u32,
    gaps_since: u32,
    /// The clock was set back: from when to when.
    back_since: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Happened {
    fn gaps(&self) -> u32 {
        self.sleeps + self.outages + self.restarts + self.forward + self.back
    }
}

/// What the rows say of the due times of one job, or of all.
#[derive(Debug, Default)]
struct Sum {
    due: u32,
    /// Runs, each of which stands for one due time.
    ran: u32,
    missed: u32,
    /// At most so many were lived through again after the clock was set back.
    twice: u32,
}

/// A job whose due times are accounted for up to a moment and a row.
struct Account {
    job: Job,
    looked_at: DateTime<Utc>,
    row: i64,
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

/// All sources can be reached, or none.
fn connect(tide: &TestEngine, jobs: &[Job], is_online: bool) {
    for job in jobs {
        let reply = if is_online { Feed::up_to(1).into() } else { Reply::unreachable() };
        tide.http.answer(&job.target_url, reply);
    }
    tide.set_network(Some(is_online));
}

/// A time without network, in which the engine is started anew now and then.
async fn lose_network(
    mut tide: TestEngine,
    jobs: &[Job],
    numbers: &mut Numbers,
    happened: &mut Happened,
) -> TestEngine {
    happened.outages += 1;
    connect(&tide, jobs, false);
    tide.pass(numbers.minutes(5, 60)).await;
    assert!(tide.status().await.unwrap().offline_since.is_some(), "because nothing can be reached");
    if numbers.below(2) == 0 {
        happened.restarts += 1;
        tide = tide.restarted().await;
        tide.clock.suspend(numbers.minutes(1, 90));
        tide.start_as(Role::Owner).await;
        tide.pass(numbers.minutes(5, 60)).await;
        assert!(tide.status().await.unwrap().offline_since.is_some(), "because it is so still");
    }
    connect(&tide, jobs, true);
    tide
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
    tide.set_network(Some(true));
    tide.pass(TimeDelta::minutes(1)).await;
    let begun: DateTime<Utc> = jobs.iter().map(|job| job.created_at).min().unwrap();
    let mut accounts: Vec<Account> = jobs.iter().map(|job| Account::new(&tide, job)).collect();
    live(&tide, begun + TimeDelta::hours(4)).await;
    let (mut numbers, mut happened, mut sum) = (Numbers(2026), Happened::default(), Sum::default());
    let (mut zone, mut looked_at) = ("UTC", tide.now());
    let end = begun + TimeDelta::days(days);
    while tide.now() < end {
        live(&tide, tide.now() + numbers.minutes(600, 2_400)).await;
        match numbers.below(12) {
            0..5 => {
                happened.sleeps += 1;
                tide.clock.suspend(numbers.minutes(30, 1_500));
            }
            5..8 => tide = lose_network(tide, &jobs, &mut numbers, &mut happened).await,
            8..10 => {
                happened.restarts += 1;
                tide = tide.restarted().await;
                tide.clock.suspend(numbers.minutes(1, 3_000));
                tide.start_as(Role::Owner).await;
            }
            10 if happened.back < 12 => {
                let from = tide.now();
                tide.clock.set_wall_clock_by(-numbers.minutes(10, 300));
                happened.back += 1;
                happened.back_since.push((tide.now(), from));
            }
            _ => {
                happened.forward += 1;
                tide.clock.set_wall_clock_by(numbers.minutes(10, 600));
            }
        }
        tide.pass(TimeDelta::minutes(3)).await;
        let moves = zone == "UTC" && happened.gaps() >= 7;
        if moves || tide.now() >= end || tide.now() - looked_at >= STRETCH {
            look(&tide, &mut accounts, &happened, zone, &mut sum).await;
            (happened.gaps_since, happened.back_since) = (happened.gaps(), Vec::new());
            looked_at = tide.now();
        }
        if moves {
            zone = "Asia/Tokyo";
            tide.clock.set_zone(zone);
            // It is noticed once a minute, by a machine that is awake.
            tide.pass(TimeDelta::minutes(2)).await;
        }
    }
    let (runs, readings) =
        (tide.sql::<u32>("SELECT sum(total_runs) FROM monitoring_jobs"), tide.clock.readings());
    let again = sum.ran + sum.missed - sum.due;
    eprintln!(
        "{days} days, 200 jobs, {} sleeps, {} outages, {} restarts, clock forward {} times and back {} times: \
         {} due times = {} runs + {} missed - {again} lived again; {readings} readings of the clock, {} a run, \
         {:.1} s",
        happened.sleeps,
        happened.outages,
        happened.restarts,
        happened.forward,
        happened.back,
        sum.due,
        sum.ran,
        sum.missed,
        readings / u64::from(runs),
        real.elapsed().as_secs_f64()
    );
    assert_eq!(sum.ran + 200, runs, "because beside the first of each job every run stands for a due time");
    assert!(again <= sum.twice);
    let rate = readings / u64::from(runs);
    assert!(rate < 30, "because nothing runs in circles: {rate} readings of the clock for each run");
}

/// Every due time since the last look has had its run, or stands in a row.
async fn look(tide: &TestEngine, accounts: &mut [Account], happened: &Happened, zone: &str, sum: &mut Sum) {
    let lost: u32 = tide
        .sql("SELECT count(*) FROM monitoring_runs WHERE status IN ('failed', 'in_progress', 'interrupted')");
    assert_eq!(lost, 0);
    let nameless: u32 =
        tide.sql("SELECT count(*) FROM monitoring_runs WHERE status = 'skipped' AND error_message IS NULL");
    assert_eq!(nameless, 0, "because each gap has its reason");
    for account in accounts {
        let of_job = account.look(tide, happened, zone).await;
        sum.due += of_job.due;
        sum.ran += of_job.ran;
        sum.missed += of_job.missed;
        sum.twice += of_job.twice;
    }
}

impl Account {
    /// After the first run of a job, which stands for no due time.
    fn new(tide: &TestEngine, job: &Job) -> Self {
        let first = |what: &str| -> i64 {
            let id = job.id.to_string().replace('-', "");
            tide.sql(&format!(
                "SELECT {what} FROM monitoring_runs WHERE monitoring_job_id = x'{id}' ORDER BY rowid LIMIT 1"
            ))
        };
        let looked_at = DateTime::from_timestamp_millis(first("end_time")).unwrap();
        Self { job: job.clone(), looked_at, row: first("rowid") }
    }

    async fn look(&mut self, tide: &TestEngine, happened: &Happened, zone: &str) -> Sum {
        let id = self.job.id.to_string().replace('-', "");
        let row = self.row;
        let count = |what: &str| -> u32 {
            tide.sql(&format!(
                "SELECT {what} FROM monitoring_runs WHERE monitoring_job_id = x'{id}' AND rowid > {row}"
            ))
        };
        let job = tide.again(&self.job).await;
        let now = job.expires_at.map_or(tide.now(), |end| end - TimeDelta::seconds(1)).min(tide.now());
        let slots = |from, to| job.schedule.slots_between(from, to, job.created_at, zone, u32::MAX);
        // A clock that is set back lives through some due times twice.
        let sum = Sum {
            due: slots(self.looked_at, now),
            ran: count("count(*) FILTER (WHERE status = 'completed')"),
            missed: count("coalesce(sum(missed_slots), 0)"),
            twice: happened.back_since.iter().map(|(from, to)| slots(*from, *to) + 1).sum(),
        };
        let accounted = sum.ran + sum.missed;
        assert!(
            accounted >= sum.due && accounted <= sum.due + sum.twice,
            "because of {sum:?} from {} to {now} for {} ({}, {:?}): {}",
            self.looked_at,
            job.name,
            job.schedule_text,
            job.schedule,
            rows(tide, &id, row),
        );
        let catch_ups = count("count(*) FILTER (WHERE trigger = 'catch_up' AND status = 'completed')");
        let gaps = happened.gaps() - happened.gaps_since;
        assert!(
            catch_ups <= gaps,
            "because of one catch-up for each gap: {catch_ups} of {} in {gaps}: {}",
            job.name,
            rows(tide, &id, row),
        );
        assert!(job.status == JobStatus::Completed || job.next_run_at.is_some_and(|next| next > tide.now()));
        let last: i64 =
            tide.sql(&format!("SELECT max(rowid) FROM monitoring_runs WHERE monitoring_job_id = x'{id}'"));
        (self.looked_at, self.row) = (tide.now(), last);
        sum
    }
}

/// The rows of a job since a look, for who has to find out why they do not add up.
fn rows(tide: &TestEngine, id: &str, row: i64) -> String {
    tide.sql(&format!(
        "SELECT coalesce(group_concat(datetime(start_time / 1000, 'unixepoch') || ' ' || trigger || ' ' || status \
         || ' ' || coalesce(outcome, '') || ' ' || coalesce(missed_slots, 0), '; '), 'none') \
         FROM monitoring_runs WHERE monitoring_job_id = x'{id}' AND rowid > {row}"
    ))
}
