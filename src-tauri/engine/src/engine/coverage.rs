//! Use cases on coverage: when jobs were watched, and which have gone silent.

use chrono::{DateTime, Utc};

use super::Engine;
use crate::{
    Error, Result,
    model::{Coverage, FieldError, GapReason, Job, JobId},
    owner,
    store::Watching,
};

impl Engine {
    /// When a job was watched from `since` to `until`, and why not when it was not.
    ///
    /// # Errors
    /// `not_found`, also for a deleted job; `invalid_field` where the time is none.
    pub async fn coverage(&self, id: JobId, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Coverage> {
        let found = self.covered(Some(id), since, until).await?;
        found.into_iter().next().ok_or_else(|| Error::not_found("job"))
    }

    /// The same for every job that is not deleted, in the order of their creation.
    ///
    /// # Errors
    /// `invalid_field` where the time is none.
    pub async fn coverage_of_all(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Coverage>> {
        self.covered(None, since, until).await
    }

    async fn covered(
        &self,
        id: Option<JobId>,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<Coverage>> {
        if since >= until {
            return Err(Error::refused(vec![FieldError::new("since", "It must lie before the end.")]));
        }
        let watching = self.watching().await?;
        let found = self.core.db(move |store| store.gaps(id, (since, until), watching)).await?;
        let covered = found.into_iter();
        Ok(covered.map(|(job, gaps)| Coverage::of(job.id, job.created_at, (since, until), gaps)).collect())
    }

    async fn watching(&self) -> Result<Watching> {
        let clock = self.core.lease_clock();
        let (now, pause) = (clock.now, self.pause().await?);
        let (lease, offline) =
            self.core.db(|store| Ok((store.find_lease()?, store.offline_since()?))).await?;
        let is_live = lease.is_some_and(|lease| !lease.remaining(&clock).is_zero())
            && owner::connect(self.core.store.dir()).await.is_some();
        let idle = match () {
            () if pause.is_some() => Some(GapReason::Paused),
            () if !is_live => Some(GapReason::NotRunning),
            () => offline.map(|_| GapReason::Offline),
        };
        Ok(Watching { now, idle })
    }

    /// Watched jobs without a success for three intervals. None while all jobs are paused.
    pub async fn stale_jobs(&self) -> Result<Vec<Job>> {
        if self.pause().await?.is_some() {
            return Ok(Vec::new());
        }
        let now = self.core.ports.clock.now();
        let suspects = self.core.db(move |store| store.without_success(now)).await?;
        let described = suspects.into_iter().map(|job| self.described(job));
        Ok(described.filter(|job| job.is_stale).collect())
    }
}
