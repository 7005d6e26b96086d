//! Mail and webhooks: to whom, how many at once, and from when on.

use chrono::TimeDelta;
use serde_json::json;
use tidewatch_engine::model::{Channel, DeliveryState, SettingsPatch};

use super::on;
use crate::support::patch;

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
