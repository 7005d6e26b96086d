//! A process that stands by: it follows the Owner, wakes it, and takes over when its lease runs out.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{Connection, be_owner, take_over};
use crate::{
    core::Core,
    model::{Event, Role},
    scheduler::NOTICED,
    store::{Store, StoreResult},
};

/// Follows the Owner until it ends, its lease runs out, or this process is stopped.
pub(super) async fn be_guest(
    core: &Arc<Core>,
    role: &watch::Sender<Role>,
    mut connection: Connection,
    stop: &CancellationToken,
) -> StoreResult<()> {
    role.send_replace(Role::Guest);
    if connection.subscribe().await.is_err() {
        return Ok(());
    }
    let ttl = core.options.lease_ttl;
    let mut patience = Patience::new(Instant::now(), core.ports.clock.uptime());
    loop {
        core.heartbeat();
        if core.store.damage().is_some() {
            return Ok(());
        }
        let clock = core.lease_clock();
        let lease = core.db(Store::find_lease).await?;
        let remaining = lease.map_or(Duration::ZERO, |lease| lease.remaining(&clock));
        let remaining = remaining.max(patience.left(Instant::now(), clock.uptime, ttl));
        if remaining.is_zero() {
            return match take_over(core, true).await? {
                Some(ownership) => {
                    drop(connection);
                    core.emit(Event::StoreChanged);
                    be_owner(core, role, ownership, stop).await
                }
                None => Ok(()),
            };
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep((remaining + Duration::from_millis(5)).min(ttl / 3)) => {}
            () = core.wake.notified() => {
                if connection.wake().await.is_err() {
                    break;
                }
            }
            event = connection.next_event() => match event {
                Some(event) => core.emit(event),
                None => break,
            }
        }
    }
    // What the Owner did at its end it may have told nobody.
    core.emit(Event::StoreChanged);
    Ok(())
}

/// A machine that sleeps lets every lease run out: on waking, the Owner is given the time to
/// renew its own.
#[derive(Debug)]
struct Patience {
    moment: Instant,
    uptime: Duration,
    until: Option<Instant>,
}

impl Patience {
    fn new(moment: Instant, uptime: Duration) -> Self {
        Self { moment, uptime, until: None }
    }

    /// How long the Owner is waited for; zero unless the machine has slept since the last look.
    fn left(&mut self, moment: Instant, uptime: Duration, ttl: Duration) -> Duration {
        // Timers stand still in sleep, uptime goes on.
        let slept = uptime.saturating_sub(self.uptime).saturating_sub(moment - self.moment);
        (self.moment, self.uptime) = (moment, uptime);
        if slept >= NOTICED {
            self.until = Some(moment + ttl);
        }
        self.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_sleep_the_owner_has_the_length_of_a_lease_to_renew_its_own() {
        let (start, ttl) = (Instant::now(), Duration::from_secs(30));
        let second = Duration::from_secs(1);
        let mut patience = Patience::new(start, second);
        assert_eq!(patience.left(start + 10 * second, 11 * second, ttl), Duration::ZERO);
        assert_eq!(patience.left(start + 20 * second, 3621 * second, ttl), ttl, "because it slept an hour");
        assert_eq!(patience.left(start + 30 * second, 3631 * second, ttl), ttl - 10 * second);
        assert_eq!(patience.left(start + 50 * second, 3651 * second, ttl), Duration::ZERO);
    }
}
