//! When messages are told: quiet hours, digests, mutes, and what becomes of each message.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tidewatch_engine::model::{Channel, DeliveryState, Digest, Job, NotificationKind, Role, SettingsPatch};

use crate::support::{Reply, TestEngine, patch};

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
    tide.http.answer(&job.target_url, crate::support::Feed::up_to(1));
    tide.resume(job).await;
    tide.check(job).await;
}

fn kinds(tide: &TestEngine) -> Vec<usize> {
    tide.notifier.told().iter().map(Vec::len).collect()
}

#[tokio::test(start_paused = true)]
async fn what_comes_in_quiet_hours_is_told_as_one_at_their_end() {
    for channel in [Channel::Desktop, Channel::Mail, Channel::Webhook] {
        let (tide, jobs) = on(channel, &["A", "B"]).await;
        tide.change_settings(settings(nights())).await.unwrap();
        until(&tide, 22, 30).await;
        tide.has_news(&jobs[0]).await;
        fails(&tide, &jobs[1]).await;
        until(&tide, 2, 0).await;
        tide.has_news(&jobs[0]).await;
        tide.pass(TimeDelta::minutes(5)).await;
        assert_eq!(tide.notifier.told(), [] as [Vec<i64>; 0], "because {channel} is silent at night");
        let state =
            tide.channels().await.unwrap().into_iter().find(|state| state.channel == channel).unwrap();
        let end: DateTime<Utc> = "2026-03-04T07:00:00Z".parse().unwrap();
        assert_eq!((state.waiting, state.quiet_until, state.next_attempt_at), (3, Some(end), Some(end)));
        // Over a restart in the middle of the night.
        let tide = tide.restarted().await;
        tide.start_as(Role::Owner).await;
        until(&tide, 7, 0).await;
        assert_eq!(tide.notifier.told(), [vec![1, 2, 3]], "because one summary stands for the night");
        tide.pass(TimeDelta::hours(2)).await;
        assert_eq!(tide.notifier.told().len(), 1, "because nothing is told twice");
    }
}

#[tokio::test(start_paused = true)]
async fn one_message_of_a_night_is_told_as_itself_and_a_terminal_waits_for_nothing() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    tide.change_settings(settings(nights())).await.unwrap();
    until(&tide, 23, 0).await;
    tide.has_news(&jobs[0]).await;
    until(&tide, 7, 0).await;
    assert_eq!((kinds(&tide), tide.notifier.titles()), (vec![1], vec!["Entry 2".to_owned()]));
    let (tide, jobs) = on(Channel::Terminal, &["A"]).await;
    tide.change_settings(settings(nights())).await.unwrap();
    until(&tide, 23, 0).await;
    tide.has_news(&jobs[0]).await;
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(kinds(&tide), [1], "because lines wake nobody");
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_recovers_in_the_night_is_one_message() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    tide.change_settings(settings(nights())).await.unwrap();
    until(&tide, 23, 0).await;
    fails(&tide, &jobs[0]).await;
    tide.http.answer(&jobs[0].target_url, crate::support::Feed::up_to(1));
    tide.check(&jobs[0]).await;
    until(&tide, 7, 0).await;
    assert_eq!(kinds(&tide), [2], "because the failure and its end are one story");
    let stored: Vec<_> = tide.messages().await.iter().map(|message| message.kind).collect();
    assert_eq!(stored, [NotificationKind::Failure, NotificationKind::Recovery]);
}

#[tokio::test(start_paused = true)]
async fn quiet_hours_that_are_ended_early_are_over_at_once() {
    let (tide, jobs) = on(Channel::Desktop, &["A", "B"]).await;
    tide.change_settings(settings(nights())).await.unwrap();
    until(&tide, 23, 0).await;
    tide.has_news(&jobs[0]).await;
    tide.has_news(&jobs[1]).await;
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(kinds(&tide), [] as [usize; 0]);
    tide.change_settings(settings(json!({"quiet_hours": []}))).await.unwrap();
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(kinds(&tide), [2]);
}

#[tokio::test(start_paused = true)]
async fn quiet_hours_follow_the_zones_clock_and_spans_that_touch_are_one() {
    let tide = TestEngine::open().await;
    let span = |day: u8, from: &str, until: &str| json!({"weekdays": [day], "from": from, "until": until});
    let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
    for (zone, spans, now, end) in [
        // Clocks go forward at two on 29 March 2026: the night is an hour shorter.
        (
            "Europe/Berlin",
            vec![span(6, "22:00", "07:00")],
            "2026-03-28T22:00:00Z",
            Some("2026-03-29T05:00:00Z"),
        ),
        // An end that is skipped is the first moment after the gap.
        (
            "Europe/Berlin",
            vec![span(6, "22:00", "02:30")],
            "2026-03-28T22:00:00Z",
            Some("2026-03-29T01:00:00Z"),
        ),
        // They go back at three on 25 October: the first of two half past two.
        (
            "Europe/Berlin",
            vec![span(6, "22:00", "02:30")],
            "2026-10-24T23:00:00Z",
            Some("2026-10-25T00:30:00Z"),
        ),
        (
            "Europe/Berlin",
            vec![span(6, "22:00", "07:00")],
            "2026-10-24T23:00:00Z",
            Some("2026-10-25T06:00:00Z"),
        ),
        (
            "UTC",
            vec![span(2, "22:00", "02:00"), span(3, "01:00", "07:00")],
            "2026-03-03T23:00:00Z",
            Some("2026-03-04T07:00:00Z"),
        ),
        (
            "UTC",
            vec![span(2, "22:00", "02:00"), span(3, "02:00", "03:00")],
            "2026-03-03T23:00:00Z",
            Some("2026-03-04T03:00:00Z"),
        ),
        (
            "UTC",
            vec![span(2, "22:00", "02:00"), span(3, "03:00", "04:00")],
            "2026-03-03T23:00:00Z",
            Some("2026-03-04T02:00:00Z"),
        ),
        ("UTC", vec![span(2, "08:00", "08:00")], "2026-03-03T10:00:00Z", Some("2026-03-04T08:00:00Z")),
        ("UTC", vec![span(2, "22:00", "07:00")], "2026-03-04T22:30:00Z", None),
        ("UTC", vec![span(2, "22:00", "07:00")], "2026-03-04T07:00:00Z", None),
    ] {
        let change = settings(json!({"quiet_hours": spans, "time_zone": zone}));
        let settings = tide.change_settings(change).await.unwrap();
        assert_eq!(
            settings.quiet_until(at(now), "America/New_York"),
            end.map(at),
            "because of {now} in {zone}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_digest_tells_new_content_at_its_time_and_failures_at_once() {
    for channel in [Channel::Desktop, Channel::Mail, Channel::Webhook] {
        let (tide, jobs) = on(channel, &["A", "B"]).await;
        let daily = Digest { every: "day".parse().unwrap(), at: "18:00".into(), weekday: None };
        tide.set_digest(channel, Some(daily)).await.unwrap();
        tide.has_news(&jobs[0]).await;
        tide.has_news(&jobs[0]).await;
        fails(&tide, &jobs[1]).await;
        tide.pass(TimeDelta::minutes(2)).await;
        assert_eq!(tide.notifier.told(), [vec![3]], "because a failure waits for no digest");
        // Asleep at six.
        until(&tide, 20, 0).await;
        assert_eq!(
            tide.notifier.told(),
            [vec![3], vec![1, 2]],
            "because {channel} tells it at the next chance"
        );
        until(&tide, 18, 0).await;
        assert_eq!(tide.notifier.told().len(), 2, "because nothing new is nothing to tell");
        tide.has_news(&jobs[0]).await;
        tide.pass(TimeDelta::minutes(2)).await;
        tide.set_digest(channel, None).await.unwrap();
        tide.pass(TimeDelta::seconds(1)).await;
        assert_eq!(tide.notifier.told().len(), 3, "because without a digest nothing is gathered any more");
    }
}

#[tokio::test(start_paused = true)]
async fn a_weekly_digest_waits_for_its_day() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    let weekly = Digest { every: "week".parse().unwrap(), at: "09:00".into(), weekday: Some(5) };
    tide.set_digest(Channel::Desktop, Some(weekly)).await.unwrap();
    for _ in 0..3 {
        tide.has_news(&jobs[0]).await;
        until(&tide, 9, 0).await;
    }
    assert_eq!(tide.notifier.told(), [vec![1, 2, 3]], "because the third morning is Friday's");
    let tide = tide.restarted().await;
    tide.start_as(Role::Owner).await;
    tide.has_news(&jobs[0]).await;
    tide.pass(TimeDelta::days(6)).await;
    assert_eq!(tide.notifier.told().len(), 1);
    tide.pass(TimeDelta::days(1)).await;
    assert_eq!(tide.notifier.told().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_muted_job_tells_nothing_and_what_still_fails_afterwards_is_told_then() {
    let (tide, jobs) = on(Channel::Desktop, &["A", "B"]).await;
    tide.change(&jobs[0], patch(json!({"mute": {}}))).await;
    tide.has_news(&jobs[0]).await;
    tide.has_news(&jobs[1]).await;
    fails(&tide, &jobs[0]).await;
    tide.pass(TimeDelta::hours(1)).await;
    assert_eq!(tide.messages().await.len(), 1, "because only the other job has something to say");
    assert_eq!(tide.again(&jobs[0]).await.items_unread, 1, "because nobody has read it");
    tide.change(&jobs[0], patch(json!({"mute": null}))).await;
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(kinds(&tide), [1], "because what came meanwhile is not told later");
    fails(&tide, &jobs[0]).await;
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(tide.notifier.shown().pop().unwrap().kind, NotificationKind::Failure);
    recovers(&tide, &jobs[0]).await;
}

#[tokio::test(start_paused = true)]
async fn a_snoozed_job_tells_together_at_the_end_or_when_it_is_ended() {
    for is_ended in [false, true] {
        let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
        let end = tide.now() + TimeDelta::hours(3);
        let job = tide.change(&jobs[0], patch(json!({"mute": {"until": end}}))).await;
        assert_eq!(job.mute.unwrap().until, Some(end));
        tide.has_news(&job).await;
        tide.has_news(&job).await;
        tide.pass(TimeDelta::hours(1)).await;
        assert_eq!(kinds(&tide), [] as [usize; 0]);
        let tide = tide.restarted().await;
        tide.start_as(Role::Owner).await;
        if is_ended {
            tide.change(&job, patch(json!({"mute": null}))).await;
            tide.pass(TimeDelta::seconds(1)).await;
        } else {
            tide.pass(TimeDelta::minutes(119)).await;
            assert_eq!(kinds(&tide), [] as [usize; 0]);
            tide.pass(TimeDelta::minutes(2)).await;
        }
        assert_eq!(kinds(&tide), [2], "because ended early is {is_ended}");
        assert_eq!(tide.again(&job).await.mute, None, "because it is over");
    }
}

#[tokio::test(start_paused = true)]
async fn mails_to_one_address_within_a_minute_become_one() {
    let (tide, jobs) = on(Channel::Mail, &["A", "B", "C"]).await;
    for (job, address) in [(&jobs[1], "Me@mail.test"), (&jobs[2], "other@mail.test")] {
        tide.change(job, patch(json!({"notification_email": address}))).await;
    }
    for job in &jobs {
        tide.has_news(job).await;
        tide.pass(TimeDelta::seconds(1)).await;
    }
    tide.has_news(&jobs[0]).await;
    assert_eq!(tide.notifier.told(), [vec![1], vec![3]], "because the first to each address goes at once");
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(tide.notifier.told(), [vec![1], vec![3], vec![2, 4]]);
}

#[tokio::test(start_paused = true)]
async fn mail_without_an_address_is_owed_to_nobody() {
    let (tide, jobs) = on(Channel::Mail, &["A"]).await;
    let mail = json!({"host": "mail.test", "port": 465, "security": "tls", "from": "a@mail.test"});
    tide.write_settings(json!({ "mail": mail }));
    tide.change_settings(SettingsPatch::default()).await.unwrap();
    tide.has_news(&jobs[0]).await;
    tide.pass(TimeDelta::minutes(2)).await;
    assert_eq!(tide.notifier.told(), [] as [Vec<i64>; 0]);
    let message = tide.messages().await.remove(0);
    assert_eq!(message.deliveries[0].state, DeliveryState::Silenced);
    assert_eq!(message.delivered_at, None);
}

#[tokio::test(start_paused = true)]
async fn a_webhook_is_told_of_three_jobs_and_then_of_all_others_of_a_minute_at_once() {
    let (tide, jobs) = on(Channel::Webhook, &["A", "B", "C", "D", "E"]).await;
    for job in &jobs {
        tide.has_news(job).await;
    }
    tide.pass(TimeDelta::seconds(2)).await;
    assert_eq!(tide.notifier.told(), [vec![1], vec![2], vec![3]]);
    tide.pass(TimeDelta::minutes(1)).await;
    assert_eq!(tide.notifier.told()[3..], [vec![4, 5]], "because what was posted cannot be replaced");
}

#[tokio::test(start_paused = true)]
async fn a_channel_begins_with_what_comes_and_forgets_all_when_it_is_removed() {
    let (tide, jobs) = on(Channel::Mail, &["A"]).await;
    tide.write_settings(json!({}));
    tide.change_settings(SettingsPatch::default()).await.unwrap();
    tide.has_news(&jobs[0]).await;
    tide.pass(TimeDelta::hours(1)).await;
    assert!(tide.channels().await.unwrap().is_empty(), "because no channel is set up");
    let mail = json!({"host": "mail.test", "port": 465, "security": "tls", "from": "a@mail.test", "to": "b@mail.test"});
    tide.write_settings(json!({ "mail": mail }));
    tide.change_settings(SettingsPatch::default()).await.unwrap();
    tide.has_news(&jobs[0]).await;
    tide.pass(TimeDelta::minutes(2)).await;
    assert_eq!(tide.notifier.told(), [vec![2]], "because what came before is no news");
    tide.write_settings(json!({}));
    tide.change_settings(SettingsPatch::default()).await.unwrap();
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM notification_deliveries"), 0);
}

#[tokio::test(start_paused = true)]
async fn every_message_says_how_it_stands_on_each_channel() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    tide.notifier.fail_times(1);
    tide.has_news(&jobs[0]).await;
    tide.notifier.tried(1).await;
    tide.pass(TimeDelta::seconds(1)).await;
    let waiting = tide.messages().await[0].deliveries[0].clone();
    assert_eq!(
        (waiting.channel, waiting.state, waiting.attempts),
        (Channel::Desktop, DeliveryState::Waiting, 1)
    );
    assert_eq!(waiting.last_error.as_deref(), Some("Nobody is at home."));
    assert!(waiting.next_attempt_at > Some(tide.now()));
    let state = tide.channels().await.unwrap().remove(0);
    assert_eq!((state.waiting, state.problem.as_deref()), (1, Some("Nobody is at home.")));
    tide.pass(TimeDelta::minutes(2)).await;
    let told = tide.messages().await[0].deliveries[0].clone();
    assert_eq!((told.state, told.attempts, told.last_error), (DeliveryState::Told, 2, None));
    assert!(told.delivered_at.is_some());
    let state = tide.channels().await.unwrap().remove(0);
    assert_eq!((state.waiting, state.problem, state.last_told_at), (0, None, told.delivered_at));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_refused_for_days_is_given_up_with_its_reason() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    tide.notifier.fail_times(u32::MAX);
    tide.has_news(&jobs[0]).await;
    tide.pause(&jobs[0]).await;
    tide.pass(TimeDelta::hours(47)).await;
    assert_eq!(tide.messages().await[0].deliveries[0].state, DeliveryState::Waiting);
    tide.pass(TimeDelta::hours(3)).await;
    let given_up = tide.messages().await[0].deliveries[0].clone();
    assert_eq!((given_up.state, given_up.next_attempt_at), (DeliveryState::GivenUp, None));
    assert_eq!(given_up.last_error.as_deref(), Some("Nobody is at home."));
    assert!(given_up.attempts >= 20, "because it was tried often: {}", given_up.attempts);
    let tried = tide.notifier.tried_at().len();
    tide.pass(TimeDelta::days(2)).await;
    assert_eq!(tide.notifier.tried_at().len(), tried);
}

#[tokio::test(start_paused = true)]
async fn a_new_message_is_not_given_up_with_an_old_one() {
    let (tide, jobs) = on(Channel::Mail, &["A", "B"]).await;
    tide.notifier.fail_times(u32::MAX);
    tide.has_news(&jobs[0]).await;
    tide.notifier.tried(1).await;
    tide.has_news(&jobs[1]).await;
    tide.notifier.tried(2).await;
    tide.pass(TimeDelta::seconds(1)).await;
    let database = rusqlite::Connection::open(tide.data_dir().join("tidewatch.db")).unwrap();
    let aged =
        "UPDATE notification_deliveries SET attempts = 40, first_attempt_at = 0 WHERE notification_id = 1";
    assert_eq!(database.execute(aged, []).unwrap(), 1);
    tide.retry_deliveries(Channel::Mail).await.unwrap();
    tide.notifier.tried(3).await;
    tide.pass(TimeDelta::seconds(1)).await;
    let states: Vec<_> = tide.messages().await.iter().map(|message| message.deliveries[0].state).collect();
    assert_eq!(states, [DeliveryState::GivenUp, DeliveryState::Waiting], "because each is as old as it is");
    tide.notifier.fail_times(0);
    tide.pass(TimeDelta::minutes(5)).await;
    assert_eq!(tide.notifier.told(), [vec![2]]);
}

#[tokio::test(start_paused = true)]
async fn a_quiet_month_loses_no_message() {
    for channel in [Channel::Mail, Channel::Webhook] {
        let (tide, jobs) = on(channel, &["A"]).await;
        tide.pause(&jobs[0]).await;
        tide.pass(TimeDelta::seconds(1)).await;
        tide.clock.suspend(TimeDelta::days(40));
        let states = tide.channels().await.unwrap();
        assert!(states.iter().any(|state| state.channel == channel), "because {channel} is set up");
        tide.resume(&jobs[0]).await;
        tide.has_news(&jobs[0]).await;
        tide.pass(TimeDelta::minutes(1)).await;
        assert_eq!(tide.notifier.told(), [vec![1]], "because {channel} goes on until it is removed");
    }
}

#[tokio::test(start_paused = true)]
async fn a_desktop_that_has_nothing_to_tell_is_still_seen_daily() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    tide.pause(&jobs[0]).await;
    let seen_at = "SELECT seen_at FROM notification_channels WHERE channel = 'desktop'";
    let first: i64 = tide.sql(seen_at);
    tide.pass(TimeDelta::hours(49)).await;
    let days = (tide.sql::<i64>(seen_at) - first) / 86_400_000;
    assert!(days >= 1, "because it runs: {days}");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_fails_after_its_quiet_hours_were_ended_says_when_it_is_tried() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    tide.change_settings(settings(nights())).await.unwrap();
    until(&tide, 23, 0).await;
    tide.has_news(&jobs[0]).await;
    tide.pass(TimeDelta::minutes(1)).await;
    tide.notifier.fail_times(1);
    tide.change_settings(settings(json!({"quiet_hours": []}))).await.unwrap();
    tide.notifier.tried(1).await;
    tide.pass(TimeDelta::seconds(1)).await;
    let next = tide.messages().await[0].deliveries[0].next_attempt_at.unwrap();
    assert!(next <= tide.now() + TimeDelta::seconds(30), "because the night is over: {next}");
    assert_eq!(tide.channels().await.unwrap()[0].next_attempt_at, Some(next));
}

#[tokio::test(start_paused = true)]
async fn old_messages_are_removed_once_they_are_told() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    tide.has_news(&jobs[0]).await;
    tide.pass(TimeDelta::minutes(1)).await;
    tide.pause(&jobs[0]).await;
    tide.clock.suspend(TimeDelta::days(89));
    tide.pass(TimeDelta::minutes(3)).await;
    assert_eq!(tide.messages().await.len(), 1);
    tide.clock.suspend(TimeDelta::days(2));
    tide.pass(TimeDelta::minutes(3)).await;
    assert_eq!(tide.messages().await.len(), 0);
    assert_eq!(tide.sql::<u32>("SELECT count(*) FROM notification_deliveries"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_test_that_the_window_asks_for_is_shown_by_the_desktop_even_in_quiet_hours() {
    let (tide, _) = on(Channel::Desktop, &[]).await;
    tide.change_settings(settings(nights())).await.unwrap();
    until(&tide, 23, 0).await;
    let window = tide.beside().await;
    window.send_test(Channel::Desktop, None).await.unwrap();
    tide.notifier.tried(1).await;
    tide.pass(TimeDelta::seconds(1)).await;
    assert_eq!(tide.notifier.shown()[0].kind, NotificationKind::Test);
    tide.pass(TimeDelta::hours(1)).await;
    assert_eq!(tide.notifier.tried_at().len(), 1);
    tide.notifier.fail_times(1);
    window.send_test(Channel::Desktop, None).await.unwrap();
    tide.notifier.tried(2).await;
    tide.pass(TimeDelta::seconds(1)).await;
    let problem = tide.channels().await.unwrap().remove(0).problem;
    assert_eq!(problem.as_deref(), Some("Nobody is at home."), "because the one who asked wants to know");
    assert!(tide.send_test(Channel::Mail, None).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn five_thousand_new_items_are_one_message_and_a_hundred_failures_two() {
    let (tide, jobs) = on(Channel::Desktop, &["A"]).await;
    let many = json!({"max_items_per_run": 1000});
    let job = tide.change(&jobs[0], patch(many)).await;
    tide.http.answer(&job.target_url, crate::support::Feed::up_to(5001));
    tide.check(&job).await;
    tide.pass(TimeDelta::minutes(5)).await;
    assert_eq!(tide.again(&job).await.items, 5001);
    assert_eq!(tide.notifier.titles(), ["A: 5000 new items"]);
    tide.http.answer(&job.target_url, Reply::status(500));
    for _ in 0..100 {
        tide.check(&job).await;
        tide.pass(TimeDelta::minutes(2)).await;
    }
    tide.http.answer(&job.target_url, crate::support::Feed::up_to(5001));
    tide.check(&job).await;
    tide.pass(TimeDelta::minutes(2)).await;
    let kinds: Vec<_> = tide.notifier.shown().iter().map(|shown| shown.kind).collect();
    use NotificationKind::{Failure, NewItems, Recovery};
    assert_eq!(kinds, [NewItems, Failure, Recovery]);
}

#[tokio::test(start_paused = true)]
async fn times_that_cannot_be_are_refused_by_their_names() {
    let tide = TestEngine::open().await;
    let span =
        |days: Value, from: &str, until: &str| json!([{"weekdays": days, "from": from, "until": until}]);
    let many: Vec<Value> = (0..21).map(|_| span(json!([1]), "22:00", "23:00")[0].clone()).collect();
    for (change, field) in [
        (json!({"quiet_hours": span(json!([1]), "25:00", "07:00")}), "quiet_hours[0].from"),
        (json!({"quiet_hours": span(json!([1]), "22:00", "7:00")}), "quiet_hours[0].until"),
        (json!({"quiet_hours": span(json!([]), "22:00", "07:00")}), "quiet_hours[0].weekdays"),
        (json!({"quiet_hours": span(json!([0]), "22:00", "07:00")}), "quiet_hours[0].weekdays"),
        (json!({"quiet_hours": span(json!([8]), "22:00", "07:00")}), "quiet_hours[0].weekdays"),
        (json!({"quiet_hours": span(json!([1, 1]), "22:00", "07:00")}), "quiet_hours[0].weekdays"),
        (json!({"quiet_hours": many}), "quiet_hours"),
        (json!({"quiet_hours": span(json!([1, 2, 3, 4, 5, 6, 7]), "08:00", "08:00")}), "quiet_hours"),
        (json!({"desktop_digest": {"every": "day", "at": "24:00"}}), "desktop_digest.at"),
        (json!({"desktop_digest": {"every": "week", "at": "08:00"}}), "desktop_digest.weekday"),
        (json!({"desktop_digest": {"every": "week", "at": "08:00", "weekday": 0}}), "desktop_digest.weekday"),
        (json!({"desktop_digest": {"every": "day", "at": "08:00", "weekday": 1}}), "desktop_digest.weekday"),
    ] {
        let refused = tide.change_settings(settings(change.clone())).await.unwrap_err();
        assert_eq!(refused.fields[0].field, field, "because of {change}");
    }
    let job = tide.watch_source("A").await;
    let past = json!({"mute": {"until": tide.now() - TimeDelta::minutes(1)}});
    let refused = tide.change_job(job.id, patch(past)).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "mute.until");
    let refused = tide.set_digest(Channel::Mail, None).await.unwrap_err();
    assert_eq!(refused.fields[0].field, "channel", "because no mail is set up");
}
