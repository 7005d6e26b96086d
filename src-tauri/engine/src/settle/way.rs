//! What a run's answer means beyond its own job: who must not be asked for a while, and whether
//! the key works.

use chrono::DateTime;

use super::{MOST_CHARS, NOT_WATCHED, Settling, cut, what_next};
use crate::{
    access::UsedKey,
    backoff,
    model::{FailureCode, Hold, KeyState, Run, RunOutcome, RunStatus},
    platforms::{Asked, ConnectorError, Fetched},
    settle::Fetch,
    store::{FinishedRun, HoldChange, JobOutcome, KeyTried},
};

/// Whom a run has asked, and with which key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Way {
    pub(crate) asked: Asked,
    pub(crate) key: Option<UsedKey>,
    /// The user knows already that their key is refused.
    pub(crate) is_refusal_known: bool,
}

impl Settling<'_> {
    /// What this answer forbids all jobs to ask, or allows again.
    pub(super) fn hold(&self, fetch: &Fetch) -> Option<HoldChange> {
        let scope = self.way.asked.scope.as_ref()?;
        let refusal = match fetch {
            Ok(Fetched::Page(page)) => page.cut_short.as_ref(),
            Ok(Fetched::NotModified { .. }) => None,
            Err(error) => Some(error),
        };
        let Some(error) = refusal else {
            return self.way.asked.was_held.then(|| HoldChange::End(scope.clone()));
        };
        if error.is_held {
            return None;
        }
        let wanted = error.retry_after.and_then(|after| after.at(self.now));
        let until = match error.code {
            FailureCode::RateLimited | FailureCode::PlatformDown => wanted?,
            FailureCode::Blocked if error.http_status == Some(403) => {
                wanted.into_iter().fold(self.now + backoff::AFTER_REFUSAL, DateTime::max)
            }
            _ => return None,
        };
        let reason = cut(&error.message, MOST_CHARS);
        Some(HoldChange::Begin(Hold {
            scope: scope.clone(),
            code: error.code,
            reason,
            since: self.now,
            until,
        }))
    }

    /// What this answer says of the key.
    pub(super) fn key(&self, fetch: &Fetch) -> Option<KeyTried> {
        let key = self.way.key?;
        let (state, message) = match fetch {
            Err(error) if error.refuses_key => (KeyState::Wrong, error.message.clone()),
            Ok(_) if self.way.asked.with_key && key.state != KeyState::Works => {
                (KeyState::Works, "The latest check succeeded.".into())
            }
            _ => return None,
        };
        Some(KeyTried { platform: key.platform, set_at: key.set_at, state, message })
    }

    /// Nobody was asked, so nothing has failed: it is asked as soon as that is allowed.
    pub(super) fn held(&self, mut run: Run, error: &ConnectorError) -> FinishedRun {
        let job = self.job;
        let until = error.retry_after.and_then(|after| after.at(self.now)).unwrap_or(self.now);
        // One that waits for the user still does.
        let retry_at = job.next_run_at.map(|_| until);
        let next = if job.is_watched() { what_next(retry_at, self.now) } else { NOT_WATCHED.to_owned() };
        run.end(RunStatus::Skipped, RunOutcome::Held, self.now);
        run.error_code = Some(error.code);
        run.error_message =
            Some(format!("{} {next}", cut(&error.message, MOST_CHARS - 1 - next.chars().count())));
        run.retry_at = retry_at;
        let outcome = JobOutcome {
            status: job.status,
            status_reason: run.error_message.clone(),
            target_id: job.target_id.clone(),
            next_run_at: retry_at,
            retry_at,
            consecutive_failures: job.consecutive_failures,
            failing_since: job.failing_since,
            failure_code: job.failure_code,
            failure_notified: job.internals.failure_notified,
            baseline_at: job.baseline_at,
            cursor: None,
        };
        FinishedRun::new(run, Some(outcome), Vec::new())
    }
}
