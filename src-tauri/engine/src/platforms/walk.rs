//! What several pages of a list bring together: where to stop, what is old, what the next run
//! has to know.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    ConnectorError, Page,
    connector::Reach,
    seen::{MOST, Seen},
};
use crate::model::{Cursor, FoundItem};

/// Pages that one run reads at most.
pub(super) const MOST_PAGES: usize = 5;
/// So many known items show that what was read last time has been reached: one alone may have
/// changed its place.
const ENOUGH_KNOWN: usize = 3;

/// A walk through the pages of a list, newest first.
pub(super) struct Walk<'a> {
    cursor: &'a Cursor,
    seen: Seen,
    /// Newer items always stand before older ones; in rankings any item may be new.
    is_by_time: bool,
    items: Vec<FoundItem>,
    pinned: Vec<FoundItem>,
    unreadable: usize,
    page_start: usize,
    end: End,
    /// Nothing of the list lies beyond what is known: then what is not known is new.
    is_whole: bool,
}

/// Beside the keys in the cursor: whether they are all that the list had.
const WHOLE: &str = "whole";

#[derive(PartialEq, Eq)]
enum End {
    Open,
    /// The list is over, or what is known begins.
    Complete {
        may_be_old: bool,
    },
    Failed(ConnectorError),
}

impl<'a> Walk<'a> {
    pub(super) fn new(cursor: &'a Cursor, is_by_time: bool) -> Self {
        Self {
            cursor,
            seen: Seen::of(cursor),
            is_by_time,
            items: Vec::new(),
            pinned: Vec::new(),
            unreadable: 0,
            page_start: 0,
            end: End::Open,
            is_whole: cursor.state.get(WHOLE) == Some(&Value::Bool(true)),
        }
    }

    pub(super) fn add(&mut self, item: FoundItem) {
        self.items.push(item);
    }

    /// An item out of its order.
    pub(super) fn add_pinned(&mut self, item: FoundItem) {
        self.pinned.push(item);
    }

    pub(super) fn add_unreadable(&mut self) {
        self.unreadable += 1;
    }

    /// A page has been added; whether another is worth reading.
    pub(super) fn goes_on(&mut self, has_more: bool) -> bool {
        let page = self.items.iter().skip(self.page_start);
        let known = page.filter(|item| self.seen.has(&item.identity)).count();
        self.page_start = self.items.len();
        let is_first_run = self.seen.is_empty() && !self.items.is_empty();
        let is_reached = known > 0 && known >= ENOUGH_KNOWN.min(self.seen.len());
        let was_whole = self.is_whole;
        self.is_whole |= !has_more;
        if !has_more || is_first_run || is_reached {
            // Before the end was met now, older items may have been left out on purpose.
            self.end = End::Complete { may_be_old: !was_whole };
        }
        self.end == End::Open
    }

    /// A page could not be read. What came before is kept.
    ///
    /// # Errors
    /// The failure itself, where nothing came before.
    pub(super) fn failed(&mut self, error: ConnectorError) -> Result<(), ConnectorError> {
        if self.items.is_empty() {
            return Err(error);
        }
        self.end = End::Failed(error);
        Ok(())
    }

    /// # Errors
    /// `changed` where there are entries and none could be read.
    pub(super) fn finish(mut self, changed: impl Fn() -> ConnectorError) -> Result<Page, ConnectorError> {
        let mut page = Page::default();
        if self.items.is_empty() && self.unreadable > 0 {
            return Err(changed());
        }
        if self.unreadable > 0 {
            page.warnings
                .push(format!("{} entries are not in a form that Tidewatch knows.", self.unreadable));
        }
        page.is_partial = self.unreadable > 0;
        match &self.end {
            End::Complete { .. } => page.reach = Reach::Known,
            End::Open => {
                page.reach = Reach::Short;
                page.warnings
                    .push("More was posted than one check reads: the oldest of it may be missing.".into());
            }
            End::Failed(error) => {
                page.is_partial = true;
                // The next run reads it again.
                page.reach = Reach::Known;
                page.warnings.push(format!("Older new items could not be read. {}", error.message));
                page.cut_short = Some(error.clone());
            }
        }
        // A deleted item lets one move up that is older than all that was ever read.
        let may_be_old = self.is_by_time && self.end == End::Complete { may_be_old: true };
        let last_known = self.items.iter().rposition(|item| self.seen.has(&item.identity));
        if let Some(last) = last_known.filter(|_| may_be_old) {
            self.items.truncate(last + 1);
        }
        let nothing_to_keep = page.is_partial || self.items.is_empty();
        page.cursor = if nothing_to_keep {
            self.cursor.clone()
        } else {
            self.seen.and(self.items.iter().map(|item| item.identity.as_str()))
        };
        if !nothing_to_keep && self.is_whole && Seen::of(&page.cursor).len() < MOST {
            page.cursor.state[WHOLE] = Value::Bool(true);
        }
        // What is pinned later is nothing new, only put on top.
        if !self.seen.is_empty() {
            self.pinned.clear();
        }
        let mut met = HashSet::new();
        let all = self.items.into_iter().chain(self.pinned);
        page.items = all.filter(|item| met.insert(item.identity.clone())).collect();
        Ok(page)
    }
}

/// A list by time whose pinned entries stand on top whatever their age. Numbers grow with time
/// on one server: pinned entries within the others' range go where they belong, the rest is
/// marked as old.
pub(super) fn in_order<T: Copy>(
    entries: Vec<T>,
    is_pinned: impl Fn(T) -> bool,
    number: impl Fn(T) -> Option<u64>,
) -> Vec<(T, bool)> {
    let (pinned, others): (Vec<T>, Vec<T>) = entries.into_iter().partition(|entry| is_pinned(*entry));
    let oldest = others.iter().filter_map(|entry| number(*entry)).min();
    let mut all: Vec<(T, bool)> = others.into_iter().map(|entry| (entry, false)).collect();
    for entry in pinned {
        let id = number(entry);
        if oldest.is_some() && id < oldest {
            all.push((entry, true));
            continue;
        }
        let at = all.iter().position(|(other, is_old)| *is_old || number(*other) < id).unwrap_or(all.len());
        all.insert(at, (entry, false));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FailureCode;

    fn item(key: u32) -> FoundItem {
        FoundItem { identity: key.to_string(), ..FoundItem::default() }
    }

    /// One page of `keys`; answers what is new or known in it, and the cursor after it.
    fn walk(cursor: &Cursor, is_by_time: bool, keys: &[u32], has_more: bool) -> (Vec<String>, Cursor) {
        let mut walk = Walk::new(cursor, is_by_time);
        keys.iter().for_each(|key| walk.add(item(*key)));
        walk.goes_on(has_more);
        let page = walk.finish(|| ConnectorError::new(FailureCode::Changed, "")).unwrap();
        (page.items.into_iter().map(|item| item.identity).collect(), page.cursor)
    }

    #[test]
    fn what_is_older_than_all_that_was_read_is_left_out_unless_the_list_is_a_ranking() {
        let (_, cursor) = walk(&Cursor::default(), true, &[9, 8, 7, 6], true);
        assert_eq!(walk(&cursor, true, &[10, 9, 7, 6, 5], true).0, ["10", "9", "7", "6"]);
        assert_eq!(walk(&cursor, true, &[10, 9, 7, 6, 5], false).0, ["10", "9", "7", "6"]);
        assert_eq!(walk(&cursor, false, &[10, 9, 7, 6, 5], true).0, ["10", "9", "7", "6", "5"]);
        let (_, whole) = walk(&Cursor::default(), true, &[9, 8, 7, 6], false);
        assert_eq!(walk(&whole, true, &[9, 7, 6, 5], false).0, ["9", "7", "6", "5"]);
    }

    #[test]
    fn pinned_entries_go_where_they_belong() {
        let pins =
            |entries: &[u64], pinned: &[u64]| in_order(entries.to_vec(), |id| pinned.contains(&id), Some);
        let is = |all: &[(u64, bool)]| all.to_vec();
        assert_eq!(pins(&[2, 8, 9, 7], &[2, 8]), is(&[(9, false), (8, false), (7, false), (2, true)]));
        assert_eq!(pins(&[2, 8], &[2, 8]), is(&[(8, false), (2, false)]), "because there are no others");
    }

    #[test]
    fn one_known_item_that_moved_up_is_not_taken_for_the_end() {
        let (_, cursor) = walk(&Cursor::default(), true, &[9, 8, 7, 6], true);
        let mut next = Walk::new(&cursor, true);
        [12, 9, 11, 10].into_iter().for_each(|key| next.add(item(key)));
        assert!(next.goes_on(true), "because three others are not reached");
        [8, 7, 6].into_iter().for_each(|key| next.add(item(key)));
        assert!(!next.goes_on(true));
    }
}
