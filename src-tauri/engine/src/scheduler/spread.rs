//! What is overdue at one moment (after sleep, at a start, when the network is back) starts over a
//! minute, each job at an offset of its own: otherwise a hundred requests leave at once.
//!
//! Nothing else is moved. Slots lie where the schedule says: those of intervals and of hourly jobs
//! are spread by the time of their creation, and an import gives its jobs different minutes; a
//! time that the user has chosen is kept, and many jobs at one time wait for the caps of
//! [`crate::turns`].

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::{backoff, model::JobId, store::Due};

/// For all that is overdue.
const OVER: Duration = Duration::from_secs(60);
/// What is hardly late is on time.
const OVERDUE: TimeDelta = TimeDelta::minutes(2);

/// Who waits for a turn of their own after a moment at which many were overdue.
#[derive(Debug, Default)]
pub(super) struct Spread {
    begins: bool,
    opens: HashMap<JobId, Instant>,
}

impl Spread {
    /// What is overdue at the next look starts spread.
    pub(super) fn begin(&mut self) {
        self.begins = true;
    }

    /// Those that may start now.
    pub(super) fn open(&mut self, mut due: Vec<Due>, now: DateTime<Utc>) -> Vec<Due> {
        let moment = Instant::now();
        if std::mem::take(&mut self.begins) {
            let overdue = due.iter().filter(|due| now - due.at > OVERDUE);
            let offsets: Vec<(JobId, Duration)> =
                overdue.map(|due| (due.job, backoff::offset(due.job, OVER))).collect();
            let first = offsets.iter().map(|(_, offset)| *offset).min().unwrap_or_default();
            self.opens = offsets.into_iter().map(|(job, offset)| (job, moment + (offset - first))).collect();
        }
        self.opens.retain(|_, at| *at > moment);
        due.retain(|due| !self.opens.contains_key(&due.job));
        due
    }

    /// When the next of those that wait may start.
    pub(super) fn opens_at(&self) -> Option<Instant> {
        self.opens.values().min().copied()
    }
}
