//! Who runs the schedule: one process per data folder is the Owner, the others are Guests that
//! follow its events, wake it, and take over when it ends or hangs.

mod guest;
mod lock;
mod socket;

use std::{panic::AssertUnwindSafe, path::Path, sync::Arc, time::Duration};

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    core::Core,
    housekeeping,
    model::{Event, Role, Run, RunOutcome},
    outbox::{self, Place},
    scheduler::{Ended, Scheduler, Until},
    store::{Store, StoreError, StoreResult},
};

use lock::{FolderLock, Hold};
pub(crate) use socket::{Connection, connect};

/// Before asking again whether a process that holds the folder has opened its socket.
const SOCKET_AGAIN: Duration = Duration::from_millis(500);
const STORE_AGAIN: Duration = Duration::from_secs(5);
/// For a process that has the folder's lock and no lease: it takes that or lets go within moments.
const GLANCE: Duration = Duration::from_millis(20);
const GLANCES: u32 = 10;

/// The right to run the schedule.
#[derive(Debug)]
pub(crate) struct Ownership {
    pub(crate) token: i64,
    lock: FolderLock,
}

/// Keeps every other process from running the schedule for as long as what is answered lives;
/// nothing when one does.
pub(crate) fn keep_free(dir: &Path) -> Option<impl Sized + use<>> {
    let mut lock = FolderLock::new(dir);
    (lock.try_hold() != Hold::Busy).then_some(lock)
}

/// Whether no process runs the schedule. Where there is no lock yet, none is made.
pub(crate) fn is_free(dir: &Path) -> bool {
    lock::is_free(dir)
}

/// Takes part in running the schedule until stopped, as Owner or Guest.
pub(crate) async fn take_part(core: Arc<Core>, role: watch::Sender<Role>, stop: CancellationToken) {
    let deliveries = CancellationToken::new();
    let delivering = deliver(&core, Place::Desktop, &deliveries);
    // After the last runs, and also when this is cut off.
    let ending = deliveries.drop_guard();
    while !stop.is_cancelled() {
        if core.store.damage().is_some() {
            // Another process has found it, or this one: there is nothing to take over.
            role.send_replace(Role::Guest);
            housekeeping::rest(&core, &stop, STORE_AGAIN).await;
            break;
        }
        // A mistake in the loop costs a few seconds, not the schedule.
        let turn = AssertUnwindSafe(take_turn(&core, &role, &stop)).catch_unwind().await;
        if let Err(error) = turn.unwrap_or(Err(StoreError::Mistake)) {
            tracing::error!(%error, "the schedule could not be run; trying again");
            pause(STORE_AGAIN, &stop).await;
        }
    }
    role.send_replace(Role::Visitor);
    drop(ending);
    let _ = delivering.await;
}

/// Is Owner or Guest for as long as it lasts.
async fn take_turn(
    core: &Arc<Core>,
    role: &watch::Sender<Role>,
    stop: &CancellationToken,
) -> StoreResult<()> {
    if let Some(connection) = connect(core.store.dir()).await {
        return guest::be_guest(core, role, connection, stop).await;
    }
    if let Some(ownership) = take_over(core, false).await? {
        return be_owner(core, role, ownership, stop).await;
    }
    role.send_replace(Role::Guest);
    core.heartbeat();
    pause(SOCKET_AGAIN, stop).await;
    Ok(())
}

/// Delivers messages until stopped, also after a mistake of ours. Cut off when what is answered
/// is dropped.
fn deliver(core: &Arc<Core>, place: Place, stop: &CancellationToken) -> AbortOnDropHandle<()> {
    let (core, stop) = (Arc::clone(core), stop.clone());
    AbortOnDropHandle::new(tokio::spawn(async move {
        let deliver = || AssertUnwindSafe(outbox::deliver(Arc::clone(&core), place, stop.clone()));
        while deliver().catch_unwind().await.is_err() && !stop.is_cancelled() {
            tracing::error!("messages could not be delivered; trying again");
            pause(STORE_AGAIN, &stop).await;
        }
    }))
}

/// Follows the Owner's events until stopped without ever running the schedule itself: for a
/// window, which comes and goes. Each Owner that comes or goes is told as a change of the store.
pub(crate) async fn follow(core: Arc<Core>, stop: CancellationToken) {
    let mut wait = SOCKET_AGAIN;
    while !stop.is_cancelled() {
        if let Some(mut connection) = connect(core.store.dir()).await
            && connection.subscribe().await.is_ok()
        {
            wait = SOCKET_AGAIN;
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    event = connection.next_event() => match event {
                        Some(event) => core.emit(event),
                        None => break,
                    }
                }
            }
            core.emit(Event::StoreChanged);
        }
        pause(wait, &stop).await;
        wait = (wait * 2).min(STORE_AGAIN);
    }
}

/// Takes the lease when nobody has it: it ran out, or the folder is free (and, unless
/// `although_answering`, nobody answers on the socket, which the caller has found out).
pub(crate) async fn take_over(core: &Arc<Core>, although_hanging: bool) -> StoreResult<Option<Ownership>> {
    if let Some(detail) = core.store.damage() {
        return Err(StoreError::Damaged { detail });
    }
    let mut lock = FolderLock::new(core.store.dir());
    let mut hold = lock.try_hold();
    for _ in 0..GLANCES {
        if hold != Hold::Busy || core.db(Store::find_lease).await?.is_some_and(|lease| lease.holder.is_some())
        {
            break;
        }
        // Somebody takes the lease or gives it back just now, or looks as we do.
        tokio::time::sleep(GLANCE).await;
        hold = lock.try_hold();
    }
    if hold == Hold::Busy && core.db(Store::find_lease).await?.is_none_or(|lease| lease.holder.is_none()) {
        // Taking it without the lock would look like a holder that is gone.
        return Ok(None);
    }
    let holder_is_gone = hold == Hold::Held && !although_hanging;
    let (ttl, clock) = (core.options.lease_ttl, core.lease_clock());
    let holder = uuid::Uuid::now_v7().to_string();
    let taken = core
        .db(move |store| {
            let Some(token) = store.take_lease(&holder, ttl, &clock, holder_is_gone)? else {
                return Ok(None);
            };
            Ok(Some((token, store.interrupt_runs(token, None, RunOutcome::Crash, clock.now)?)))
        })
        .await?;
    let Some((token, cut_off)) = taken else { return Ok(None) };
    if !cut_off.is_empty() {
        tracing::warn!(runs = cut_off.len(), "runs that an unexpected end had cut off are due again");
    }
    Ok(Some(Ownership { token, lock }))
}

/// Carries out what `until` says under an ownership taken for this call, then gives it back.
pub(crate) async fn run_once(core: &Arc<Core>, ownership: Ownership, until: Until) -> StoreResult<Vec<Run>> {
    let Ownership { token, lock } = ownership;
    let socket = socket::serve(Arc::clone(core));
    let stop = CancellationToken::new();
    let delivering = deliver(core, Place::Once, &stop);
    let holding = lock::hold_when_free(lock);
    let ended = Scheduler::new(Arc::clone(core), token, until, CancellationToken::new()).run().await;
    stop.cancel();
    let _ = delivering.await;
    drop(socket);
    let released = core.db(move |store| store.release_lease(token)).await;
    drop(holding);
    let ended = ended?;
    released?;
    match ended {
        Ended::Done(runs) => Ok(runs),
        Ended::LeaseLost => Err(StoreError::StaleToken),
    }
}

async fn be_owner(
    core: &Arc<Core>,
    role: &watch::Sender<Role>,
    ownership: Ownership,
    stop: &CancellationToken,
) -> StoreResult<()> {
    let Ownership { token, lock } = ownership;
    let socket = socket::serve(Arc::clone(core));
    tracing::info!(token, "this process runs the schedule");
    role.send_replace(Role::Owner);
    core.heartbeat();
    let deliveries = CancellationToken::new();
    let delivering = deliver(core, Place::Owner, &deliveries);
    let holding = lock::hold_when_free(lock);
    let ended = Scheduler::new(Arc::clone(core), token, Until::Stopped, stop.clone()).run().await;
    if matches!(ended, Ok(Ended::LeaseLost)) {
        // What is left is the next Owner's to deliver.
        delivering.abort();
    }
    deliveries.cancel();
    let _ = delivering.await;
    drop(socket);
    let released = match &ended {
        Ok(Ended::LeaseLost) => {
            tracing::warn!("another process has taken over the schedule");
            Ok(())
        }
        _ => core.db(move |store| store.release_lease(token)).await,
    };
    drop(holding);
    role.send_replace(Role::Guest);
    if matches!(ended, Ok(Ended::LeaseLost)) {
        // Time for the new Owner to open its socket: it could not take the lock that was ours.
        pause(SOCKET_AGAIN, stop).await;
    }
    ended?;
    released
}

async fn pause(time: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(time) => {}
    }
}
