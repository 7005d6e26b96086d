//! Tables `settings` and `users`: what the user set, and who that is.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Store, StoreResult, absences, channels,
    rows::{json, ms},
};
use crate::model::{Pause, Settings, UserId};

const SETTINGS: &str = "settings";
const PAUSE: &str = "pause";

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

    /// What the user has set.
    pub fn settings(&self) -> StoreResult<Settings> {
        self.read(settings)
    }

    /// Reads the settings, lets `change` alter them, and writes them back, in one transaction.
    pub fn change_settings<E>(
        &self,
        change: impl FnOnce(Settings) -> Result<Settings, E>,
    ) -> StoreResult<Result<Settings, E>> {
        self.transaction(|tx| {
            let changed = change(read(tx, SETTINGS)?.unwrap_or_default());
            if let Ok(settings) = &changed {
                write(tx, SETTINGS, settings)?;
                channels::follow(tx, settings)?;
            }
            Ok(changed)
        })
    }

    /// The pause of all jobs, where there is one at this time.
    pub fn pause(&self, now: DateTime<Utc>) -> StoreResult<Option<Pause>> {
        Ok(self.setting::<Option<Pause>>(PAUSE)?.flatten().filter(|pause| pause.holds(now)))
    }

    /// Begins or ends a pause of all jobs. The time of an earlier one is kept.
    pub fn set_pause(&self, pause: Option<Pause>, now: DateTime<Utc>) -> StoreResult<()> {
        self.transaction(|tx| {
            if let Some(earlier) = current_pause(tx)? {
                absences::note_pause(tx, earlier, now)?;
            }
            write(tx, PAUSE, &pause)
        })
    }

    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> StoreResult<Option<T>> {
        self.read(|db| read(db, key))
    }

    /// Reads a value, lets `change` alter it, and writes it back, in one transaction.
    pub fn change_setting<T: DeserializeOwned + Serialize + Default>(
        &self,
        key: &str,
        change: impl FnOnce(&mut T),
    ) -> StoreResult<()> {
        self.transaction(|tx| {
            let mut value = read(tx, key)?.unwrap_or_default();
            change(&mut value);
            write(tx, key, &value)
        })
    }

    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> StoreResult<()> {
        self.transaction(|tx| write(tx, key, value))
    }
}

pub(super) fn settings(db: &Connection) -> StoreResult<Settings> {
    Ok(read(db, SETTINGS)?.unwrap_or_default())
}

/// The pause of all jobs that was set last, over or not.
pub(super) fn current_pause(db: &Connection) -> StoreResult<Option<Pause>> {
    Ok(read::<Option<Pause>>(db, PAUSE)?.flatten())
}

pub(super) fn read<T: DeserializeOwned>(db: &Connection, key: &str) -> StoreResult<Option<T>> {
    let value: Option<String> = db
        .prepare_cached("SELECT value FROM settings WHERE key = ?")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(value.map(|value| serde_json::from_str(&value)).transpose()?)
}

pub(super) fn write<T: Serialize>(db: &Connection, key: &str, value: &T) -> StoreResult<()> {
    db.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", params![key, json(value)?])?;
    Ok(())
}
