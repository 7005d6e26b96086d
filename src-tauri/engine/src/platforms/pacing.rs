//! Two requests at once to one origin, however many jobs watch it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Requests at once to one origin.
const PER_ORIGIN: usize = 2;

/// Hands out leave to ask an origin.
#[derive(Debug)]
pub struct Pacer {
    per_origin: usize,
    origins: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Default for Pacer {
    fn default() -> Self {
        Self { per_origin: PER_ORIGIN, origins: Mutex::default() }
    }
}

impl Pacer {
    /// Never lets anybody wait: for answers from a recording, which no server has to give.
    pub fn off() -> Self {
        Self { per_origin: Semaphore::MAX_PERMITS, origins: Mutex::default() }
    }

    /// Requests at once to one origin.
    pub(crate) fn per_origin(&self) -> usize {
        self.per_origin
    }

    /// Waits until the origin of `url` may be asked; the leave ends when it is dropped.
    pub(super) async fn leave(&self, url: &Url) -> Option<OwnedSemaphorePermit> {
        let gate = {
            let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
            origins.retain(|_, gate| Arc::strong_count(gate) > 1);
            Arc::clone(origins.entry(key(url)).or_insert_with(|| Arc::new(Semaphore::new(self.per_origin))))
        };
        gate.acquire_owned().await.ok()
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
            let leaves: Vec<_> = (0..5).map(|_| pacer.leave(&url).now_or_never().flatten()).collect();
            leaves.iter().flatten().count()
        };
        assert_eq!(at_once(Pacer::default()), PER_ORIGIN);
        assert_eq!(at_once(Pacer::off()), 5, "because a recording cannot be asked too often");
    }
}
