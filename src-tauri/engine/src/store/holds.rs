//! Table `holds`: who must not be asked for a while.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::{
    Store, StoreResult,
    rows::{Columns, SqlResult, ms},
};
use crate::model::{Hold, Platform};

/// The scope of all requests with the user's key for a platform.
pub(crate) fn key_scope(platform: Platform) -> String {
    format!("key:{platform}")
}

impl Store {
    /// Those that hold at this time.
    pub fn holds(&self, now: DateTime<Utc>) -> StoreResult<Vec<Hold>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT * FROM holds WHERE until > ? ORDER BY until, scope")?;
            Ok(query.query_map([ms(now)], from_row)?.collect::<SqlResult<_>>()?)
        })
    }
}

/// What an answer says about asking further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldChange {
    Begin(Hold),
    /// This scope answers again.
    End(String),
}

/// Begins or ends a hold. A longer one that is there stays.
pub(super) fn apply(db: &Connection, change: &HoldChange, now: DateTime<Utc>) -> StoreResult<()> {
    db.execute("DELETE FROM holds WHERE until <= ?", [ms(now)])?;
    match change {
        HoldChange::Begin(hold) => db.execute(
            "INSERT INTO holds (scope, code, reason, since, until) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (scope) DO UPDATE SET code = ?2, reason = ?3, since = ?4, until = ?5 \
             WHERE until < ?5",
            params![hold.scope, hold.code.as_str(), hold.reason, ms(hold.since), ms(hold.until)],
        )?,
        HoldChange::End(scope) => db.execute("DELETE FROM holds WHERE scope = ?", [scope])?,
    };
    Ok(())
}

fn from_row(row: &Row<'_>) -> SqlResult<Hold> {
    Ok(Hold {
        scope: row.get("scope")?,
        code: row.word("code")?,
        reason: row.get("reason")?,
        since: row.time("since")?,
        until: row.time("until")?,
    })
}
