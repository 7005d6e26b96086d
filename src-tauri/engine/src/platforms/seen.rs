//! Which items the last answers held, kept in the cursor: where reading further pages may end.
//! Only keys that the server gave are kept, never times, which authors can set.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::model::Cursor;

/// Several pages: an item that was deleted or moved since must not let the end be missed.
pub(super) const MOST: usize = 300;

/// The keys of the items that were read last, newest first.
#[derive(Debug, Default)]
pub(super) struct Seen {
    keys: Vec<String>,
    set: HashSet<String>,
}

impl Seen {
    /// Whatever else the cursor holds counts as nothing seen.
    pub(super) fn of(cursor: &Cursor) -> Self {
        let keys = cursor.state.get("seen").and_then(Value::as_array);
        let keys: Vec<String> =
            keys.into_iter().flatten().filter_map(|key| key.as_str().map(str::to_owned)).collect();
        Self { set: keys.iter().cloned().collect(), keys }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.set.contains(key)
    }

    /// The cursor once these have been read as well.
    pub(super) fn and<'a>(&'a self, keys: impl Iterator<Item = &'a str>) -> Cursor {
        let mut known = HashSet::new();
        let all = keys.chain(self.keys.iter().map(String::as_str));
        let kept: Vec<&str> = all.filter(|key| known.insert(*key)).take(MOST).collect();
        Cursor { v: 1, state: json!({ "seen": kept }), ..Cursor::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_keys_are_kept_and_each_once() {
        let first = Seen::default().and(["b", "a"].into_iter());
        let seen = Seen::of(&first);
        assert!(seen.has("a") && !seen.has("c") && !seen.is_empty());
        let second = seen.and(["c", "b"].into_iter());
        assert_eq!(second.state, json!({"seen": ["c", "b", "a"]}));
        let many: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        let third = Seen::of(&second).and(many.iter().map(String::as_str));
        assert_eq!(Seen::of(&third).keys.len(), MOST);
    }

    #[test]
    fn a_cursor_of_another_shape_counts_as_nothing_seen() {
        for state in [json!(null), json!({"seen": 7}), json!([1]), json!({"seen": [null, 3]})] {
            assert!(Seen::of(&Cursor { state, ..Cursor::default() }).is_empty());
        }
    }
}
