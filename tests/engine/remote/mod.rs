//! What is told by mail and to a webhook: set up, composed, sent.

use tidewatch_engine::model::{
    Channel, JobId, MailChange, MailSecurity, MailSettings, Notification, NotificationKind, Platform, RunId,
    ToldItem, WebhookChange, WebhookFormat, WebhookSettings,
};

use crate::support::{TestClock, TestEngine};

mod mail;
mod patience;
mod setup;
mod webhook;

const PASSWORD: &str = "s3cr3t-of-mine";

fn job(number: i64) -> JobId {
    format!("0199a000-0000-7000-8000-{number:012}").parse().unwrap()
}

/// A message about one new item of a job called `Tides`.
fn message(id: i64) -> Notification {
    Notification {
        id,
        job_id: job(1),
        run_id: RunId::new(TestClock::start()),
        job_name: "Tides".into(),
        platform: Platform::Feed,
        kind: NotificationKind::NewItems,
        title: format!("Entry {id}"),
        body: "Ana · Tides".into(),
        item_count: 1,
        items: vec![item(id)],
        created_at: TestClock::start(),
        delivered_at: None,
        deliveries: Vec::new(),
        mail_to: None,
    }
}

fn item(id: i64) -> ToldItem {
    ToldItem {
        title: format!("Entry {id}"),
        url: Some(format!("https://news.test/{id}")),
        author: Some("Ana".into()),
        text: "Low tide at noon.".into(),
        published_at: Some(TestClock::start()),
    }
}

fn failure(id: i64) -> Notification {
    Notification {
        kind: NotificationKind::Failure,
        title: "Tides cannot be checked".into(),
        body: "news.test has a problem of its own (503).\nIt is tried again in 2 hours.".into(),
        item_count: 0,
        items: Vec::new(),
        ..message(id)
    }
}

fn mail_settings() -> MailSettings {
    MailSettings {
        host: "smtp.quay.example".into(),
        port: 587,
        security: MailSecurity::Starttls,
        username: Some("ana".into()),
        from: "tide@quay.example".into(),
        to: Some("ana@shore.example".into()),
        digest: None,
    }
}

fn mail_change() -> MailChange {
    MailChange { settings: mail_settings(), password: Some(PASSWORD.into()) }
}

fn hook(format: WebhookFormat, address: &str) -> WebhookChange {
    WebhookChange {
        settings: WebhookSettings { format, host: String::new(), template: None, digest: None },
        address: Some(address.into()),
        token: None,
        signing_key: None,
    }
}

/// Tells messages as one, as the outbox does.
async fn tell(tide: &TestEngine, channel: Channel, messages: &[Notification]) -> Result<(), String> {
    tide.remote(channel).unwrap().deliver(messages).await.map_err(|undelivered| undelivered.reason)
}
