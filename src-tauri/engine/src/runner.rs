//! What a run is: begin, fetch under supervision, end in one transaction; and once more for
//! what lay beyond the cap.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::TimeDelta;
use futures_util::FutureExt;
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    access::Purpose,
    backoff,
    core::Core,
    fail_points::fail_point,
    model::{Event, FailureCode, Job, JobId, Run, RunId, RunStatus, Trigger},
    platforms::{ConnectorError, Fetched, Progress, Session, Target, Traffic, connector},
    settle::{COUNTED_SLOTS, Fetch, Settling, Way},
    store::{
        Durability, HoldChange, KeptItems, MissedSlots, NewItems, Outage, StartedRun, StoreError, StoreResult,
    },
};

/// Beyond the network's deadline: for parsing and sanitising what came.
const READING: Duration = Duration::from_secs(30);
/// A start later than this makes up for a slot rather than keeping it.
const LATE: TimeDelta = TimeDelta::minutes(2);
const WRITE_AGAIN: Duration = Duration::from_secs(5);

/// Carries out runs under one lease token.
#[derive(Debug)]
pub(crate) struct Runner {
    pub(crate) core: Arc<Core>,
    pub(crate) token: i64,
    pub(crate) stop: CancellationToken,
}

impl Runner {
    /// Runs a job. Answers its last run, or nothing when there was no reason to run it (any more).
    pub(crate) async fn run(
        &self,
        run_id: RunId,
        job_id: JobId,
        trigger: Trigger,
    ) -> StoreResult<Option<Run>> {
        let Some(mut started) = self.start(run_id, job_id, trigger).await? else { return Ok(None) };
        let Answered { fetch, traffic, way } = self.fetch(&started).await;
        let fetch = Arc::new(fetch);
        started.run.requests = traffic.requests;
        started.run.bytes = traffic.bytes;
        started.run.http_status = traffic.http_status;
        loop {
            let (run, kept) = self.finish(&started, &fetch, &way).await?;
            if kept.remaining == 0 || self.stop.is_cancelled() {
                return Ok(Some(run));
            }
            let follow_up = RunId::new(self.core.ports.clock.now());
            // Asked for by hand, all of it was asked for, whether or not the job is paused.
            let trigger = if trigger == Trigger::Manual { trigger } else { Trigger::Schedule };
            match self.start(follow_up, job_id, trigger).await? {
                Some(next) => started = StartedRun { job: started.job, ..next },
                None => return Ok(Some(run)),
            }
        }
    }

    async fn start(&self, run_id: RunId, job_id: JobId, trigger: Trigger) -> StoreResult<Option<StartedRun>> {
        let (now, token) = (self.core.ports.clock.now(), self.token);
        let zone = self.core.ports.clock.time_zone();
        let started = self
            .core
            .db(move |store| {
                store.start_run(token, run_id, job_id, trigger, now, |job| missed_before(job, now, &zone))
            })
            .await?;
        if let Some(started) = &started {
            self.core.emit(Event::RunStarted { job_id, run_id: started.run.id });
        }
        Ok(started)
    }

    async fn fetch(&self, started: &StartedRun) -> Answered {
        let job = &started.job;
        let purpose = match started.run.trigger {
            Trigger::Manual => Purpose::ByHand,
            Trigger::Schedule | Trigger::CatchUp => Purpose::Schedule,
        };
        let granted = match self.core.granted(job.platform, purpose).await {
            Ok(granted) => granted,
            Err(error) => {
                return Answered { fetch: Err(error), traffic: Traffic::default(), way: Way::default() };
            }
        };
        let session = Session::new(
            Arc::clone(&self.core.ports.http),
            Arc::clone(&self.core.pacer),
            granted.access.clone(),
            job.internals.grant.iter().cloned().collect(),
            self.core.options.network_deadline,
        );
        let progress = Progress { events: self.core.events.clone(), job_id: job.id, run_id: started.run.id };
        let mut session = session.telling(progress).at(self.core.ports.clock.now());
        // A recording answers the same the next time; without a network one try tells enough.
        if self.core.options.is_paced && self.core.network.offline_since().is_none() {
            session = session.retrying(&backoff::in_run(started.run.id, job.consecutive_failures));
        }
        let session = Arc::new(session);
        let fetch = self.ask(job, &session).await.map_err(|error| granted.explain(error));
        Answered {
            fetch,
            traffic: session.traffic(),
            way: Way {
                asked: session.asked(),
                key: granted.key,
                is_refusal_known: granted.refusal.is_some(),
            },
        }
    }

    /// A panic or a hang in a connector fails the run and nothing else.
    async fn ask(&self, job: &Job, session: &Arc<Session>) -> Fetch {
        let target = Target::of(job);
        let (platform, cursor, asking) = (job.platform, job.internals.cursor.clone(), Arc::clone(session));
        let fetching = AbortOnDropHandle::new(tokio::spawn(async move {
            connector(platform).fetch(&target, &cursor, &asking).await
        }));
        let deadline = self.core.options.network_deadline + READING;
        match tokio::time::timeout(deadline, fetching).await {
            Ok(Ok(fetch)) => fetch,
            Ok(Err(error)) => {
                tracing::error!(job = %job.id, %error, "a connector ended unexpectedly");
                Err(ConnectorError::new(
                    FailureCode::Internal,
                    "Tidewatch made a mistake while reading the answer.",
                ))
            }
            Err(_) => Err(ConnectorError::new(
                FailureCode::Timeout,
                format!("Reading took longer than {} seconds and was given up.", deadline.as_secs()),
            )),
        }
    }

    /// Writes the end of a run. Until that is possible the run keeps its place, so that a full
    /// disk starts no storm of runs.
    async fn finish(
        &self,
        started: &StartedRun,
        fetch: &Arc<Fetch>,
        way: &Way,
    ) -> StoreResult<(Run, KeptItems)> {
        let mut fetch = Arc::clone(fetch);
        let mut outage = self.core.network.hear(started, &fetch);
        let mut has_failed = false;
        loop {
            let error = match AssertUnwindSafe(self.commit(started, Arc::clone(&fetch), outage.clone(), way))
                .catch_unwind()
                .await
            {
                Ok(Err(error)) => error,
                Ok(done) => return done,
                Err(_) => StoreError::Mistake,
            };
            // What was found is found again; that it could not be kept has to be told.
            let code = match &error {
                StoreError::Busy => None,
                StoreError::Full | StoreError::ReadOnly | StoreError::Disk(_) => Some(FailureCode::DiskFull),
                StoreError::StaleToken | StoreError::NotFound(_) => return Err(error),
                _ if has_failed => return Err(error),
                _ => Some(FailureCode::Internal),
            };
            tracing::warn!(job = %started.job.id, %error, "a run could not be written; trying again");
            if let Some(code) = code {
                has_failed = true;
                outage = None;
                fetch = Arc::new(Err(ConnectorError::new(code, error.to_string())));
            }
            if code != Some(FailureCode::Internal) {
                tokio::select! {
                    () = self.stop.cancelled() => return Err(error),
                    () = tokio::time::sleep(WRITE_AGAIN) => {}
                }
            }
        }
    }

    async fn commit(
        &self,
        started: &StartedRun,
        fetch: Arc<Fetch>,
        outage: Option<Outage>,
        way: &Way,
    ) -> StoreResult<(Run, KeptItems)> {
        let (token, started, way) = (self.token, started.clone(), way.clone());
        let (holds, core) = (Arc::clone(&self.core.holds), Arc::clone(&self.core));
        let (clock, job_id) = (Arc::clone(&self.core.ports.clock), started.job.id);
        let (run, kept, raised) = self
            .core
            .db(move |store| {
                let (now, zone) = (clock.now(), clock.time_zone());
                let found = match fetch.as_ref() {
                    Ok(Fetched::Page(page)) => {
                        Some(NewItems { items: &page.items, cap: started.job.max_items_per_run as usize })
                    }
                    _ => None,
                };
                let durability = match fetch.as_ref() {
                    Ok(Fetched::NotModified { .. }) => Durability::Light,
                    _ => Durability::Durable,
                };
                let mut hold = None;
                let finished =
                    store.finish_run(token, durability, &started, found.as_ref(), now, |job, kept| {
                        let settling = Settling { job, kept, now, zone: &zone, way: &way };
                        let finished = match outage.or_else(|| core.network.found_meanwhile(&started, &fetch))
                        {
                            Some(outage) => settling.offline(started.run.clone(), outage),
                            None => settling.settle(started.run.clone(), &fetch),
                        };
                        hold.clone_from(&finished.hold);
                        finished
                    })?;
                fail_point!(after_commit);
                match hold {
                    Some(HoldChange::Begin(hold)) => holds.add(hold),
                    Some(HoldChange::End(scope)) => holds.remove(&scope),
                    None => {}
                }
                Ok(finished)
            })
            .await?;
        self.tell(job_id, &run, &kept, &raised);
        Ok((run, kept))
    }

    fn tell(&self, job_id: JobId, run: &Run, kept: &KeptItems, raised: &[i64]) {
        if !kept.new.is_empty() {
            let count = u32::try_from(kept.new.len()).unwrap_or(u32::MAX);
            self.core.emit(Event::ItemsFound { job_id, run_id: run.id, count });
        }
        for &id in raised {
            self.core.emit(Event::NotificationRaised { id });
        }
        self.core.emit(Event::RunFinished { job_id, run_id: run.id, status: run.status });
        let (outcome, code) = (run.outcome.map(|o| o.as_str()), run.error_code.map(|c| c.as_str()));
        match run.status {
            RunStatus::Failed => {
                tracing::warn!(job = %job_id, code, message = run.error_message, "run failed")
            }
            status => {
                tracing::info!(job = %job_id, %status, outcome, new = run.new_items_downloaded, "run ended")
            }
        }
    }
}

/// What came of asking.
#[derive(Debug)]
struct Answered {
    fetch: Fetch,
    traffic: Traffic,
    way: Way,
}

/// How late a scheduled run starts: as a catch-up, and for how many slots it stands.
fn missed_before(
    job: &Job,
    now: chrono::DateTime<chrono::Utc>,
    zone: &str,
) -> (Trigger, Option<MissedSlots>) {
    let Some(due) = job.next_run_at.filter(|due| now - *due > LATE) else { return (Trigger::Schedule, None) };
    let slots = job.schedule.slots_between(due, now, job.created_at, zone, COUNTED_SLOTS);
    let is_first_run = job.last_run_at.is_none();
    let missed = (slots > 0 && !is_first_run).then_some(MissedSlots { since: due, slots });
    (Trigger::CatchUp, missed)
}
