//! Deliveries: what runs wrote to the outbox goes out at least once, tried again with growing
//! pauses, and never holds up the schedule.

use std::{pin::pin, sync::Arc, time::Duration};

use chrono::TimeDelta;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::{
    core::Core,
    model::Event,
    ports::Notifier,
    store::{LONGEST_PAUSE, StoreResult, Undelivered},
};

const BATCH: u32 = 50;
const DELIVERY_DEADLINE: Duration = Duration::from_secs(20);
/// Between looks while something waits for another try.
const RETRY_LOOK: Duration = Duration::from_secs(30);
/// At the end; what is not delivered by then waits for the next start.
const LAST_DELIVERIES: Duration = Duration::from_secs(2);

/// Delivers until stopped. Ends at once where nothing can be shown.
pub(crate) async fn deliver(core: Arc<Core>, stop: CancellationToken) {
    let Some(notifier) = core.ports.notifier.clone() else { return };
    let mut events = core.events.subscribe();
    loop {
        let mut delivering = pin!(deliver_pending(&core, notifier.as_ref()));
        let delivered = tokio::select! {
            delivered = &mut delivering => delivered,
            () = stop.cancelled() => {
                // Given a moment, but a service that hangs holds up no end.
                let _ = tokio::time::timeout(LAST_DELIVERIES, delivering).await;
                return;
            }
        };
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
                    Ok(Event::NotificationRaised { .. }) | Err(RecvError::Lagged(_)) => return,
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
    let _ = tokio::time::timeout(LAST_DELIVERIES, deliver_pending(&core, notifier.as_ref())).await;
}

/// Answers whether something waits for another try.
async fn deliver_pending(core: &Core, notifier: &dyn Notifier) -> StoreResult<bool> {
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
                    tracing::warn!(id, reason, "a notification could not be delivered; it is tried again");
                    let pause = (TimeDelta::seconds(30) * (1 << attempts.min(10))).min(LONGEST_PAUSE);
                    core.db(move |store| store.mark_undelivered(id, &reason, now + pause)).await?;
                }
            }
        }
        if is_last {
            return core.db(crate::store::Store::has_undelivered).await;
        }
    }
}
