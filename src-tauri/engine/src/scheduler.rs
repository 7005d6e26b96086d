//! When runs start: sleeps until the earliest due job, is woken by changes, and starts what
//! the caps allow. The loop also renews the lease, so that a hung loop loses it.

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
    model::{Event, JobId, Pause, Run, RunId, RunOutcome, Trigger},
    runner::Runner,
    store::{Store, StoreError, StoreResult},
    turns::Turns,
};

/// Due jobs read in one look.
const LOOK_AHEAD: u32 = 1000;
/// Timers stand still while a machine sleeps; due times are compared with the wall clock at
/// least this often.
const TICK: Duration = Duration::from_secs(30);
/// How long runs may take to end when Tidewatch does: ten seconds are for them and for the last
/// deliveries of each channel.
const PATIENCE: Duration = Duration::from_secs(5);
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
}

impl Scheduler {
    pub(crate) fn new(core: Arc<Core>, token: i64, until: Until, stop: CancellationToken) -> Self {
        let runner = Arc::new(Runner { core: Arc::clone(&core), token, stop: stop.clone() });
        let turns = Turns::new(Arc::clone(&core.pacer));
        let house = House::new(Arc::clone(&core), token, !matches!(until, Until::Requested(_)));
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
        let (token, clock) = (self.runner.token, Arc::clone(&self.core.ports.clock));
        let takes_due = !matches!(self.until, Until::Requested(_));
        let (expired, requests, due, pause) = self
            .core
            .db(move |store| {
                let now = clock.now();
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
        }
        self.pause = pause;
        expired.into_iter().for_each(|job_id| self.core.emit(Event::JobUpdated { job_id }));
        let is_wanted = |run: RunId| match self.until {
            Until::Requested(wanted) => run == wanted,
            Until::Stopped | Until::Idle => true,
        };
        self.turns.fill(requests.into_iter().filter(|(run, ..)| is_wanted(*run)).collect(), due);
        Ok(())
    }

    fn start_ready(&mut self) {
        if self.not_before.is_some_and(|time| Instant::now() < time) {
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

    /// Answers false when the lease is lost.
    async fn take_finished(
        &mut self,
        finished: Result<(task::Id, StoreResult<Option<Run>>), task::JoinError>,
    ) -> StoreResult<bool> {
        let task = finished.as_ref().map_or_else(task::JoinError::id, |(task, _)| *task);
        let Some(job) = self.tasks.remove(&task) else { return Ok(true) };
        self.turns.ended(job);
        match finished {
            Ok((_, Ok(run))) => self.reports.extend(run.filter(|_| self.until != Until::Stopped)),
            Ok((_, Err(StoreError::StaleToken))) => return Ok(false),
            Ok((_, Err(error))) => {
                tracing::error!(%job, %error, "a run could not be begun or ended");
                self.failure = Some(error).filter(|_| self.until != Until::Stopped);
                self.let_go(job).await;
            }
            Err(error) => {
                // Connectors are supervised apart, so this is a mistake of ours.
                tracing::error!(%job, %error, "a run ended unexpectedly");
                self.let_go(job).await;
            }
        }
        Ok(true)
    }

    /// A run that did not come to its end must not keep its job for ever.
    async fn let_go(&mut self, job: JobId) {
        self.not_before = Some(Instant::now() + AFTER_FAILURE);
        let (token, now) = (self.runner.token, self.core.ports.clock.now());
        let ended = move |store: &Store| store.interrupt_runs(token, Some(job), RunOutcome::Crash, now);
        if let Err(error) = self.core.db(ended).await {
            tracing::warn!(%job, %error, "a run that was given up could not be marked");
        }
    }

    async fn longest_sleep(&self, renew_at: Instant) -> Duration {
        let mut sleep = TICK
            .min(self.core.options.look_interval)
            .min(renew_at.saturating_duration_since(Instant::now()).max(Duration::from_millis(10)));
        if let Some(time) = self.not_before {
            return sleep.min(time.saturating_duration_since(Instant::now()).max(Duration::from_millis(10)));
        }
        let next = match self.pause {
            Some(pause) => pause.until,
            None if self.turns.is_empty() => {
                self.core.db(Store::next_due).await.ok().flatten().map(|(at, _)| at)
            }
            None => None,
        };
        if let Some(next) = next {
            sleep = sleep.min(until(next, self.core.ports.clock.now()));
        }
        // A little more, so that its turn has come on waking.
        self.turns.opens_in().map_or(sleep, |wait| sleep.min(wait + Duration::from_millis(1)))
    }

    /// Lets what runs come to its end, for a while; what does not is interrupted.
    async fn wind_up(&mut self) {
        let everything = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, everything).await.is_ok() {
            return;
        }
        self.running.shutdown().await;
        let (token, now) = (self.runner.token, self.core.ports.clock.now());
        if let Err(error) =
            self.core.db(move |store| store.interrupt_runs(token, None, RunOutcome::Shutdown, now)).await
        {
            tracing::warn!(%error, "runs that were cut off could not be marked");
        }
    }
}

/// From now to then by the wall clock, a little more so that the job is due on waking.
fn until(due: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (due - now).to_std().unwrap_or_default() + Duration::from_millis(1)
}
