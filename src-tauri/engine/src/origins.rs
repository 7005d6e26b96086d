//! Which of the jobs that run or wait ask the same server.

use std::collections::HashMap;

/// An origin by number: a queue of a thousand jobs is looked through each time a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin(pub(crate) usize);

impl Origin {
    /// Of a run that counts for none.
    pub(crate) const ANY: Origin = Origin(usize::MAX);
}

/// Numbers for the origins of queue and runs.
#[derive(Debug, Default)]
pub(crate) struct Origins(HashMap<String, Origin>);

impl Origins {
    pub(crate) fn number(&mut self, origin: String) -> Origin {
        let next = Origin(self.0.len());
        *self.0.entry(origin).or_insert(next)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}
