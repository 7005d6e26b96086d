//! Jobs that are muted for a while or for good.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Channel, NotificationKind, Role};

use super::{fails, kinds, on, recovers};
use crate::support::patch;

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
