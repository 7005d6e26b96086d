//! When runs start: sleeps until the earliest due job, is woken by changes, and starts what
//! the caps allow. The loop also renews the lease, so that a hung loop loses it.

mod ending;
mod outside;
mod spread;

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{
    task::{self, JoinSet},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use crate::{
    core::Core,
    housekeeping::{self, House},
    model::{Event, JobId, Pause, Run, RunId, Trigger},
    runner::Runner,
    store::{Store, StoreError, StoreResult},
    turns::Turns,
};

pub(crate) use outside::NOTICED;
use outside::Outside;
use spread::Spread;

/// Due jobs read in one look.
const LOOK_AHEAD: u32 = 1000;
/// Timers stand still while a machine sleeps; due times are compared with the wall clock at
/// least this often.
const TICK: Duration = Duration::from_secs(30);
/// How long runs may take to end when Tidewatch does: ten seconds are for them and for the last
/// deliveries of each channel.
const PATIENCE: Duration = Duration::from_millis(5500);
/// After the store failed, how long to wait before the next start.
const AFTER_FAILURE: Duration = Duration::from_secs(10);
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// When the loop ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    Stopped,
    /// Nothing is due and nothing runs.
    Idle,
    /// This request has been carried out; nothing else is started.
    Requested(RunId),
}

/// How the loop ended.
#[derive(Debug)]
pub(crate) enum Ended {
    Done(Vec<Run>),
    /// Another process has taken over.
    LeaseLost,
}

/// The loop that runs the schedule under one lease.
#[derive(Debug)]
pub(crate) struct Scheduler {
    core: Arc<Core>,
    runner: Arc<Runner>,
    until: Until,
    stop: CancellationToken,
    running: JoinSet<StoreResult<Option<Run>>>,
    tasks: HashMap<task::Id, JobId>,
    turns: Turns,
    reports: Vec<Run>,
    /// Why a run could not be begun or ended, for who waits for it.
    failure: Option<StoreError>,
    not_before: Option<Instant>,
    /// All jobs are paused.
    pause: Option<Pause>,
    house: House,
    outside: Outside,
    spread: Spread,
}

impl Scheduler {
    pub(crate) fn new(core: Arc<Core>, token: i64, until: Until, stop: CancellationToken) -> Self {
        let runner = Arc::new(Runner { core: Arc::clone(&core), token, stop: stop.clone() });
        let turns = Turns::new(Arc::clone(&core.pacer));
        let house = House::new(Arc::clone(&core), token, !matches!(until, Until::Requested(_)));
        let outside = Outside::new(&core, until);
        let mut spread = Spread::default();
        if until == Until::Stopped {
            spread.begin();
        }
        Self {
            core,
            runner,
            until,
            stop,
            running: JoinSet::new(),
            tasks: HashMap::new(),
            turns,
            reports: Vec::new(),
            failure: None,
            not_before: None,
            pause: None,
            house,
            outside,
            spread,
        }
    }

    /// # Errors
    /// What the store said when even the first look failed; later failures are waited out.
    pub(crate) async fn run(mut self) -> StoreResult<Ended> {
        let ended = self.watch().await;
        if !matches!(ended, Ok(Ended::LeaseLost)) {
            self.wind_up().await;
        }
        ended
    }

    async fn watch(&mut self) -> StoreResult<Ended> {
        let renew_every = self.core.options.lease_ttl / 3;
        let mut renew_at = Instant::now() + renew_every;
        let mut housekeeping_at = Instant::now();
        let mut must_look = true;
        let mut has_looked = false;
        loop {
            if let Some(detail) = self.core.store.damage() {
                if self.until != Until::Stopped {
                    return Err(StoreError::Damaged { detail });
                }
                housekeeping::rest(&self.core, &self.stop, renew_every).await;
                return Ok(Ended::Done(Vec::new()));
            }
            if Instant::now() >= renew_at {
                if !self.renew().await {
                    return Ok(Ended::LeaseLost);
                }
                renew_at = Instant::now() + renew_every;
                self.core.heartbeat();
            }
            if Instant::now() >= housekeeping_at {
                self.house.keep().await;
                housekeeping_at = Instant::now() + HOUSEKEEPING;
            }
            if self.notice().await? {
                must_look = true;
                // Sleep may have let it run out.
                renew_at = Instant::now();
            }
            let is_held = self.not_before.is_some_and(|time| Instant::now() < time);
            if must_look && !is_held {
                match self.look().await {
                    Ok(()) => must_look = false,
                    Err(error) if !has_looked || matches!(error, StoreError::StaleToken) => {
                        return Err(error);
                    }
                    Err(error) => self.wait_out(error),
                }
                has_looked = true;
            }
            self.start_ready();
            if self.running.is_empty() && self.turns.is_empty() && self.until != Until::Stopped {
                self.house.finish().await;
                let reports = std::mem::take(&mut self.reports);
                return self.failure.take().map_or(Ok(Ended::Done(reports)), Err);
            }
            let sleep = self.longest_sleep(renew_at).await;
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return Ok(Ended::Done(std::mem::take(&mut self.reports))),
                Some(finished) = self.running.join_next_with_id(), if !self.running.is_empty() => {
                    if !self.take_finished(finished).await? {
                        return Ok(Ended::LeaseLost);
                    }
                    // What is due now is in the queue; only an empty one has to be filled.
                    must_look |= self.turns.is_empty();
                }
                () = self.core.wake.notified() => must_look = true,
                Ok(()) = self.outside.machine.changed() => must_look = true,
                () = tokio::time::sleep(sleep) => must_look = true,
            }
        }
    }

    async fn renew(&self) -> bool {
        let (token, ttl, clock) = (self.runner.token, self.core.options.lease_ttl, self.core.lease_clock());
        match self.core.db(move |store| store.renew_lease(token, ttl, &clock)).await {
            // A store that fails does not pass the schedule on; the lease just runs out if it stays so.
            Err(error) => {
                tracing::warn!(%error, "the lease could not be renewed");
                true
            }
            Ok(is_renewed) => is_renewed,
        }
    }

    /// Reads what was asked for and what is due.
    async fn look(&mut self) -> StoreResult<()> {
        // Not later: sleep that comes in between is noticed before what it made late starts.
        let (token, now) = (self.runner.token, self.outside.wall);
        let takes_due = !matches!(self.until, Until::Requested(_));
        let (expired, requests, due, pause) = self
            .core
            .db(move |store| {
                let expired = store.complete_expired_jobs(token, now)?;
                let pause = store.pause(now)?;
                let due = match pause {
                    None if takes_due => store.due_jobs(now, LOOK_AHEAD)?,
                    _ => Vec::new(),
                };
                Ok((expired, store.run_requests()?, due, pause))
            })
            .await?;
        if self.pause.is_some() && pause.is_none() {
            self.core.emit(Event::SettingsChanged);
            self.spread.begin();
        }
        self.pause = pause;
        let due = self.reachable(due, now).await?;
        let due = self.spread.open(due, now);
        let due = due.into_iter().map(|due| (due.job, due.target_url)).collect();
        expired.into_iter().for_each(|job_id| self.core.emit(Event::JobUpdated { job_id }));
        let is_wanted = |run: RunId| match self.until {
            Until::Requested(wanted) => run == wanted,
            Until::Stopped | Until::Idle => true,
        };
        self.turns.fill(requests.into_iter().filter(|(run, ..)| is_wanted(*run)).collect(), due);
        Ok(())
    }

    fn start_ready(&mut self) {
        if self.not_before.is_some_and(|time| Instant::now() < time) || self.outside.is_waiting() {
            return;
        }
        self.not_before = None;
        while let Some((job, requested)) = self.turns.next() {
            let (run, trigger) = match requested {
                Some(run) => (run, Trigger::Manual),
                None => (RunId::new(self.core.ports.clock.now()), Trigger::Schedule),
            };
            let runner = Arc::clone(&self.runner);
            let task = self.running.spawn(async move { runner.run(run, job, trigger).await });
            self.tasks.insert(task.id(), job);
        }
    }

    /// The store fails: nothing is started for a while.
    fn wait_out(&mut self, error: StoreError) {
        tracing::error!(%error, "the store could not be read; trying again");
        self.not_before = Some(Instant::now() + AFTER_FAILURE);
        self.failure = Some(error).filter(|_| self.until != Until::Stopped);
    }

    async fn longest_sleep(&self, renew_at: Instant) -> Duration {
        let mut sleep = TICK
            .min(self.core.options.look_interval)
            .min(renew_at.saturating_duration_since(Instant::now()).max(Duration::from_millis(10)));
        if let Some(time) = self.not_before {
            return sleep.min(time.saturating_duration_since(Instant::now()).max(Duration::from_millis(10)));
        }
        let now = self.outside.wall;
        let again = self.outside.looks_again_at().into_iter().chain(self.spread.opens_at()).min();
        let next = match self.pause {
            Some(pause) => pause.until,
            // Some of those that are due wait for something else than their time.
            None if again.is_some() => {
                self.core.db(move |store| store.next_due_after(now)).await.ok().flatten()
            }
            None if self.turns.is_empty() => {
                self.core.db(Store::next_due).await.ok().flatten().map(|(at, _)| at)
            }
            None => None,
        };
        if let Some(next) = next {
            sleep = sleep.min(until(next, now));
        }
        if let Some(again) = again {
            sleep = sleep.min(again.saturating_duration_since(Instant::now()) + Duration::from_millis(1));
        }
        // A little more, so that its turn has come on waking.
        self.turns.opens_in().map_or(sleep, |wait| sleep.min(wait + Duration::from_millis(1)))
    }
}

/// From now to then by the wall clock, a little more so that the job is due on waking.
fn until(due: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (due - now).to_std().unwrap_or_default() + Duration::from_millis(1)
}
