//! When messages become one: more than three jobs with new items within a minute. Pure.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{JobId, Notification};

const WINDOW: TimeDelta = TimeDelta::seconds(60);
const JOBS_BY_THEMSELVES: usize = 3;
/// A summary of more says nothing more.
const MOST: usize = 1000;

/// Messages of the last minute; once they have become one, all since then, for as long as each
/// comes within a minute of the last.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    told: Vec<(DateTime<Utc>, Notification)>,
    is_together: bool,
}

impl Gathering {
    /// Adds messages told now. Answers all that are to be told as one; nothing when each is to
    /// be told by itself.
    pub(crate) fn add(
        &mut self,
        messages: Vec<Notification>,
        now: DateTime<Utc>,
    ) -> Option<Vec<Notification>> {
        if messages.is_empty() {
            return None;
        }
        // Also after a clock that was set back by more: what was told before is over then.
        let is_recent = |at: DateTime<Utc>| (now - at).abs() <= WINDOW;
        if !self.told.last().is_some_and(|(at, _)| is_recent(*at)) || self.told.len() > MOST {
            self.told.clear();
            self.is_together = false;
        }
        if !self.is_together {
            self.told.retain(|(at, _)| is_recent(*at));
        }
        self.told.extend(messages.into_iter().map(|message| (now, message)));
        let jobs: HashSet<JobId> = self.told.iter().map(|(_, message)| message.job_id).collect();
        self.is_together |= jobs.len() > JOBS_BY_THEMSELVES;
        self.is_together.then(|| self.told.iter().map(|(_, message)| message.clone()).collect())
    }

    /// These could not be told: they come again.
    pub(crate) fn forget(&mut self, ids: &[i64]) {
        self.told.retain(|(_, message)| !ids.contains(&message.id));
    }
}
