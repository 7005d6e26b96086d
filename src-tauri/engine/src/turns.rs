//! Whose turn it is: what was asked for, then what is due longest, within the caps overall and
//! per origin.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use crate::{
    model::{JobId, RunId},
    platforms::{Pacer, origin_of},
};

/// Runs at once.
const AT_ONCE: usize = 8;
/// Kept free beyond these for runs that somebody waits for.
const FOR_REQUESTS: usize = 4;

/// An origin by number: a queue of a thousand jobs is looked through each time a run ends.
type Origin = usize;

/// A job that waits for its turn.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    job: JobId,
    origin: Origin,
    /// The run that was asked for; absent for one that is due.
    requested: Option<RunId>,
}

/// The jobs that wait and those that run.
#[derive(Debug)]
pub(crate) struct Turns {
    /// Knows how many may run at once on an origin, and which may not be asked yet.
    pacer: Arc<Pacer>,
    queue: VecDeque<Waiting>,
    /// Jobs that run, and the origin each asks.
    active: HashMap<JobId, Origin>,
    origins: HashMap<String, Origin>,
}

impl Turns {
    pub(crate) fn new(pacer: Arc<Pacer>) -> Self {
        Self { pacer, queue: VecDeque::new(), active: HashMap::new(), origins: HashMap::new() }
    }

    /// Replaces what waits by what was asked for (run, job, address) and what is due (job,
    /// address), each in its order.
    pub(crate) fn fill(&mut self, requests: Vec<(RunId, JobId, String)>, due: Vec<(JobId, String)>) {
        if self.active.is_empty() {
            self.origins.clear();
        }
        let requested: HashSet<JobId> = requests.iter().map(|(_, job, _)| *job).collect();
        let requests = requests.into_iter().map(|(run, job, url)| (job, url, Some(run)));
        let due =
            due.into_iter().filter(|(job, _)| !requested.contains(job)).map(|(job, url)| (job, url, None));
        self.queue.clear();
        for (job, url, requested) in requests.chain(due) {
            if !self.active.contains_key(&job) {
                let next = self.origins.len();
                let origin = *self.origins.entry(origin_of(&url)).or_insert(next);
                self.queue.push_back(Waiting { job, origin, requested });
            }
        }
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// The next job that may run, which counts as running from now on, and the run that was
    /// asked for.
    pub(crate) fn next(&mut self) -> Option<(JobId, Option<RunId>)> {
        let mut room = vec![0; self.origins.len()];
        for (name, &origin) in &self.origins {
            room[origin] = if self.pacer.wait(name).is_zero() { self.pacer.per_origin(name) } else { 0 };
        }
        for &origin in self.active.values() {
            room[origin] = room[origin].saturating_sub(1);
        }
        let position = self.queue.iter().position(|waiting| {
            let most = if waiting.requested.is_some() { AT_ONCE + FOR_REQUESTS } else { AT_ONCE };
            self.active.len() < most && room[waiting.origin] > 0
        })?;
        let Waiting { job, origin, requested } = self.queue.remove(position)?;
        self.active.insert(job, origin);
        Some((job, requested))
    }

    /// When an origin may be asked again that jobs wait for.
    pub(crate) fn opens_in(&self) -> Option<Duration> {
        let waits = self.origins.iter().map(|(name, origin)| (self.pacer.wait(name), *origin));
        let waits = waits.filter(|(wait, origin)| {
            !wait.is_zero() && self.queue.iter().any(|waiting| waiting.origin == *origin)
        });
        waits.map(|(wait, _)| wait).min()
    }

    pub(crate) fn ended(&mut self, job: JobId) {
        self.active.remove(&job);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(number: u128) -> JobId {
        JobId(uuid::Uuid::from_u128(number))
    }

    fn due(numbers: std::ops::Range<u128>, url: impl Fn(u128) -> String) -> Vec<(JobId, String)> {
        numbers.map(|number| (job(number), url(number))).collect()
    }

    #[test]
    fn eight_run_at_once_and_two_of_one_origin() {
        let mut turns = Turns::new(Arc::default());
        turns.fill(Vec::new(), due(0..20, |number| format!("https://site{}.example/{number}", number / 4)));
        let started: Vec<_> = std::iter::from_fn(|| turns.next()).map(|(job, _)| job).collect();
        let expected: Vec<_> = [0, 1, 4, 5, 8, 9, 12, 13].into_iter().map(job).collect();
        assert_eq!(started, expected, "because the others of an origin wait for the first two");
        turns.ended(job(0));
        assert_eq!(turns.next(), Some((job(2), None)), "because its origin has room again");
    }

    #[test]
    fn what_was_asked_for_comes_first_and_has_room_of_its_own_but_not_without_end() {
        let mut turns = Turns::new(Arc::default());
        let url = |number| format!("https://site{number}.example/");
        turns.fill(Vec::new(), due(0..8, url));
        assert_eq!(std::iter::from_fn(|| turns.next()).count(), 8);
        let requests = due(100..200, url).into_iter().map(|(job, url)| (RunId(job.0), job, url)).collect();
        turns.fill(requests, due(50..60, url));
        let started: Vec<_> = std::iter::from_fn(|| turns.next()).collect();
        assert_eq!(started.len(), 4, "because a thousand requests must not start a thousand runs");
        assert!(started.iter().all(|(_, requested)| requested.is_some()));
    }

    #[test]
    fn a_job_that_is_due_and_asked_for_has_one_turn() {
        let mut turns = Turns::new(Arc::default());
        let url = |_| "https://site.example/".to_owned();
        turns.fill(vec![(RunId(job(1).0), job(1), url(1))], due(1..2, url));
        assert_eq!(turns.next(), Some((job(1), Some(RunId(job(1).0)))));
        assert_eq!(turns.next(), None);
    }
}
