//! Use cases on runs: list, run now, run what is due.

use std::time::Duration;

use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;

use super::Engine;
use crate::{
    Error, Result,
    model::{Event, Heartbeat, JobId, Listing, Role, Run, RunId, RunQuery},
    owner::{self, Connection},
    scheduler::Until,
    store::StoreError,
};

/// Before asking again whether a process that holds the folder has opened its socket.
const SOCKET_AGAIN: Duration = Duration::from_millis(300);

/// A finished run with the name of its job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunReport {
    pub job_name: String,
    #[serde(flatten)]
    pub run: Run,
}

impl Engine {
    /// Runs newest first, of one job or of all.
    ///
    /// # Errors
    /// `not_found` for a job that is not there.
    pub async fn runs(&self, query: RunQuery) -> Result<Listing<Run>> {
        if let Some(id) = query.job_id {
            self.job(id).await?;
        }
        Ok(self.core.db(move |store| store.list_runs(&query)).await?)
    }

    /// The latest `limit` runs of every job, or of one, oldest first.
    pub async fn heartbeats(&self, job: Option<JobId>, limit: u32) -> Result<Vec<Heartbeat>> {
        Ok(self.core.db(move |store| store.heartbeats(job, limit)).await?)
    }

    /// # Errors
    /// `not_found`, also for a run that was asked for and has not begun.
    pub async fn run(&self, id: RunId) -> Result<Run> {
        self.core.db(move |store| store.find_run(id)).await?.ok_or_else(|| Error::not_found("run"))
    }

    /// Asks the Owner to run a job now, whatever its schedule. Answers the id that the run will
    /// have, or has if the job runs already.
    pub async fn request_run(&self, job_id: JobId) -> Result<RunId> {
        let now = self.core.ports.clock.now();
        let run = self.core.db(move |store| store.request_run(job_id, now)).await?;
        self.changed(Event::JobUpdated { job_id }).await;
        Ok(run)
    }

    /// Asks the Owner to run every active job now. Answers how many.
    pub async fn request_all_runs(&self) -> Result<usize> {
        let now = self.core.ports.clock.now();
        let requested = self.core.db(move |store| store.request_all_runs(now)).await?;
        self.changed(Event::StoreChanged).await;
        Ok(requested)
    }

    /// Runs a job now and waits for its end. Without an Owner, this process takes the schedule
    /// for the call.
    pub async fn run_job(&self, job_id: JobId) -> Result<RunReport> {
        self.run_requested(job_id, None).await
    }

    async fn run_requested(&self, job_id: JobId, mut requested: Option<RunId>) -> Result<RunReport> {
        loop {
            if let Some(run_id) = requested {
                let (run, is_known) = self
                    .core
                    .db(move |store| Ok((store.find_run(run_id)?, store.is_known_run(run_id)?)))
                    .await?;
                if let Some(run) = run.filter(Run::is_finished) {
                    return self.report(run).await;
                }
                requested = requested.filter(|_| is_known);
            }
            if *self.role.borrow() != Role::Visitor {
                let run_id = self.request_run(job_id).await?;
                return self.wait_here(run_id).await;
            }
            let owner = owner::connect(self.core.store.dir()).await;
            let answers = owner.is_some();
            if let Some(owner) = owner {
                let run_id = match requested {
                    Some(run_id) => run_id,
                    None => *requested.insert(self.request_run(job_id).await?),
                };
                if let Some(run) = self.wait_for_owner(owner, run_id).await? {
                    return self.report(run).await;
                }
            }
            if let Some(ownership) = owner::take_over(&self.core, answers).await? {
                let now = self.core.ports.clock.now();
                let run_id = self.core.db(move |store| store.request_run(job_id, now)).await?;
                owner::run_once(&self.core, ownership, Until::Requested(run_id)).await?;
                let run = self.run(run_id).await?;
                return self.report(run).await;
            }
            tokio::time::sleep(SOCKET_AGAIN).await;
        }
    }

    /// Runs every due job and waits until nothing is due any more. As a Guest, the Owner does it.
    pub async fn run_due_jobs(&self) -> Result<Vec<RunReport>> {
        loop {
            if owner::connect(self.core.store.dir()).await.is_some() {
                let now = self.core.ports.clock.now();
                let requested = self.core.db(move |store| store.request_due_runs(now)).await?;
                self.changed(Event::StoreChanged).await;
                let mut reports = Vec::new();
                for (job_id, run_id) in requested {
                    reports.push(self.run_requested(job_id, Some(run_id)).await?);
                }
                return Ok(reports);
            }
            if let Some(ownership) = owner::take_over(&self.core, false).await? {
                let runs = owner::run_once(&self.core, ownership, Until::Idle).await?;
                return self.reports(runs).await;
            }
            tokio::time::sleep(SOCKET_AGAIN).await;
        }
    }

    /// Nothing when the Owner has gone or hangs.
    async fn wait_for_owner(&self, mut owner: Connection, run_id: RunId) -> Result<Option<Run>> {
        if owner.subscribe().await.is_err() || owner.wake().await.is_err() {
            return Ok(None);
        }
        loop {
            self.refuse_damaged()?;
            let clock = self.core.lease_clock();
            let (run, is_known, lease) = self
                .core
                .db(move |store| {
                    Ok((store.find_run(run_id)?, store.is_known_run(run_id)?, store.find_lease()?))
                })
                .await?;
            if let Some(run) = run.filter(Run::is_finished) {
                return Ok(Some(run));
            }
            if !is_known {
                return Ok(None);
            }
            let remaining = lease.map_or(Duration::ZERO, |lease| lease.remaining(&clock));
            if remaining.is_zero() {
                return Ok(None);
            }
            let is_about_it = async {
                while let Some(event) = owner.next_event().await {
                    let ended = matches!(event, Event::RunFinished { run_id: ended, .. } if ended == run_id);
                    if ended || event == Event::StoreChanged {
                        return true;
                    }
                }
                false
            };
            if let Ok(false) = tokio::time::timeout(remaining + Duration::from_millis(5), is_about_it).await {
                return Ok(None);
            }
        }
    }

    /// Waits in a process that takes part in the schedule.
    async fn wait_here(&self, run_id: RunId) -> Result<RunReport> {
        let mut events = self.subscribe();
        loop {
            self.refuse_damaged()?;
            let (run, is_known) =
                self.core.db(move |store| Ok((store.find_run(run_id)?, store.is_known_run(run_id)?))).await?;
            if let Some(run) = run.filter(Run::is_finished) {
                return self.report(run).await;
            }
            if !is_known {
                return Err(Error::not_found("run"));
            }
            loop {
                match tokio::time::timeout(self.core.options.look_interval, events.recv()).await {
                    Ok(Ok(Event::RunFinished { run_id: ended, .. })) if ended == run_id => break,
                    Ok(Ok(Event::StoreChanged)) | Ok(Err(RecvError::Lagged(_))) | Err(_) => break,
                    Ok(Err(RecvError::Closed)) => return Err(StoreError::StaleToken.into()),
                    Ok(Ok(_)) => {}
                }
            }
        }
    }

    /// In a damaged database no run ends any more.
    fn refuse_damaged(&self) -> Result<()> {
        match self.core.store.damage() {
            Some(detail) => Err(StoreError::Damaged { detail }.into()),
            None => Ok(()),
        }
    }

    async fn report(&self, run: Run) -> Result<RunReport> {
        let reports = self.reports(vec![run]).await?;
        reports.into_iter().next().ok_or_else(|| Error::not_found("run"))
    }

    async fn reports(&self, runs: Vec<Run>) -> Result<Vec<RunReport>> {
        let named = self.core.db(move |store| {
            let named = runs.into_iter().map(|run| {
                let job_name = store.job_name(run.job_id)?.unwrap_or_default();
                Ok(RunReport { job_name, run })
            });
            named.collect()
        });
        Ok(named.await?)
    }
}
