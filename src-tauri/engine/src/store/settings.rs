//! Tables `settings` and `users`: what the user set, and who that is.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Store, StoreResult,
    rows::{json, ms},
};
use crate::model::UserId;

impl Store {
    /// The one user; created at the first start.
    pub fn user(&self, now: DateTime<Utc>) -> StoreResult<UserId> {
        let find = "SELECT id FROM users LIMIT 1";
        if let Some(id) = self.read(|db| Ok(db.query_row(find, [], |row| row.get(0)).optional()?))? {
            return Ok(UserId(id));
        }
        self.transaction(|tx| {
            if let Some(id) = tx.query_row(find, [], |row| row.get(0)).optional()? {
                return Ok(UserId(id));
            }
            let id = UserId::new(now);
            tx.execute(
                "INSERT INTO users (id, name, created_at) VALUES (?, 'me', ?)",
                params![id.0, ms(now)],
            )?;
            Ok(id)
        })
    }

    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> StoreResult<Option<T>> {
        self.read(|db| {
            let value: Option<String> = db
                .prepare_cached("SELECT value FROM settings WHERE key = ?")?
                .query_row([key], |row| row.get(0))
                .optional()?;
            Ok(value.map(|value| serde_json::from_str(&value)).transpose()?)
        })
    }

    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> StoreResult<()> {
        let value = json(value)?;
        self.transaction(|tx| {
            tx.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", params![key, value])?;
            Ok(())
        })
    }
}
