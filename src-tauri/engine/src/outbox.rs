//! Deliveries: what runs wrote to the outbox goes out at least once on every channel, tried again
//! with growing pauses, and never holds up the schedule.

use std::{pin::pin, sync::Arc, time::Duration};

use chrono::TimeDelta;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::{
    core::{Core, calmly},
    fail_points::fail_point,
    gathering::Gathering,
    model::{Channel, Event, Notification, NotificationKind},
    ports::Notifier,
    store::{LONGEST_PAUSE, StoreResult, Undelivered},
};

const BATCH: u32 = 50;
const DELIVERY_DEADLINE: Duration = Duration::from_secs(20);
/// Between looks while something waits for another try.
const RETRY_LOOK: Duration = Duration::from_secs(30);
/// At the end; what is not delivered by then waits for the next start.
const LAST_DELIVERIES: Duration = Duration::from_secs(2);

/// Where in a process deliveries are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// While it runs the schedule: of several terminals one tells.
    Owner,
    /// While it takes part, as Owner or Guest: a desktop has one process that tells.
    Desktop,
}

impl Place {
    fn of(channel: Channel) -> Self {
        match channel {
            Channel::Terminal | Channel::Mail | Channel::Webhook => Self::Owner,
            Channel::Desktop => Self::Desktop,
        }
    }
}

/// Delivers until stopped. Ends at once where nothing can be shown.
pub(crate) async fn deliver(core: Arc<Core>, place: Place, stop: CancellationToken) {
    let Some(notifier) = core.ports.notifier.clone().filter(|to| Place::of(to.channel()) == place) else {
        return;
    };
    let mut events = core.events.subscribe();
    let mut outbox = Outbox { core: &core, notifier: notifier.as_ref(), gathering: Gathering::default() };
    loop {
        let delivered = {
            let mut delivering = pin!(outbox.deliver_pending());
            tokio::select! {
                delivered = &mut delivering => Some(delivered),
                () = stop.cancelled() => {
                    // Given a moment, but a service that hangs holds up no end.
                    if tokio::time::timeout(LAST_DELIVERIES, delivering).await.is_err() {
                        return;
                    }
                    None
                }
            }
        };
        // It may have looked before the last run raised something.
        let Some(delivered) = delivered else { break };
        let waits = match delivered {
            Ok(waits) => waits,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                true
            }
        };
        let raised = async {
            loop {
                match events.recv().await {
                    Ok(Event::NotificationRaised { .. } | Event::StoreChanged)
                    | Err(RecvError::Lagged(_)) => {
                        return;
                    }
                    Ok(_) => {}
                    Err(RecvError::Closed) => return std::future::pending().await,
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => break,
            () = raised => {}
            () = tokio::time::sleep(RETRY_LOOK), if waits => {}
        }
    }
    // What the last runs raised.
    let _ = tokio::time::timeout(LAST_DELIVERIES, outbox.deliver_pending()).await;
}

#[derive(Debug)]
struct Outbox<'a> {
    core: &'a Core,
    notifier: &'a dyn Notifier,
    gathering: Gathering,
}

impl Outbox<'_> {
    /// Answers whether something waits for another try.
    async fn deliver_pending(&mut self) -> StoreResult<bool> {
        let channel = self.notifier.channel();
        self.core.db(move |store| store.open_channel(channel)).await?;
        loop {
            let now = self.core.ports.clock.now();
            let (pending, settings) = self
                .core
                .db(move |store| Ok((store.undelivered(channel, now, BATCH)?, store.settings()?)))
                .await?;
            let is_last = pending.len() < BATCH as usize;
            let (told, unwanted): (Vec<_>, Vec<_>) =
                pending.into_iter().partition(|waiting| match waiting.notification.kind {
                    NotificationKind::NewItems => settings.notify_new_content,
                    NotificationKind::Failure | NotificationKind::Recovery => settings.notify_failures,
                });
            self.mark(unwanted.iter().map(|waiting| waiting.notification.id).collect(), false).await?;
            let gathers = channel == Channel::Desktop;
            let (gathered, single): (Vec<_>, Vec<_>) = told
                .into_iter()
                .partition(|waiting| gathers && waiting.notification.kind == NotificationKind::NewItems);
            for waiting in single {
                self.tell(std::slice::from_ref(&waiting.notification), std::slice::from_ref(&waiting))
                    .await?;
            }
            let added = gathered.iter().map(|waiting| waiting.notification.clone()).collect();
            match self.gathering.add(added, now) {
                Some(together) => {
                    self.tell(&together, &gathered).await?;
                }
                None => {
                    for waiting in gathered {
                        let alone = std::slice::from_ref(&waiting.notification);
                        self.tell(alone, std::slice::from_ref(&waiting)).await?;
                    }
                }
            }
            if is_last {
                return self.core.db(move |store| store.has_undelivered(channel)).await;
            }
        }
    }

    /// Tells `messages` as one, and notes how it went for those of them that waited.
    async fn tell(&mut self, messages: &[Notification], waited: &[Undelivered]) -> StoreResult<()> {
        let ids: Vec<i64> = waited.iter().map(|waiting| waiting.notification.id).collect();
        fail_point!(before_delivery);
        let tried = tokio::time::timeout(DELIVERY_DEADLINE, calmly(self.notifier.deliver(messages))).await;
        match tried.unwrap_or_else(|_| Err("The notification service did not answer.".into())) {
            Ok(()) => {
                fail_point!(after_delivery);
                self.mark(ids, true).await
            }
            Err(reason) => {
                tracing::warn!(?ids, reason, "a notification could not be delivered; it is tried again");
                self.gathering.forget(&ids);
                let attempts = waited.iter().map(|waiting| waiting.attempts).max().unwrap_or_default();
                let pause = (TimeDelta::seconds(30) * (1 << attempts.min(10))).min(LONGEST_PAUSE);
                let (channel, again) = (self.notifier.channel(), self.core.ports.clock.now() + pause);
                self.core.db(move |store| store.mark_undelivered(channel, &ids, &reason, again)).await
            }
        }
    }

    /// Done with these, whether told or silenced by the settings.
    async fn mark(&self, ids: Vec<i64>, was_told: bool) -> StoreResult<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let (channel, now) = (self.notifier.channel(), self.core.ports.clock.now());
        self.core.db(move |store| store.mark_delivered(channel, &ids, was_told, now)).await
    }
}
