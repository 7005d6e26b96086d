//! Two requests at once to one origin, however many jobs watch it; one after the other, with a
//! gap, where a platform asks for that.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use url::Url;

/// Requests at once to one origin.
const PER_ORIGIN: usize = 2;
/// A run whose turn came a little early waits this long; longer waits are for the schedule.
const SHORT_WAIT: Duration = Duration::from_secs(10);

/// Hands out leave to ask an origin.
#[derive(Debug)]
pub struct Pacer {
    per_origin: usize,
    /// From the start of one request to that of the next, by origin.
    gaps: HashMap<String, Duration>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    gates: HashMap<String, Arc<Semaphore>>,
    /// When an origin with a gap may be asked next.
    ready_at: HashMap<String, Instant>,
}

impl Default for Pacer {
    fn default() -> Self {
        Self { per_origin: PER_ORIGIN, gaps: super::gaps(), state: Mutex::default() }
    }
}

impl Pacer {
    /// Never lets anybody wait: for answers from a recording, which no server has to give.
    pub fn off() -> Self {
        Self { per_origin: Semaphore::MAX_PERMITS, gaps: HashMap::new(), state: Mutex::default() }
    }

    /// Jobs that may run at once on an origin.
    pub(crate) fn per_origin(&self, origin: &str) -> usize {
        if self.gaps.contains_key(origin) { 1 } else { self.per_origin }
    }

    /// How long an origin may not be asked yet; zero where it may.
    pub(crate) fn wait(&self, origin: &str) -> Duration {
        let has_gap = self.gaps.contains_key(origin);
        let ready_at = has_gap.then(|| self.state().ready_at.get(origin).copied()).flatten();
        ready_at.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()))
    }

    /// Waits until the origin of `url` may be asked; the leave ends when it is dropped.
    ///
    /// # Errors
    /// How long to wait, where that is long.
    pub(super) async fn leave(&self, url: &Url) -> Result<Option<OwnedSemaphorePermit>, Duration> {
        let origin = key(url);
        let gate = {
            let mut state = self.state();
            state.gates.retain(|_, gate| Arc::strong_count(gate) > 1);
            let new = || Arc::new(Semaphore::new(self.per_origin(&origin)));
            Arc::clone(state.gates.entry(origin.clone()).or_insert_with(new))
        };
        let leave = gate.acquire_owned().await.ok();
        if let Some(&gap) = self.gaps.get(&origin) {
            let wait = self.wait(&origin);
            if wait > SHORT_WAIT {
                return Err(wait);
            }
            tokio::time::sleep(wait).await;
            self.state().ready_at.insert(origin, Instant::now() + gap);
        }
        Ok(leave)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What jobs that ask the same server have in common.
pub(crate) fn key(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_third_request_to_an_origin_waits_unless_pacing_is_off() {
        let url: Url = "https://site.example/feed".parse().unwrap();
        let at_once = |pacer: Pacer| {
            let leaves: Vec<_> = (0..5).map(|_| pacer.leave(&url).now_or_never()).collect();
            leaves.iter().flatten().count()
        };
        assert_eq!(at_once(Pacer::default()), PER_ORIGIN);
        assert_eq!(at_once(Pacer::off()), 5, "because a recording cannot be asked too often");
    }

    #[tokio::test(start_paused = true)]
    async fn where_a_platform_asks_for_a_gap_the_next_request_waits_for_it() {
        let (url, gap) = ("https://slow.example/a".parse().unwrap(), Duration::from_secs(60));
        let pacer = Pacer { gaps: [(key(&url), gap)].into(), ..Pacer::default() };
        assert!(pacer.leave(&url).await.is_ok());
        assert_eq!(pacer.leave(&url).await.err(), Some(gap), "because a run does not wait for a minute");
        tokio::time::advance(Duration::from_secs(55)).await;
        let before = Instant::now();
        assert!(pacer.leave(&url).await.is_ok());
        assert_eq!(before.elapsed(), Duration::from_secs(5), "because the rest of the gap was waited for");
    }
}
