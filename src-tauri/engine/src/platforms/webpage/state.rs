//! What a check keeps for the next one: the text that was seen, bounded, and what came before it.

use serde::{Deserialize, Serialize};

use super::compare::Compared;
use crate::{
    digest::sha256_hex,
    model::{Cursor, HttpMemory},
};

/// Longer texts are known by their hash only: the cursor is read with its job.
const MOST_BYTES: usize = 100 << 10;
/// Earlier texts that a page may go back to without being told.
const REMEMBERED: usize = 10;

/// The page as it was seen last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// Line by line; absent where it is too long.
    pub(super) text: Option<String>,
    /// Of what counts of it.
    pub(super) hash: String,
    /// Hashes of the texts before, newest first.
    pub(super) earlier: Vec<String>,
    /// Names the latest change and all before it.
    pub(super) change: String,
    /// The server that answered, after redirects.
    pub(super) host: String,
}

impl State {
    pub(super) fn of(cursor: &Cursor) -> Option<Self> {
        serde_json::from_value(cursor.state.clone()).ok().filter(|state: &Self| !state.hash.is_empty())
    }

    pub(super) fn first(seen: &Compared, host: &str, options: &str) -> Self {
        let change = short(&[options, &seen.hash]);
        Self {
            change,
            hash: seen.hash.clone(),
            text: bounded(seen),
            earlier: Vec::new(),
            host: host.to_owned(),
        }
    }

    /// The same words again: only where they were found may be new.
    pub(super) fn at(&self, host: &str) -> Self {
        Self { host: host.to_owned(), ..self.clone() }
    }

    pub(super) fn then(&self, seen: &Compared, host: &str) -> Self {
        let mut earlier = vec![self.hash.clone()];
        earlier.extend(self.earlier.iter().filter(|hash| **hash != self.hash).cloned());
        earlier.truncate(REMEMBERED);
        Self {
            text: bounded(seen),
            hash: seen.hash.clone(),
            earlier,
            change: short(&[&self.change, &seen.hash]),
            host: host.to_owned(),
        }
    }

    pub(super) fn into_cursor(self, key: &str, memory: HttpMemory) -> Cursor {
        let state = serde_json::to_value(self).unwrap_or_default();
        Cursor { v: 1, http: [(key.to_owned(), memory)].into(), state }
    }
}

fn bounded(seen: &Compared) -> Option<String> {
    let text = seen.lines.join("\n");
    (text.len() <= MOST_BYTES).then_some(text)
}

fn short(parts: &[&str]) -> String {
    let mut hash = sha256_hex(parts.join("\n").as_bytes());
    hash.truncate(32);
    hash
}
