//! How runs end for the loop: in order, in failure, or cut off.

use tokio::{task, time::Instant};

use super::{AFTER_FAILURE, PATIENCE, Scheduler, Until};
use crate::{
    model::{JobId, Run, RunOutcome},
    store::{Store, StoreError, StoreResult},
};

impl Scheduler {
    /// Answers false when the lease is lost.
    pub(super) async fn take_finished(
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

    /// Lets what runs come to its end, for a while; what does not is interrupted.
    pub(super) async fn wind_up(&mut self) {
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
