//! Deliveries: what runs wrote to the outbox goes out at least once, tried again with growing
//! pauses, and never holds up the schedule.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::{
    core::Core,
    model::Event,
    ports::Notifier,
    store::{StoreResult, Undelivered},
};

const BATCH: u32 = 50;
const DELIVERY_DEADLINE: Duration = Duration::from_secs(20);
/// Between looks while something waits for another try.
const RETRY_LOOK: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// Delivers until stopped. Ends at once where nothing can be shown.
pub(crate) async fn deliver(core: Arc<Core>, stop: CancellationToken) {
    let Some(notifier) = core.ports.notifier.clone() else { return };
    let mut events = core.events.subscribe();
    loop {
        let waits = match deliver_pending(&core, notifier.as_ref()).await {
            Ok(waits) => waits,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                true
            }
        };
        let raised = async {
            loop {
                match events.recv().await {
                    Ok(Event::NotificationRaised { .. }) | Err(RecvError::Lagged(_)) => return,
                    Ok(_) => {}
                    Err(RecvError::Closed) => return std::future::pending().await,
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = raised => {}
            () = tokio::time::sleep(RETRY_LOOK), if waits => {}
        }
    }
}

/// Answers whether something waits for another try.
async fn deliver_pending(core: &Core, notifier: &dyn Notifier) -> StoreResult<bool> {
    let mut waits = false;
    loop {
        let now = core.ports.clock.now();
        let pending = core.db(move |store| store.undelivered(now, BATCH)).await?;
        let is_last = pending.len() < BATCH as usize;
        for Undelivered { notification, attempts } in pending {
            let id = notification.id;
            let tried = tokio::time::timeout(DELIVERY_DEADLINE, notifier.deliver(&notification)).await;
            let now = core.ports.clock.now();
            match tried.unwrap_or_else(|_| Err("The notification service did not answer.".into())) {
                Ok(()) => core.db(move |store| store.mark_delivered(id, now)).await?,
                Err(reason) => {
                    waits = true;
                    tracing::warn!(id, reason, "a notification could not be delivered; it is tried again");
                    let pause = (TimeDelta::seconds(30) * (1 << attempts.min(10))).min(LONGEST_PAUSE);
                    core.db(move |store| store.mark_undelivered(id, &reason, now + pause)).await?;
                }
            }
        }
        if is_last {
            return Ok(waits);
        }
    }
}
