//! When messages are told: quiet hours, digests, mutes, and what becomes of each message.

mod deliveries;
mod quiet;
mod remote;
mod silence;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tidewatch_engine::model::{Channel, Job, Role, SettingsPatch};

use crate::support::{Feed, Reply, TestEngine};

fn settings(json: Value) -> SettingsPatch {
    serde_json::from_value(json).unwrap()
}

/// Every night from 22 to 7.
fn nights() -> Value {
    json!({"quiet_hours": [{"weekdays": [1, 2, 3, 4, 5, 6, 7], "from": "22:00", "until": "07:00"}]})
}

/// A channel that runs the schedule, with these jobs; it is Tuesday, 10:17.
async fn on(channel: Channel, names: &[&str]) -> (TestEngine, Vec<Job>) {
    let tide = TestEngine::open().await;
    tide.notifier.become_channel(channel);
    if channel == Channel::Mail {
        let mail = json!({"host": "mail.test", "port": 465, "security": "tls", "from": "a@mail.test", "to": "me@mail.test"});
        tide.write_settings(json!({ "mail": mail }));
    }
    if channel == Channel::Webhook {
        tide.write_settings(json!({"webhook": {"format": "ntfy"}}));
    }
    let mut jobs = Vec::new();
    for name in names {
        jobs.push(tide.watch_source(name).await);
    }
    tide.start_as(Role::Owner).await;
    tide.pass(TimeDelta::seconds(1)).await;
    (tide, jobs)
}

/// Sleeps until this time of the same or the next day, in UTC.
async fn until(tide: &TestEngine, hour: u32, minute: u32) {
    let now = tide.now();
    let today = now.date_naive().and_hms_opt(hour, minute, 0).unwrap().and_utc();
    let at = if today > now { today } else { today + TimeDelta::days(1) };
    tide.clock.suspend(at - now);
    tide.pass(TimeDelta::seconds(31)).await;
}

async fn fails(tide: &TestEngine, job: &Job) {
    tide.http.answer(&job.target_url, Reply::status(401));
    tide.check(job).await;
}

async fn recovers(tide: &TestEngine, job: &Job) {
    tide.http.answer(&job.target_url, Feed::up_to(1));
    tide.resume(job).await;
    tide.check(job).await;
}

fn kinds(tide: &TestEngine) -> Vec<usize> {
    tide.notifier.told().iter().map(Vec::len).collect()
}
