//! Use cases on files: jobs in from other programs, and out to them.

use std::{
    collections::{HashMap, HashSet},
    future::ready,
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use url::{Host, Url};

use super::{Engine, jobs::assemble};
use crate::{
    Error, Result, backoff, export,
    import::{self, Entry},
    model::{
        Event, ImportProblem, ImportReport, Job, JobQuery, MAX_OPML_BYTES, Paging, ScheduleDetails, UserId,
    },
    platforms::Link,
};

/// Names looked up at once: fewer than there are threads, since a look-up may hang.
const LOOKUPS_AT_ONCE: usize = 6;
/// For all look-ups of an import together.
const LOOKUPS: Duration = Duration::from_secs(5);
/// Jobs that an import adds are set apart by less, and by less than a tenth of their interval.
const APART: Duration = Duration::from_secs(300);

impl Engine {
    /// Adds the feeds of an OPML document with their folders, all at once. What is watched
    /// already is passed over; an address in a private network is a problem, never a grant.
    ///
    /// # Errors
    /// It is not OPML, or out of bounds; the field is `text`. Nothing is written then.
    pub async fn import_opml(&self, text: &[u8]) -> Result<ImportReport> {
        // A byte too many is enough to be refused.
        let text = text.get(..=MAX_OPML_BYTES).unwrap_or(text).to_vec();
        let wanted = blocking(move || import::read_opml(&text)).await?;
        let wanted = wanted.map_err(|error| Error::refused(vec![error]))?;
        let now = self.core.ports.clock.now();
        let zone = self.core.ports.clock.time_zone();
        let mut report = ImportReport::default();
        let listed = wanted.entries.len();
        // Nobody is asked about what is watched already.
        let (entries, user_id) = self
            .core
            .db(move |store| {
                let mut entries = Vec::new();
                for entry in wanted.entries {
                    if store.jobs_watching(&entry.target.target_url)?.is_empty() {
                        entries.push(entry);
                    }
                }
                Ok((entries, store.user(now)?))
            })
            .await?;
        report.skipped = count(listed - entries.len());
        let private = self.private_hosts(&entries).await;
        let (jobs, problems) = blocking(move || as_jobs(entries, &private, user_id, now, &zone)).await?;
        report.problems.extend(problems);
        report.problems.extend(wanted.problems);
        if !jobs.is_empty() {
            let candidates = count(jobs.len());
            report.created = self.core.db(move |store| store.insert_jobs_unless_watched(&jobs)).await?;
            // Some of them stand in the file more than once.
            report.skipped += candidates - report.created;
        }
        if report.created > 0 {
            self.changed(Event::StoreChanged).await;
        }
        Ok(report)
    }

    /// All jobs but the deleted ones as OPML 2.0, for this program and others.
    pub async fn export_opml(&self) -> Result<String> {
        let now = self.core.ports.clock.now();
        let jobs = self
            .core
            .db(|store| {
                let mut jobs = Vec::new();
                let mut paging = Paging { skip: 0, limit: 1000 };
                loop {
                    let page = store.list_jobs(&JobQuery { paging, ..JobQuery::default() })?.items;
                    let is_last = page.len() < paging.limit as usize;
                    jobs.extend(page);
                    if is_last {
                        return Ok(jobs);
                    }
                    paging.skip += paging.limit;
                }
            })
            .await?;
        blocking(move || export::opml(&jobs, now))
            .await?
            .map_err(|error| Error::internal(format!("{error}.")))
    }

    /// Hosts that lead to private addresses. One that is not told in time is taken for
    /// public: without a grant it is refused when it is read.
    async fn private_hosts(&self, entries: &[Entry]) -> HashSet<String> {
        let mut hosts = HashMap::new();
        for url in
            entries.iter().filter_map(|entry| Link::parse(&entry.target.target_url).ok()).map(|link| link.url)
        {
            if let Some(host) = url.host_str() {
                hosts.entry(host.to_owned()).or_insert(url);
            }
        }
        let mut hosts: Vec<(String, Url)> = hosts.into_iter().collect();
        // Addresses need no look-up.
        hosts.sort_by_key(|(_, url)| matches!(url.host(), Some(Host::Domain(_))));
        let mut private = HashSet::new();
        let http = Arc::clone(&self.core.ports.http);
        let looking = stream::iter(hosts)
            .map(|(host, url)| {
                let http = Arc::clone(&http);
                async move { http.is_private(&url).await.then_some(host) }
            })
            .buffer_unordered(LOOKUPS_AT_ONCE)
            .for_each(|host| {
                private.extend(host);
                ready(())
            });
        if tokio::time::timeout(LOOKUPS, looking).await.is_err() {
            tracing::info!("not all names of the import could be looked up");
        }
        private
    }
}

/// The jobs to add, each checked as one that a user creates.
fn as_jobs(
    entries: Vec<Entry>,
    private: &HashSet<String>,
    user_id: UserId,
    now: DateTime<Utc>,
    zone: &str,
) -> (Vec<Job>, Vec<ImportProblem>) {
    let (mut jobs, mut problems) = (Vec::new(), Vec::new());
    for Entry { name, mut new, target, told } in entries {
        let host =
            Link::parse(&target.target_url).ok().and_then(|link| link.url.host_str().map(str::to_owned));
        if let Some(host) = host.filter(|host| private.contains(host)) {
            let reason = format!(
                "{host} lies in a private network, where an import never leads. Add this address by hand."
            );
            problems.push(ImportProblem { name, reason });
            continue;
        }
        problems.extend(told);
        let asked = new.schedule.clone().unwrap_or_default();
        let job = assemble(new.clone(), target.clone(), None, user_id, now, zone).or_else(|error| {
            match import::without_refused(&mut new, &name, &error.fields) {
                Some(left_out) => {
                    problems.extend(left_out);
                    assemble(new, target, None, user_id, now, zone)
                }
                None => Err(error),
            }
        });
        match job {
            Ok(job) => jobs.push(apart(job, &asked, zone)),
            Err(error) => problems.push(ImportProblem { name, reason: error.message }),
        }
    }
    (jobs, problems)
}

/// Jobs that are created in one moment would run in one moment for ever: where their file names
/// no time, each has one of its own shortly after.
fn apart(mut job: Job, asked: &ScheduleDetails, zone: &str) -> Job {
    if asked.minute.is_none() && asked.at.is_none() {
        let within = (job.schedule.nominal_interval() / 10).min(APART);
        let moment = job.created_at + backoff::offset(job.id, within);
        (job.schedule.details.minute, job.schedule.details.at) = (None, None);
        job.schedule = job.schedule.completed(moment, zone);
    }
    job
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::internal(format!("The file could not be worked on: {error}.")))
}

fn count(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}
