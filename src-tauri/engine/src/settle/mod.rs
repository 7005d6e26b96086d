//! What a run's result makes of its job: the next time, the counters, the messages. Pure; the
//! runner writes it in the transaction that keeps the items.

mod offline;
mod way;
mod words;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};

use crate::{
    backoff,
    model::{Cursor, FailureCode, FoundItem, Job, JobStatus, NotificationKind, Run, RunOutcome, RunStatus},
    platforms::{ConnectorError, Fetched, Page, PollHints, Reach},
    store::{Draft, FinishedRun, JobOutcome, KeptItems, MissedSlots, UNSTABLE},
};

pub(crate) use way::Way;
use words::{cut, headline, one_body, told_item, what_next};

/// Characters of a message: nobody reads more.
const MOST_CHARS: usize = 300;
/// Items that a message names.
const NAMED_ITEMS: usize = 10;
/// More are not counted one by one.
pub(crate) const COUNTED_SLOTS: u32 = 10_000;
const NOT_WATCHED: &str = "It is not tried again by itself: the job is not active.";
const RUN_LIMIT: &str = "It has run as often as it was meant to.";

const UNSTABLE_IDS: &str =
    "The source keeps giving its entries new ids; they are recognised by their links and texts.";

/// A run's result, before the store has seen its items.
pub(crate) type Fetch = Result<Fetched, ConnectorError>;

/// Everything the decision rests on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settling<'a> {
    /// As it stands in the transaction.
    pub(crate) job: &'a Job,
    pub(crate) kept: &'a KeptItems,
    pub(crate) now: DateTime<Utc>,
    pub(crate) zone: &'a str,
    pub(crate) way: &'a Way,
}

impl Settling<'_> {
    pub(crate) fn settle(&self, mut run: Run, fetch: &Fetch) -> FinishedRun {
        let mut finished = match fetch {
            Ok(Fetched::NotModified { hints, cursor }) => {
                run.end(RunStatus::Completed, RunOutcome::NotModified, self.now);
                let outcome = self.success(*hints, None, cursor.clone());
                self.finished(run, outcome, Vec::new())
            }
            Ok(Fetched::Page(page)) => self.page(run, page),
            Err(error) if error.is_held => self.held(run, error),
            Err(error) => self.failure(run, error),
        };
        if let Ok(fetched) = fetch {
            finished.overlapped = self.overlapped(finished.run.start_time, fetched.hints());
        }
        finished.hold = self.hold(fetch);
        finished.key = self.key(fetch);
        finished.with_key = self.way.key.map(|key| (key.platform, key.set_at));
        finished
    }

    fn page(&self, mut run: Run, page: &Page) -> FinishedRun {
        run.items_found = count(page.items.len());
        run.items_processed = count(page.items.len() - self.kept.remaining);
        run.new_items_downloaded = count(self.kept.new.len());
        run.updated_items = self.kept.updated;
        let outcome = if page.is_partial {
            RunOutcome::Partial
        } else if self.kept.new.is_empty() {
            RunOutcome::NothingNew
        } else {
            RunOutcome::NewItems
        };
        run.end(RunStatus::Completed, outcome, self.now);
        let mut warnings = page.warnings.clone();
        let interval = u64::from(page.hints.min_minutes.unwrap_or(0));
        if interval * 60 > self.job.schedule.nominal_interval().as_secs() {
            warnings.push(format!(
                "The source asks to be read every {interval} minutes at most, so the next check waits."
            ));
        }
        if self.kept.rekeys >= UNSTABLE {
            warnings.push(UNSTABLE_IDS.into());
        }
        if page.items.is_empty() {
            warnings.push("It holds no entries at present.".into());
        }
        if self.kept.is_all_new && page.may_have_more() {
            run.may_have_missed = true;
            // A list that is longer than one run reads says so itself.
            if page.reach != Reach::Short {
                warnings.push(format!(
                    "All {} entries were new: older ones may have been missed. Check it more often.",
                    page.items.len()
                ));
            }
        }
        if self.kept.remaining > 0 {
            warnings
                .push(format!("{} more new items are taken in the run that follows.", self.kept.remaining));
        }
        run.error_message = (!warnings.is_empty()).then(|| cut(&warnings.join(" "), MOST_CHARS));
        // Until all is taken, the source has to be read in full again after a crash.
        let is_followed = self.kept.remaining > 0;
        let cursor = (!is_followed).then(|| page.cursor.clone());
        let mut job = self.success(page.hints, page.target_id.clone(), cursor);
        // Who refused the rest names a time for this job too.
        let wanted = page.cut_short.as_ref().and_then(|error| error.retry_after?.at(self.now));
        job.next_run_at = job.next_run_at.map(|next| wanted.map_or(next, |wanted| next.max(wanted)));
        if is_followed && job.status == JobStatus::Active {
            job.next_run_at = Some(self.now);
        }
        let drafts = self.new_items(&page.items).into_iter().collect();
        FinishedRun { is_followed, ..self.finished(run, job, drafts) }
    }

    fn finished(&self, run: Run, job: JobOutcome, mut drafts: Vec<Draft>) -> FinishedRun {
        if run.status == RunStatus::Completed && self.job.internals.failure_notified && !self.is_silent() {
            drafts.push(Draft {
                kind: NotificationKind::Recovery,
                title: format!("{} works again", self.job.name),
                body: "The latest check succeeded.".into(),
                item_count: 0,
                items: Vec::new(),
            });
        }
        FinishedRun::new(run, Some(job), drafts)
    }

    /// Muted without an end: with one, the messages are told then.
    fn is_silent(&self) -> bool {
        self.job.mute.is_some_and(|mute| mute.until.is_none())
    }

    fn success(&self, hints: PollHints, target_id: Option<String>, cursor: Option<Cursor>) -> JobOutcome {
        let job = self.job;
        let (status, status_reason, next_run_at) = if self.is_last_run() {
            (JobStatus::Completed, Some(RUN_LIMIT.to_owned()), None)
        } else {
            (JobStatus::Active, None, self.next_run_at(hints))
        };
        JobOutcome {
            status,
            status_reason,
            target_id: target_id.or_else(|| job.target_id.clone()),
            next_run_at,
            retry_at: None,
            consecutive_failures: 0,
            failing_since: None,
            failure_code: None,
            failure_notified: false,
            baseline_at: job.baseline_at.or(Some(self.now)),
            cursor,
        }
    }

    /// Runs that take the rest of a page do not count against the limit before the last of them.
    fn is_last_run(&self) -> bool {
        let counted = self.job.total_runs.saturating_add(1);
        self.kept.remaining == 0 && self.job.max_runs.is_some_and(|most| counted >= most)
    }

    /// The next slot of the schedule that the source's own wishes allow.
    fn next_run_at(&self, hints: PollHints) -> Option<DateTime<Utc>> {
        let next = |after| self.job.schedule.next_after(after, self.job.created_at, self.zone);
        // A slot may come a little early: waiting for the one after it would double the interval.
        let earliest = hints
            .min_minutes
            .map_or(self.now, |minutes| self.now + TimeDelta::minutes(i64::from(minutes)) * 9 / 10);
        let mut candidate = next(earliest)?;
        let limit = self.now + backoff::LONGEST;
        while candidate < limit && is_unwelcome(hints, candidate) {
            candidate = next(candidate)?;
        }
        Some(candidate)
    }

    /// The due times that passed while the run was under way. After a failure the back-off
    /// decides, and none of them counts.
    fn overlapped(&self, began: DateTime<Utc>, hints: PollHints) -> Option<MissedSlots> {
        let job = self.job;
        let at_once = Self { now: began, ..*self };
        let goes_on = job.is_watched() && !self.is_last_run();
        let since = at_once.next_run_at(hints).filter(|next| goes_on && *next <= self.now)?;
        let before = since - TimeDelta::milliseconds(1);
        let slots = job.schedule.slots_between(before, self.now, job.created_at, self.zone, COUNTED_SLOTS);
        (slots > 0).then_some(MissedSlots { since, slots })
    }

    fn failure(&self, mut run: Run, error: &ConnectorError) -> FinishedRun {
        let job = self.job;
        let failures = job.consecutive_failures.saturating_add(1);
        let since = job.failing_since.unwrap_or(self.now);
        let interval = job.schedule.nominal_interval();
        let is_last = self.is_last_run();
        let retry_at = (!error.needs_user && !is_last && job.is_watched()).then(|| {
            let usual = self.now + backoff::wait(job.id, failures, interval);
            let at = match error.code {
                FailureCode::Blocked => usual.max(self.now + backoff::AFTER_REFUSAL),
                // That this can be written shows that there is room again.
                FailureCode::DiskFull => self.now + backoff::AFTER_FULL_DISK,
                _ => usual,
            };
            error.retry_after.and_then(|after| after.at(self.now)).map_or(at, |wanted| at.max(wanted))
        });
        let is_failing = error.needs_user || is_last || backoff::is_failing(failures, since, self.now);
        let is_probed = is_failing && backoff::is_at_longest(failures, interval);
        let next = match job.is_watched() {
            _ if is_last => RUN_LIMIT.to_owned(),
            true => what_next(retry_at, self.now),
            false => NOT_WATCHED.to_owned(),
        };
        let message = format!("{} {next}", cut(&error.message, MOST_CHARS - 1 - next.chars().count()));

        run.end(RunStatus::Failed, None, self.now);
        run.error_code = Some(error.code);
        run.error_message = Some(message.clone());
        run.http_status = error.http_status.or(run.http_status);
        run.retry_at = retry_at;

        let is_known = self.way.is_refusal_known && error.code == FailureCode::AuthRequired;
        // One that still fails when the user ends the silence is told then.
        let is_wanted = job.notify_on_failure && !self.is_silent();
        let tells = is_failing && !is_known && is_wanted && !job.internals.failure_notified;
        let drafts = tells.then(|| Draft {
            kind: NotificationKind::Failure,
            title: format!("{} cannot be checked", job.name),
            body: message.clone(),
            item_count: 0,
            items: Vec::new(),
        });
        let job = JobOutcome {
            status: match () {
                () if is_last => JobStatus::Completed,
                () if error.needs_user || is_probed => JobStatus::Failed,
                () => JobStatus::Active,
            },
            status_reason: Some(message),
            target_id: job.target_id.clone(),
            next_run_at: retry_at,
            retry_at,
            consecutive_failures: failures,
            failing_since: Some(since),
            failure_code: Some(error.code),
            failure_notified: job.internals.failure_notified || tells,
            baseline_at: job.baseline_at,
            cursor: None,
        };
        FinishedRun::new(run, Some(job), drafts.into_iter().collect())
    }

    /// One message for all new items that the job's filters let through.
    fn new_items(&self, items: &[FoundItem]) -> Option<Draft> {
        if self.kept.is_baseline || !self.job.notify_on_new_content || self.is_silent() {
            return None;
        }
        let filters = self.job.filters.as_ref().map(crate::model::Filters::compile);
        let told: Vec<&FoundItem> = self
            .kept
            .new
            .iter()
            .map(|&position| &items[position])
            .filter(|item| filters.as_ref().is_none_or(|filters| filters.notifies(*item)))
            .collect();
        let (title, body) = match told.as_slice() {
            [] => return None,
            [one] => (headline(one), one_body(&self.job.name, one)),
            many => (
                format!("{}: {} new items", self.job.name, many.len()),
                many.iter().rev().take(3).map(|item| headline(item)).collect::<Vec<_>>().join("\n"),
            ),
        };
        // Found oldest first.
        let items = told.iter().rev().take(NAMED_ITEMS).map(|item| told_item(item)).collect();
        Some(Draft { kind: NotificationKind::NewItems, title, body, item_count: count(told.len()), items })
    }
}

fn is_unwelcome(hints: PollHints, at: DateTime<Utc>) -> bool {
    hints.skip_hours >> at.hour() & 1 == 1 || hints.skip_days >> at.weekday().num_days_from_monday() & 1 == 1
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
