//! Use cases on what is kept: copies, retention, summaries of runs, and how all of it stands.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::Engine;
use crate::{
    Result,
    housekeeping::{self, BACKUP_PROBLEM},
    model::{Backup, Check, JobId, RunRollup, Span},
    recovery,
    store::{StoreError, backups},
};

impl Engine {
    /// Copies the database into the folder for copies, while everything goes on.
    ///
    /// # Errors
    /// `store_unusable` where there is too little room, or the database is damaged.
    pub async fn backup_now(&self) -> Result<Backup> {
        Ok(housekeeping::back_up_now(&self.core).await?)
    }

    /// The same into a file of the user's choice, which only they can read.
    ///
    /// # Errors
    /// `invalid_field` where the file is there already or cannot be written.
    pub async fn backup_to(&self, file: &Path) -> Result<Backup> {
        let (target, created_at) = (file.to_owned(), self.now());
        let bytes = self.core.db(move |store| {
            store.back_up_to(&target, &|pause| {
                std::thread::park_timeout(pause);
                false
            })?;
            Ok(std::fs::metadata(&target).map_or(0, |file| file.len()))
        });
        Ok(Backup { bytes: bytes.await?, path: file.display().to_string(), created_at })
    }

    /// The copies in the data folder, newest first.
    pub async fn backups(&self) -> Result<Vec<Backup>> {
        Ok(self.core.db(|store| Ok(backups(store.dir()))).await?)
    }

    /// Removes the items that are not to be kept now rather than within the hour. Answers how many.
    pub async fn apply_retention(&self) -> Result<u64> {
        Ok(housekeeping::apply_retention(&self.core, self.now()).await?)
    }

    /// Runs of a job, or of all, that began from `since` on and before `until`, added up by hour or
    /// day (UTC), oldest first. Hours of long ago are known by the day only and answered so.
    pub async fn run_rollups(
        &self,
        job: Option<JobId>,
        span: Span,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<RunRollup>> {
        Ok(self.core.db(move |store| store.run_rollups(job, span, since, until)).await?)
    }

    /// Examines folder, database, copies and clock; see [`recovery::doctor`], which needs no
    /// database that can be opened.
    pub async fn doctor(&self, thoroughly: bool) -> Result<Vec<Check>> {
        let clock = std::sync::Arc::clone(&self.core.ports.clock);
        let examine =
            move |store: &crate::store::Store| Ok(recovery::doctor(store.dir(), thoroughly, clock.as_ref()));
        Ok(self.core.db(examine).await?)
    }

    /// When it was last copied, why it could not be, and why nothing is written any more.
    pub(super) async fn how_it_is_kept(
        &self,
    ) -> Result<(Option<DateTime<Utc>>, Option<String>, Option<String>)> {
        let kept = self.core.db(|store| {
            let copied_at = backups(store.dir()).first().map(|copy| copy.created_at);
            let problem = store.damage().map(|detail| StoreError::Damaged { detail }.to_string());
            Ok((copied_at, store.setting::<Option<String>>(BACKUP_PROBLEM)?.flatten(), problem))
        });
        Ok(kept.await?)
    }
}
