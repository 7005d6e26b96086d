//! What becomes of each message on each channel.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tidewatch_engine::model::{Channel, DeliveryState, NotificationKind};

use super::{nights, on, settings, until};
use crate::support::{Reply, TestEngine, patch};

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
