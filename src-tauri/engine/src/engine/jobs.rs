//! Use cases on jobs: create, list, change, delete, restore.

use chrono::{DateTime, Utc};

use super::{
    Engine,
    changes::{apply, refuse_past_mute, retarget},
    targets::{checked_options, choose, is_watched_by, meant},
};
use crate::{
    Error, Result,
    content::text,
    model::{
        DEFAULT_MAX_ITEMS, Event, Frequency, Grant, Job, JobId, JobInternals, JobPatch, JobQuery, JobStatus,
        Listing, NewJob, Recognised, Recognition, Schedule, UserId, validate_job,
    },
    platforms::{self, Link, SAMPLE_URL, grant_for},
};

impl Engine {
    /// What a pasted text stands for, without the network.
    pub async fn recognise(&self, text: &str) -> Result<Recognition> {
        let mut readings =
            platforms::recognise(text).map_err(|error| Error::refused(vec![error]))?.into_iter();
        let recognised =
            readings.next().ok_or_else(|| Error::internal("No reading of this link was found."))?;
        let url = recognised.target_url.clone();
        let existing_job_ids = self.core.db(move |store| store.jobs_watching(&url)).await?;
        Ok(Recognition {
            recognised,
            alternatives: readings.collect(),
            notice: platforms::notice(text),
            existing_job_ids,
        })
    }

    /// Adds a job; its first run is due at once.
    ///
    /// # Errors
    /// Every field that was refused, with its name.
    pub async fn create_job(&self, new: NewJob) -> Result<Job> {
        let job = self.new_job(new).await?;
        let stored = job.clone();
        self.core.db(move |store| store.insert_job(&stored)).await?;
        self.changed(Event::JobCreated { job_id: job.id }).await;
        Ok(self.described(job))
    }

    /// A job as the user wants it, complete and valid, not stored yet.
    async fn new_job(&self, new: NewJob) -> Result<Job> {
        let now = self.core.ports.clock.now();
        let zone = self.core.ports.clock.time_zone();
        let target = choose(&new.target_url, new.platform, new.target_type, &new.options)?;
        let grant = self.grant(&target.target_url).await;
        let user_id = self.core.db(move |store| store.user(now)).await?;
        assemble(new, target, grant, user_id, now, &zone)
    }

    /// The job that watches the built-in sample feed; created when there is none.
    pub async fn create_sample_job(&self) -> Result<Job> {
        let new = NewJob { target_url: SAMPLE_URL.into(), name: Some("Sample".into()), ..NewJob::default() };
        let job = self.new_job(new).await?;
        let candidate = job.clone();
        // Asked and added in one step: several processes may start at the same moment.
        match self.core.db(move |store| store.insert_job_unless_watched(&candidate)).await? {
            Some(watching) => self.job(watching).await,
            None => {
                self.changed(Event::JobCreated { job_id: job.id }).await;
                Ok(self.described(job))
            }
        }
    }

    /// Jobs in the order of their creation.
    pub async fn jobs(&self, query: JobQuery) -> Result<Listing<Job>> {
        let listing = self.core.db(move |store| store.list_jobs(&query)).await?;
        let is_paused = self.pause().await?.is_some();
        let described = listing.items.into_iter().map(|job| self.described(job));
        let items = described.map(|job| Job { is_stale: job.is_stale && !is_paused, ..job }).collect();
        Ok(Listing { items, total: listing.total })
    }

    /// # Errors
    /// `not_found`; a deleted job is found until it is purged.
    pub async fn job(&self, id: JobId) -> Result<Job> {
        let job = self.core.db(move |store| store.find_job(id)).await?;
        let mut job = job.map(|job| self.described(job)).ok_or_else(|| Error::not_found("job"))?;
        job.is_stale = job.is_stale && self.pause().await?.is_none();
        Ok(job)
    }

    /// Changes the fields that the patch names.
    ///
    /// # Errors
    /// Every field that was refused, with its name; then nothing is changed.
    pub async fn change_job(&self, id: JobId, patch: JobPatch) -> Result<Job> {
        let now = self.core.ports.clock.now();
        let zone = self.core.ports.clock.time_zone();
        let is_retargeted =
            patch.target_url.is_some() || patch.platform.is_some() || patch.target_type.is_some();
        let seen = if is_retargeted { Some(meant(&patch, &self.job(id).await?)?) } else { None };
        let grant = match &seen {
            Some(target) => self.grant(&target.target_url).await,
            None => None,
        };
        let job = self
            .core
            .db(move |store| {
                Ok(store.change_job(id, |job| {
                    if job.status == JobStatus::Deleted {
                        return Err(Error::not_found("job"));
                    }
                    // As it stands now: another process may have changed it since.
                    let target = if is_retargeted { Some(meant(&patch, job)?) } else { None };
                    let grant = grant.filter(|_| {
                        let url = |target: &Option<Recognised>| target.as_ref().map(|t| t.target_url.clone());
                        url(&target) == url(&seen)
                    });
                    match target {
                        Some(target) if !is_watched_by(&target, job) => {
                            retarget(job, target, grant, now);
                        }
                        // Typed once more: its name may lead somewhere by now.
                        Some(_) if grant.is_some() => job.internals.grant = grant,
                        _ => {}
                    }
                    apply(job, patch, now, &zone)?;
                    validate_job(job, now).map_err(Error::refused)
                }))
            })
            .await??;
        self.changed(Event::JobUpdated { job_id: id }).await;
        Ok(self.described(job))
    }

    /// Hides a job. It can be restored for 30 days.
    pub async fn delete_job(&self, id: JobId) -> Result<()> {
        let now = self.core.ports.clock.now();
        self.core
            .db(move |store| {
                Ok(store.change_job(id, |job| {
                    if job.status == JobStatus::Deleted {
                        return Err(Error::not_found("job"));
                    }
                    job.internals.status_before_delete = Some(job.status);
                    job.status = JobStatus::Deleted;
                    job.deleted_at = Some(now);
                    job.next_run_at = None;
                    Ok(())
                }))
            })
            .await??;
        self.changed(Event::JobDeleted { job_id: id }).await;
        Ok(())
    }

    /// Brings a deleted job back as it was; an active one is due at once.
    pub async fn restore_job(&self, id: JobId) -> Result<Job> {
        let now = self.core.ports.clock.now();
        let job = self
            .core
            .db(move |store| {
                Ok(store.change_job(id, |job| {
                    if job.status != JobStatus::Deleted {
                        return Err(Error::new(crate::ErrorCode::AlreadyExists, "This job is not deleted."));
                    }
                    job.status = job.internals.status_before_delete.take().unwrap_or(JobStatus::Active);
                    job.deleted_at = None;
                    job.next_run_at = job.is_watched().then_some(now);
                    Ok(())
                }))
            })
            .await??;
        self.changed(Event::JobCreated { job_id: id }).await;
        Ok(self.described(job))
    }

    /// The next `count` times at which a job will run.
    pub fn next_times(&self, job: &Job, count: usize) -> Vec<DateTime<Utc>> {
        let clock = &self.core.ports.clock;
        job.schedule.next_times(clock.now(), job.created_at, &clock.time_zone(), count)
    }

    pub(super) fn described(&self, mut job: Job) -> Job {
        let clock = &self.core.ports.clock;
        let (now, zone) = (clock.now(), clock.time_zone());
        job.schedule_text = job.schedule.describe(&zone);
        job.is_stale = job.has_gone_stale(now, &zone);
        job.mute = job.mute.filter(|mute| mute.holds(now));
        job
    }

    /// Leave to reach a private address: only because the user typed it.
    pub(super) async fn grant(&self, target_url: &str) -> Option<Grant> {
        let url = Link::parse(target_url).ok()?.url;
        if self.core.ports.http.is_private(&url).await { grant_for(&url) } else { None }
    }
}

/// A job as the user wants it, complete and valid. Pure.
pub(super) fn assemble(
    new: NewJob,
    target: Recognised,
    grant: Option<Grant>,
    user_id: UserId,
    now: DateTime<Utc>,
    zone: &str,
) -> Result<Job> {
    let schedule = Schedule {
        frequency: new.frequency.unwrap_or(Frequency::Hourly),
        interval_minutes: new.interval_minutes,
        details: new.schedule.unwrap_or_default(),
    };
    // What is missing is filled in only where the rest is valid; all errors are told together.
    let schedule = if schedule.validate().is_ok() { schedule.completed(now, zone) } else { schedule };
    let options = checked_options(&new.options, target.platform, target.target_type)?;
    let job = Job {
        id: JobId::new(now),
        user_id,
        name: new.name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| {
            // Addresses and handles may be longer than a name.
            text::name(&target.display).unwrap_or_else(|| target.platform.to_string())
        }),
        folder: new.folder,
        platform: target.platform,
        target_url: target.target_url,
        target_type: target.target_type,
        target_id: target.target_id,
        options,
        schedule,
        schedule_text: String::new(),
        max_items_per_run: new.max_items_per_run.unwrap_or(DEFAULT_MAX_ITEMS),
        filters: new.filters,
        expires_at: new.expires_at,
        max_runs: new.max_runs,
        status: JobStatus::Active,
        status_reason: None,
        last_run_at: None,
        last_success_at: None,
        is_stale: false,
        next_run_at: Some(now),
        retry_at: None,
        total_runs: 0,
        successful_runs: 0,
        failed_runs: 0,
        consecutive_failures: 0,
        failing_since: None,
        failure_code: None,
        baseline_at: None,
        notify_on_new_content: new.notify_on_new_content.unwrap_or(true),
        notify_on_failure: new.notify_on_failure.unwrap_or(true),
        notification_email: new.notification_email,
        mute: new.mute,
        retention: new.retention,
        items: 0,
        items_unread: 0,
        created_at: now,
        updated_at: now,
        deleted_at: None,
        internals: JobInternals { target_version: 1, grant, ..JobInternals::default() },
    };
    refuse_past_mute(&job, now)?;
    validate_job(&job, now).map_err(Error::refused)?;
    Ok(job)
}
