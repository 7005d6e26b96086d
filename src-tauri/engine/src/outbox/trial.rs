//! A message that the user has asked for, to see whether one arrives.

use chrono::{DateTime, Utc};

use super::round::Outbox;
use crate::{
    model::{JobId, Notification, NotificationKind, Platform, RunId},
    store::StoreResult,
};

impl Outbox<'_> {
    /// Shows what the user asked for in another process, once.
    pub(super) async fn tell_test(&self, asked_at: DateTime<Utc>) -> StoreResult<()> {
        let test = Notification {
            id: 0,
            job_id: JobId(uuid::Uuid::nil()),
            run_id: RunId(uuid::Uuid::nil()),
            job_name: "Tidewatch".into(),
            platform: Platform::Feed,
            kind: NotificationKind::Test,
            title: "A test from Tidewatch".into(),
            body: "Messages arrive here.".into(),
            item_count: 0,
            items: Vec::new(),
            created_at: asked_at,
            delivered_at: None,
            deliveries: Vec::new(),
            mail_to: None,
        };
        let went = self.attempt(&[test]).await.map_err(|undelivered| undelivered.reason);
        let (channel, now) = (self.channel, self.core.ports.clock.now());
        self.core.db(move |store| store.end_test(channel, asked_at, went.map(|()| now))).await
    }
}
