//! Whether there is a network, as the runs show it where the system does not tell. No request is
//! sent to find out: what is due is asked anyway.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    model::{Job, JobId, RunId},
    platforms::{ConnectorError, origin_of},
    settle::Fetch,
    store::{Outage, StartedRun},
};

/// So many origins in a row that cannot be reached are no accident.
const ORIGINS: usize = 2;
/// After an outage, who waited in it is asked: who cannot be reached then has failed.
const TRUSTED: TimeDelta = TimeDelta::minutes(3);
/// Failures kept that may turn out to be no failures.
const SUSPECTS: usize = 64;

/// What runs have shown of the network.
#[derive(Debug, Default)]
pub(crate) struct Network {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    offline_since: Option<DateTime<Utc>>,
    /// The system knows that there is one.
    is_certain: bool,
    trusted_until: Option<DateTime<Utc>>,
    suspects: Vec<Suspect>,
}

/// A run that reached nobody.
#[derive(Debug)]
struct Suspect {
    run: RunId,
    job: JobId,
    origin: String,
    at: DateTime<Utc>,
}

impl Network {
    pub(crate) fn offline_since(&self) -> Option<DateTime<Utc>> {
        self.state().offline_since
    }

    /// Sets how it stands, as far as it can be told otherwise.
    pub(crate) fn set(&self, offline_since: Option<DateTime<Utc>>, is_certain: bool) {
        let mut state = self.state();
        state.offline_since = offline_since;
        state.is_certain = is_certain;
        state.suspects.clear();
    }

    /// What a run's answer says of the network. Answers the outage where it is without: then
    /// its failure is none.
    pub(crate) fn hear(&self, started: &StartedRun, fetch: &Fetch) -> Option<Outage> {
        // What lies in this network or this computer says nothing of the others.
        if started.job.internals.is_local(&started.job.target_url) {
            return None;
        }
        let mut state = self.state();
        match fetch {
            Err(error) if error.is_unconnected => {}
            Ok(_) | Err(ConnectorError { http_status: Some(_), .. }) => {
                state.suspects.clear();
                if state.offline_since.take().is_some() {
                    state.trusted_until = Some(started.run.start_time + TRUSTED);
                }
                return None;
            }
            Err(_) => return None,
        }
        if let Some(since) = state.offline_since {
            return Some(Outage { since, undone: Vec::new() });
        }
        let is_trusted = state.trusted_until.is_some_and(|until| started.run.start_time < until);
        if state.is_certain || is_trusted || !is_witness(&started.job) {
            return None;
        }
        let (run, job, at) = (started.run.id, started.job.id, started.run.start_time);
        let origin = origin_of(&started.job.target_url);
        if state.suspects.len() < SUSPECTS {
            state.suspects.push(Suspect { run, job, origin: origin.clone(), at });
        }
        let mut origins: Vec<&str> = state.suspects.iter().map(|suspect| suspect.origin.as_str()).collect();
        origins.push(&origin);
        origins.sort_unstable();
        origins.dedup();
        if origins.len() < ORIGINS {
            return None;
        }
        let since = state.suspects.iter().map(|suspect| suspect.at).min().unwrap_or(at);
        let others = state.suspects.drain(..).filter(|suspect| suspect.run != run);
        let undone = others.map(|suspect| (suspect.run, suspect.job)).collect();
        state.offline_since = Some(since);
        Some(Outage { since, undone })
    }

    /// The outage that other runs have found since this one was heard, which may be in no store
    /// yet: its failure would come too late to be undone with theirs.
    pub(crate) fn found_meanwhile(&self, started: &StartedRun, fetch: &Fetch) -> Option<Outage> {
        let is_unconnected = matches!(fetch, Err(error) if error.is_unconnected);
        let is_local = started.job.internals.is_local(&started.job.target_url);
        let since = self.offline_since().filter(|_| is_unconnected && !is_local && is_witness(&started.job));
        since.map(|since| Outage { since, undone: Vec::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether its failure says something of the network: one that failed before, or never
/// succeeded, says something of its server only.
fn is_witness(job: &Job) -> bool {
    job.consecutive_failures == 0 && job.last_success_at.is_some()
}
