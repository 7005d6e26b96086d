//! Between values and columns: times as Unix milliseconds, words and JSON as text.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use rusqlite::{Row, types::Type};
use serde::{Serialize, de::DeserializeOwned};

use super::StoreResult;

pub(super) type SqlResult<T> = rusqlite::Result<T>;

pub(super) fn ms(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

pub(super) fn opt_ms(time: Option<DateTime<Utc>>) -> Option<i64> {
    time.map(ms)
}

pub(super) fn json<T: Serialize>(value: &T) -> StoreResult<String> {
    Ok(serde_json::to_string(value)?)
}

pub(super) fn opt_json<T: Serialize>(value: Option<&T>) -> StoreResult<Option<String>> {
    value.map(json).transpose()
}

/// Reads columns by name into the model's types.
pub(super) trait Columns {
    fn time(&self, column: &str) -> SqlResult<DateTime<Utc>>;
    fn opt_time(&self, column: &str) -> SqlResult<Option<DateTime<Utc>>>;
    fn word<T: FromStr<Err = String>>(&self, column: &str) -> SqlResult<T>;
    fn opt_word<T: FromStr<Err = String>>(&self, column: &str) -> SqlResult<Option<T>>;
    fn read_json<T: DeserializeOwned>(&self, column: &str) -> SqlResult<Option<T>>;
}

impl Columns for Row<'_> {
    fn time(&self, column: &str) -> SqlResult<DateTime<Utc>> {
        Ok(self.opt_time(column)?.unwrap_or_default())
    }

    fn opt_time(&self, column: &str) -> SqlResult<Option<DateTime<Utc>>> {
        Ok(self.get::<_, Option<i64>>(column)?.and_then(DateTime::from_timestamp_millis))
    }

    fn word<T: FromStr<Err = String>>(&self, column: &str) -> SqlResult<T> {
        let index = self.as_ref().column_index(column)?;
        self.get_ref(index)?.as_str()?.parse().map_err(|reason: String| unreadable(index, reason.into()))
    }

    fn opt_word<T: FromStr<Err = String>>(&self, column: &str) -> SqlResult<Option<T>> {
        match self.get_ref(column)? {
            rusqlite::types::ValueRef::Null => Ok(None),
            _ => self.word(column).map(Some),
        }
    }

    fn read_json<T: DeserializeOwned>(&self, column: &str) -> SqlResult<Option<T>> {
        let index = self.as_ref().column_index(column)?;
        self.get_ref(index)?
            .as_str_or_null()?
            .map(|text| serde_json::from_str(text).map_err(|error| unreadable(index, error.into())))
            .transpose()
    }
}

fn unreadable(index: usize, reason: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, Type::Text, reason)
}
