//! Two requests at once to one origin, however many jobs watch it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// Requests at once to one origin.
pub const PER_ORIGIN: usize = 2;

/// Hands out leave to ask an origin.
#[derive(Debug, Default)]
pub struct Pacer {
    origins: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Pacer {
    /// Waits until the origin of `url` may be asked; the leave ends when it is dropped.
    pub(super) async fn leave(&self, url: &Url) -> Option<OwnedSemaphorePermit> {
        let gate = {
            let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
            origins.retain(|_, gate| Arc::strong_count(gate) > 1);
            Arc::clone(origins.entry(key(url)).or_insert_with(|| Arc::new(Semaphore::new(PER_ORIGIN))))
        };
        gate.acquire_owned().await.ok()
    }
}

/// What jobs that ask the same server have in common.
pub(crate) fn key(url: &Url) -> String {
    url.origin().ascii_serialization()
}
