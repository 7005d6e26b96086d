//! One attempt to tell something, and what becomes of what it told.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::round::Outbox;
use crate::{
    core::calmly,
    fail_points::fail_point,
    model::{Channel, Notification},
    ports::Undelivered,
    store::{Owed, StoreResult},
    telling::{Plan, Rules},
};

impl Outbox<'_> {
    /// Tells `messages` as one, and notes how it went for those of them that are owed.
    pub(super) async fn tell_as(
        &mut self,
        rules: Rules<'_>,
        plan: &mut Plan,
        messages: &[Notification],
        owed: &[Owed],
    ) -> StoreResult<bool> {
        if let Some(until) = self.is_left_alone(rules) {
            plan.look_at(until);
            return Ok(false);
        }
        let ids: Vec<i64> = owed.iter().map(|owed| owed.id).collect();
        let (channel, went) = (self.channel, self.attempt(messages).await);
        let now = self.core.ports.clock.now();
        plan.has_moved = true;
        match went {
            Ok(()) => {
                self.core.db(move |store| store.mark_told(channel, &ids, now)).await?;
                Ok(true)
            }
            Err(Undelivered { reason, not_before }) => {
                self.left_alone = not_before.map(|until| (until, rules.settings.webhook.clone()));
                let failed = Rules { now, ..rules }.again_at(owed, not_before);
                let given_up = failed.iter().filter(|(_, again)| again.is_none()).count();
                let then =
                    if given_up == 0 { "they are tried again" } else { "those given up are not tried again" };
                tracing::warn!(%channel, ?ids, given_up, reason, "notifications could not be delivered; {then}");
                failed.iter().filter_map(|(_, again)| *again).for_each(|again| plan.look_at(again));
                self.core.db(move |store| store.mark_failed(channel, &failed, &reason, now)).await?;
                Ok(false)
            }
        }
    }

    /// Another receiver, or a clock that was set back, ends it.
    fn is_left_alone(&self, rules: Rules<'_>) -> Option<DateTime<Utc>> {
        let (until, of) = self.left_alone.as_ref()?;
        let is_near = *until > rules.now && *until - rules.now <= TimeDelta::days(1);
        (is_near && *of == rules.settings.webhook).then_some(*until)
    }

    /// A panic or a hang in a notifier is a failure like any other.
    pub(super) async fn attempt(&self, messages: &[Notification]) -> Result<(), Undelivered> {
        fail_point!(before_delivery);
        let telling = calmly(self.notifier.deliver(messages));
        let deadline = delivery_deadline(self.channel);
        let went = tokio::time::timeout(deadline, telling).await.unwrap_or_else(|_| {
            Err(format!("The service did not answer within {} seconds.", deadline.as_secs()).into())
        });
        if went.is_ok() {
            fail_point!(after_delivery);
        }
        went
    }
}

/// A mail server may keep those waiting whom it does not know, and looks at a mail before it takes it.
fn delivery_deadline(channel: Channel) -> Duration {
    Duration::from_secs(if channel == Channel::Mail { 60 } else { 20 })
}
