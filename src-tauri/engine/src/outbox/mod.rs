//! Deliveries: what runs wrote to the outbox goes out at least once on every channel, tried again
//! with growing pauses, and never holds up the schedule or another channel.

mod attempt;
mod round;
mod trial;

use std::{pin::pin, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::{
    core::Core,
    model::{Channel, Event},
    ports::Notifier,
    remote::{RemoteMail, RemoteWebhook},
};

use round::Outbox;

/// Timers stand still while a machine sleeps; times are compared with the clock at least this
/// often while something waits.
const TICK: Duration = Duration::from_secs(30);
/// A channel is seen to be in use this often while it has nothing to tell, also by a machine that
/// sleeps most of the day: one that is not seen for a month is closed.
const SEEN: Duration = Duration::from_secs(6 * 60 * 60);

/// Where in a process deliveries are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// While it runs the schedule: of several terminals one tells.
    Owner,
    /// While it runs the schedule for one call, which nobody wants to end at once.
    Once,
    /// While it takes part, as Owner or Guest: a desktop has one process that tells.
    Desktop,
}

impl Place {
    fn tells(self, channel: Channel) -> bool {
        (self == Self::Desktop) == (channel == Channel::Desktop)
    }

    /// At the end, for what is being told and for what the last runs raised; what is not told by
    /// then waits for the next start. Runs take up to five and a half seconds of the ten that an end may
    /// take; the Owner ends before the desktop does.
    fn last_deliveries(self) -> Duration {
        match self {
            Self::Owner => Duration::from_millis(2000),
            Self::Desktop => Duration::from_millis(1200),
            Self::Once => Duration::from_secs(25),
        }
    }
}

/// Delivers on all channels of the place until stopped, on each by itself.
pub(crate) async fn deliver(core: Arc<Core>, place: Place, stop: CancellationToken) {
    let shown = core.ports.notifier.clone().filter(|to| place.tells(to.channel()));
    let mut notifiers: Vec<Arc<dyn Notifier>> = shown.into_iter().collect();
    if place != Place::Desktop {
        let remote: [Arc<dyn Notifier>; 2] =
            [Arc::new(RemoteMail::new(Arc::clone(&core))), Arc::new(RemoteWebhook::new(Arc::clone(&core)))];
        // One teller for each channel: who starts the engine may bring its own.
        let shown = notifiers.first().map(|shown| shown.channel());
        notifiers.extend(remote.into_iter().filter(|remote| Some(remote.channel()) != shown));
    }
    let channels =
        notifiers.into_iter().map(|notifier| deliver_on(&core, notifier, place.last_deliveries(), &stop));
    join_all(channels).await;
}

async fn deliver_on(
    core: &Core,
    notifier: Arc<dyn Notifier>,
    at_the_end: Duration,
    stop: &CancellationToken,
) {
    let mut events = core.events.subscribe();
    let mut outbox = Outbox::new(core, notifier);
    let until = loop {
        let round = {
            let mut telling = pin!(outbox.tell_pending(false));
            tokio::select! {
                next = &mut telling => Ok(next),
                () = stop.cancelled() => {
                    let until = Instant::now() + at_the_end;
                    // Given a moment, but a service that hangs holds up no end.
                    if tokio::time::timeout_at(until, telling).await.is_err() {
                        return;
                    }
                    Err(until)
                }
            }
        };
        let next = match round {
            Ok(next) => next,
            Err(until) => break until,
        };
        tokio::select! {
            () = stop.cancelled() => break Instant::now() + at_the_end,
            () = raised(&mut events, &outbox, next.is_some()) => {}
            () = due(core, next) => {}
            () = tokio::time::sleep(SEEN) => {}
        }
    };
    // What the last runs raised: the round before may have looked earlier.
    let _ = tokio::time::timeout_at(until, outbox.tell_pending(true)).await;
}

/// Waits until something has happened that may change what is told now.
async fn raised(events: &mut Receiver<Event>, outbox: &Outbox<'_>, waits: bool) {
    loop {
        match events.recv().await {
            Ok(Event::SettingsChanged | Event::StoreChanged) | Err(RecvError::Lagged(_)) => return,
            Ok(Event::NotificationRaised { .. }) if outbox.is_used() => return,
            // It may be a mute that was ended.
            Ok(Event::JobUpdated { .. }) if waits => return,
            Ok(_) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

/// Waits for this time by the clock, for a clock that was set back, or for another zone.
async fn due(core: &Core, next: Option<DateTime<Utc>>) {
    let Some(next) = next else { return std::future::pending().await };
    let clock = &core.ports.clock;
    let (mut before, zone) = (clock.now(), clock.time_zone());
    while before < next {
        let step = (next - before).to_std().unwrap_or_default().min(TICK);
        tokio::time::sleep(step).await;
        let now = clock.now();
        if now < before || clock.time_zone() != zone {
            return;
        }
        before = now;
    }
}
