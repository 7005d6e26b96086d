//! Quiet hours and digests: what waits, until when, and as how many messages it is told.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tidewatch_engine::model::{Channel, Digest, NotificationKind, Role};

use super::{fails, kinds, nights, on, settings, until};
use crate::support::TestEngine;

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
