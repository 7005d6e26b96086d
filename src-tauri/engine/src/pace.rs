//! How often a channel tells that cannot take back what it told: a few at once, then what comes
//! within the minute as one. Pure.

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: TimeDelta = TimeDelta::seconds(60);

/// When was told, as far as it still counts.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    told_at: Vec<DateTime<Utc>>,
    /// Something had to wait: what has gathered since is told as one.
    pub(crate) is_behind: bool,
}

impl Pace {
    /// How many more can be told now if `most` can within a minute.
    pub(crate) fn free(&mut self, most: usize, now: DateTime<Utc>) -> usize {
        // Also after a clock that was set back by more.
        self.told_at.retain(|at| (now - *at).abs() < WINDOW);
        most.saturating_sub(self.told_at.len())
    }

    /// When one more can be told again, where none can.
    pub(crate) fn next(&self) -> Option<DateTime<Utc>> {
        self.told_at.iter().min().map(|at| *at + WINDOW)
    }

    pub(crate) fn told(&mut self, now: DateTime<Utc>) {
        self.told_at.push(now);
        self.is_behind = false;
    }
}
