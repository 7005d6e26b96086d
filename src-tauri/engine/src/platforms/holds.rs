//! Who must not be asked for a while, as all runs of this process know it. The store keeps it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::model::Hold;

/// Shared by all sessions: what one run is told holds for the others at once.
#[derive(Debug, Default)]
pub struct Holds(Mutex<HashMap<String, Hold>>);

impl Holds {
    /// Takes what the store has; other processes write there as well.
    pub(crate) fn replace(&self, holds: Vec<Hold>) {
        *self.all() = holds.into_iter().map(|hold| (hold.scope.clone(), hold)).collect();
    }

    /// A longer one that is there stays.
    pub(crate) fn add(&self, hold: Hold) {
        let mut all = self.all();
        if all.get(&hold.scope).is_none_or(|known| known.until < hold.until) {
            all.insert(hold.scope.clone(), hold);
        }
    }

    pub(crate) fn remove(&self, scope: &str) {
        self.all().remove(scope);
    }

    pub(super) fn find(&self, scope: &str) -> Option<Hold> {
        self.all().get(scope).cloned()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Hold>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
