//! Page after page of a list that names the next one by a word, until what is known.

use super::{ConnectorError, Page, walk::Walk};
use crate::model::{Cursor, FailureCode, FoundItem};

/// One page, read.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<Row>,
    /// Where older ones are.
    pub(super) next: Option<String>,
}

/// One entry of a page.
#[derive(Debug)]
pub(super) enum Row {
    Item(Box<FoundItem>),
    /// Deleted, or not what was asked for.
    Other,
    /// Without what makes an item.
    Unreadable,
}

impl From<Option<FoundItem>> for Row {
    fn from(item: Option<FoundItem>) -> Self {
        item.map_or(Row::Unreadable, |item| Row::Item(Box::new(item)))
    }
}

/// The newest page at first; later all that is newer than what is known, `most` pages at most.
/// `sheet` reads the page that a word names, or the newest.
pub(super) async fn read<F, Fut>(
    cursor: &Cursor,
    is_by_time: bool,
    most: usize,
    changed: impl Fn() -> ConnectorError,
    sheet: F,
) -> Result<Page, ConnectorError>
where
    F: Fn(Option<String>) -> Fut,
    Fut: Future<Output = Result<Sheet, ConnectorError>>,
{
    let mut walk = Walk::new(cursor, is_by_time);
    let mut next = None;
    for _ in 0..most {
        let read = match sheet(next.clone()).await {
            Ok(read) => read,
            Err(error) => {
                walk.failed(error)?;
                break;
            }
        };
        for row in read.rows {
            match row {
                Row::Item(item) => walk.add(*item),
                Row::Other => {}
                Row::Unreadable => walk.add_unreadable(),
            }
        }
        // A page that names itself would never end.
        let older = read.next.filter(|older| next.as_ref() != Some(older));
        if !walk.goes_on(older.is_some()) {
            break;
        }
        next = older;
    }
    walk.finish(changed)
}

/// An answer in another form than the platform's.
pub(super) fn changed(name: &str) -> ConnectorError {
    ConnectorError::new(
        FailureCode::Changed,
        format!(
            "{name} answers in a form that Tidewatch does not know. It is tried again; if it stays so, look for a newer \
             version."
        ),
    )
}

/// A target that is not as recognition makes them.
pub(super) fn not_valid() -> ConnectorError {
    ConnectorError::new(FailureCode::Internal, "The stored address is not valid.")
}
