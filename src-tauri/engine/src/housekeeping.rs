//! What the Owner does beside running jobs: purges what was deleted and told long ago, puts
//! right what a wrong clock has left behind, and now and then tidies up beside the runs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    backoff,
    core::Core,
    model::{Backup, Event, Job, JobId, Retention},
    store::{Store, StoreError, StoreResult, tidy_backups},
};

const DELETED_ARE_KEPT: TimeDelta = TimeDelta::days(30);
/// A clock set back by less runs nothing twice and delays nothing for long.
const CLOCK_STEP: TimeDelta = TimeDelta::minutes(5);
const TIDYING: TimeDelta = TimeDelta::hours(1);
const FORGETTING: TimeDelta = TimeDelta::days(1);
/// Between two steps, so that runs have their turn.
const BREATH: Duration = Duration::from_millis(20);
/// How often to let those who wait go first before going on all the same.
const COURTESY: u32 = 100;

const TIDIED: &str = "tidied";
pub(crate) const BACKUP_PROBLEM: &str = "backup_problem";

/// When it was last tidied up.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Tidied {
    at: DateTime<Utc>,
    forgot_at: DateTime<Utc>,
}

/// Keeps house for one lease; what it has begun ends with it.
#[derive(Debug)]
pub(crate) struct House {
    core: Arc<Core>,
    token: i64,
    /// Not by one that runs a single job for somebody who waits.
    tidies: bool,
    has_looked: bool,
    /// A disk that is full keeps no note of when it was tried.
    tried_at: Option<DateTime<Utc>>,
    tidying: Option<AbortOnDropHandle<()>>,
    stop: Arc<AtomicBool>,
}

impl House {
    pub(crate) fn new(core: Arc<Core>, token: i64, tidies: bool) -> Self {
        Self { core, token, tidies, has_looked: false, tried_at: None, tidying: None, stop: Arc::default() }
    }

    /// What has to be done often and is done quickly; begins the rest where its time has come.
    pub(crate) async fn keep(&mut self) {
        let (token, clock) = (self.token, Arc::clone(&self.core.ports.clock));
        let changed = self
            .core
            .db(move |store| {
                let (now, zone) = (clock.now(), clock.time_zone());
                store.purge_deleted_jobs(now - DELETED_ARE_KEPT)?;
                store.remove_old_messages(now)?;
                let mut changed = store
                    .bring_forward(token, now + CLOCK_STEP, now, |job| latest_due_at(job, now, &zone))?;
                let next = |job: &Job| job.schedule.next_after(now, job.created_at, &zone);
                changed.extend(store.follow_zone(token, &zone, now, next)?);
                Ok((changed, is_due(store, now)?))
            })
            .await;
        let is_due = match changed {
            Ok((changed, is_due)) => {
                changed.into_iter().for_each(|job_id| self.core.emit(Event::JobUpdated { job_id }));
                is_due
            }
            Err(error) => {
                tracing::warn!(%error, "housekeeping failed");
                false
            }
        };
        let is_first = !std::mem::replace(&mut self.has_looked, true);
        if is_first && self.core.store.ended_uncleanly() {
            let core = Arc::clone(&self.core);
            self.tidying = Some(AbortOnDropHandle::new(tokio::spawn(async move { examine(&core).await })));
        } else if !is_first && is_due && self.tidying.as_ref().is_none_or(|task| task.is_finished()) {
            // Not at the very start: what waits for that has its turn first.
            let now = self.core.ports.clock.now();
            if self.tried_at.is_none_or(|tried| now - tried >= TIDYING || tried > now) {
                self.tried_at = Some(now);
                self.tidy();
            }
        }
    }

    fn tidy(&mut self) {
        if self.tidies {
            let (core, stop) = (Arc::clone(&self.core), Arc::clone(&self.stop));
            self.tidying = Some(AbortOnDropHandle::new(tokio::spawn(async move {
                if let Err(error) = tidy(&core, &stop).await {
                    tracing::warn!(%error, "tidying up was not finished; it goes on in an hour");
                }
            })));
        }
    }

    /// For a process that ends when nothing is due: tidies up where that is due, for half a lease
    /// at most, because nobody renews it meanwhile.
    pub(crate) async fn finish(&mut self) {
        let now = self.core.ports.clock.now();
        if self.tidying.is_none() && self.core.db(move |store| is_due(store, now)).await.unwrap_or_default() {
            self.tidy();
        }
        if let Some(tidying) = self.tidying.take() {
            let _ = tokio::time::timeout(self.core.options.lease_ttl / 2, tidying).await;
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// The database is damaged: nothing is run or written any more until this process is ended, or a
/// copy has taken its place: then it has to start anew, since what is open is the original. An
/// Owner keeps the folder, so that no other process writes there either.
pub(crate) async fn rest(core: &Core, stop: &CancellationToken, beat: Duration) {
    let detail = core.store.damage();
    tracing::error!(
        detail,
        "the database is damaged: no job is run until it is restored and Tidewatch is started anew"
    );
    core.emit(Event::StoreChanged);
    while !(stop.is_cancelled() || core.store.is_replaced()) {
        core.heartbeat();
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(beat) => {}
        }
    }
}

fn is_due(store: &Store, now: DateTime<Utc>) -> StoreResult<bool> {
    let last = store.setting::<Tidied>(TIDIED)?.unwrap_or_default().at;
    // A time that has not come yet was told by a wrong clock.
    Ok(now - last >= TIDYING || last > now)
}

/// After an end without a goodbye, such as a power cut, the whole database is read once. That
/// takes seconds for a large one, so it is done beside the runs and not at every start.
async fn examine(core: &Arc<Core>) {
    match core.db(Store::examine_beside).await {
        Ok(()) => tracing::info!("the last end was not an orderly one; the database is sound"),
        Err(error) => tracing::error!(%error, "the database was examined after an unexpected end"),
    }
}

async fn tidy(core: &Arc<Core>, stop: &Arc<AtomicBool>) -> StoreResult<()> {
    let now = core.ports.clock.now();
    let tidied = core.db(|store| store.setting::<Tidied>(TIDIED)).await?.unwrap_or_default();
    let forgets = now - tidied.forgot_at >= FORGETTING || tidied.forgot_at > now;
    let begun = Tidied { at: now, forgot_at: if forgets { now } else { tidied.forgot_at } };
    // Noted first: what fails is not tried again at once.
    core.db(move |store| store.set_setting(TIDIED, &begun)).await?;
    // A clock that has just been set far ahead makes nothing old: an hour later it is believed.
    apply_retention(core, now.min(tidied.at + TimeDelta::days(1))).await?;
    for job in core.db(Store::job_ids).await? {
        repeat(core, move |store| Ok(store.fold_runs(job, now)? > 0)).await?;
        if forgets {
            repeat(core, move |store| Ok(store.forget_unlisted(job)? > 0)).await?;
        }
    }
    repeat(core, Store::give_back).await?;
    back_up_daily(core, stop).await
}

/// Removes what is not to be kept at this time, in small steps beside the runs. Answers how many
/// items.
pub(crate) async fn apply_retention(core: &Arc<Core>, now: DateTime<Utc>) -> StoreResult<u64> {
    let jobs: Vec<(JobId, Retention)> = core.db(|store| store.retentions(&store.settings()?)).await?;
    let mut removed = 0;
    for (job, retention) in jobs {
        loop {
            let chunk = core.db(move |store| store.remove_surplus(job, retention, now)).await?;
            if chunk == 0 {
                break;
            }
            removed += chunk as u64;
            breathe(core).await;
        }
    }
    if removed > 0 {
        tracing::info!(removed, "items beyond what is to be kept were removed");
        repeat(core, Store::give_back).await?;
        core.emit(Event::StoreChanged);
    }
    Ok(removed)
}

/// Repeats a step for as long as it says that there is more to do.
async fn repeat(
    core: &Arc<Core>,
    step: impl Fn(&Store) -> StoreResult<bool> + Clone + Send + 'static,
) -> StoreResult<()> {
    while core.db(step.clone()).await? {
        breathe(core).await;
    }
    Ok(())
}

async fn breathe(core: &Arc<Core>) {
    for _ in 0..COURTESY {
        tokio::time::sleep(BREATH).await;
        if !core.store.is_wanted() {
            return;
        }
    }
}

/// Makes the copy of the day, where one is wanted and due, and removes older ones.
async fn back_up_daily(core: &Arc<Core>, stop: &Arc<AtomicBool>) -> StoreResult<()> {
    let now = core.ports.clock.now();
    let kept = usize::from(core.db(Store::settings).await?.backups);
    if kept == 0 || !core.db(move |store| store.needs_backup(now)).await? {
        return Ok(());
    }
    let stop = Arc::clone(stop);
    let made = core.db(move |store| store.back_up(now, &|pause| give_up(&stop, pause))).await;
    let problem = made.as_ref().err().map(ToString::to_string);
    match &made {
        Ok(copy) => {
            tracing::info!(file = copy.path, bytes = copy.bytes, "the database was copied");
            tidy_backups(core.store.dir(), kept, copy);
        }
        Err(error) => tracing::warn!(%error, "the database could not be copied"),
    }
    if !matches!(made, Err(StoreError::Damaged { .. })) {
        note_backup(core, problem).await?;
    }
    core.emit(Event::SettingsChanged);
    Ok(())
}

/// Keeps why the last copy was not made, for those who ask how the monitor stands.
pub(crate) async fn note_backup(core: &Arc<Core>, problem: Option<String>) -> StoreResult<()> {
    let known = core.db(|store| store.setting::<Option<String>>(BACKUP_PROBLEM)).await?.flatten();
    if known != problem {
        core.db(move |store| store.set_setting(BACKUP_PROBLEM, &problem)).await?;
    }
    Ok(())
}

/// Copies now, whatever the time.
pub(crate) async fn back_up_now(core: &Arc<Core>) -> StoreResult<Backup> {
    let now = core.ports.clock.now();
    let made =
        core.db(move |store| store.back_up(now, &|pause| give_up(&AtomicBool::new(false), pause))).await?;
    note_backup(core, None).await?;
    core.emit(Event::SettingsChanged);
    Ok(made)
}

/// Waits within a thread of its own, so that others have their turn; true when that is enough.
pub(crate) fn give_up(stop: &AtomicBool, pause: Duration) -> bool {
    std::thread::park_timeout(pause);
    stop.load(Ordering::Relaxed)
}

/// When a job is due at the latest, however it came to its due time.
fn latest_due_at(job: &Job, now: DateTime<Utc>, zone: &str) -> Option<DateTime<Utc>> {
    match (job.retry_at, job.last_run_at) {
        (Some(_), _) => Some(now + backoff::LONGEST),
        (None, None) => Some(now),
        (None, Some(_)) => job.schedule.next_after(now, job.created_at, zone),
    }
}
