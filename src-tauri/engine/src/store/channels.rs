//! Tables `notification_channels` and `notification_tests`: where messages are told, and how
//! each place stands.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Store, StoreResult,
    deliveries::OWED,
    rows::{Columns, SqlResult, ms, opt_ms},
};
use crate::model::{Channel, ChannelState, Settings};

/// A terminal or desktop that no process has looked after for so long is not in use any more. Mail
/// and webhook, which are never seen, are in use for as long as the settings say so.
pub(super) const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(30);
/// `seen_at` is exact to this: no write for every message.
const SEEN_RESOLUTION: TimeDelta = TimeDelta::days(1);
/// How long messages are kept.
const KEPT: TimeDelta = TimeDelta::days(90);
/// Messages removed in one transaction.
const REMOVED_AT_ONCE: u32 = 200;
/// A test that nobody showed for so long is not waited for any more.
const TEST_IS_FRESH: TimeDelta = TimeDelta::minutes(10);

impl Store {
    /// Takes a channel into use, if it is not. What has been told elsewhere before is not repeated
    /// on it; mail and webhook begin with what is raised from now on.
    pub fn open_channel(&self, channel: Channel, now: DateTime<Utc>) -> StoreResult<()> {
        let sees = match channel {
            Channel::Mail | Channel::Webhook => None,
            Channel::Terminal | Channel::Desktop => Some(now),
        };
        let seen_at: Option<Option<DateTime<Utc>>> = self.read(|db| {
            let mut query =
                db.prepare_cached("SELECT seen_at FROM notification_channels WHERE channel = ?")?;
            Ok(query.query_row([channel.as_str()], |row| row.opt_time("seen_at")).optional()?)
        })?;
        let is_forgotten = match (sees, seen_at) {
            (None, Some(None)) => return Ok(()),
            (Some(_), Some(Some(seen))) if (now - seen).abs() < SEEN_RESOLUTION => return Ok(()),
            (Some(_), Some(Some(seen))) => seen < now - FORGOTTEN_AFTER,
            _ => false,
        };
        self.transaction(|tx| {
            if is_forgotten {
                close(tx, channel)?;
            }
            open(tx, channel)?;
            tx.execute(
                "UPDATE notification_channels SET seen_at = ?2 WHERE channel = ?1",
                params![channel.as_str(), opt_ms(sees)],
            )?;
            Ok(())
        })
    }

    /// How the channels in use stand; who asks adds when their silence ends.
    pub fn channels(&self, now: DateTime<Utc>) -> StoreResult<Vec<ChannelState>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT channel FROM notification_channels WHERE coalesce(seen_at, ?1) >= ?2 ORDER BY channel",
            )?;
            let channels = query
                .query_map(params![ms(now), ms(now - FORGOTTEN_AFTER)], |row| row.word::<Channel>("channel"))?
                .collect::<SqlResult<Vec<_>>>()?;
            channels.into_iter().map(|channel| state(db, channel)).collect()
        })
    }

    /// Asks for a test on a channel, in place of an earlier one.
    pub fn ask_for_test(&self, channel: Channel, now: DateTime<Utc>) -> StoreResult<()> {
        self.transaction(|tx| {
            tx.execute(
                "INSERT OR REPLACE INTO notification_tests (channel, asked_at) VALUES (?, ?)",
                params![channel.as_str(), ms(now)],
            )?;
            Ok(())
        })
    }

    /// When a test was asked for that nobody has shown yet.
    pub fn asked_test(&self, channel: Channel, now: DateTime<Utc>) -> StoreResult<Option<DateTime<Utc>>> {
        self.read(|db| {
            let mut query = db.prepare_cached(
                "SELECT asked_at FROM notification_tests \
                 WHERE channel = ? AND told_at IS NULL AND error IS NULL AND asked_at > ?",
            )?;
            let since = ms(now - TEST_IS_FRESH);
            Ok(query.query_row(params![channel.as_str(), since], |row| row.time("asked_at")).optional()?)
        })
    }

    /// Notes how a test went.
    pub fn end_test(
        &self,
        channel: Channel,
        asked_at: DateTime<Utc>,
        went: Result<DateTime<Utc>, String>,
    ) -> StoreResult<()> {
        let (told_at, error) = match went {
            Ok(told_at) => (Some(told_at), None),
            Err(error) => (None, Some(error)),
        };
        self.transaction(|tx| {
            tx.execute(
                "UPDATE notification_tests SET told_at = ?3, error = ?4 WHERE channel = ?1 AND asked_at = ?2",
                params![channel.as_str(), ms(asked_at), opt_ms(told_at), error],
            )?;
            Ok(())
        })
    }

    /// Removes some of the old messages that no channel in use owes. Answers how many.
    pub fn remove_old_messages(&self, now: DateTime<Utc>) -> StoreResult<usize> {
        let has_any = self.read(|db| {
            let sql = "SELECT EXISTS (SELECT 1 FROM notifications WHERE created_at < ?)";
            Ok(db.prepare_cached(sql)?.query_row([ms(now - KEPT)], |row| row.get::<_, bool>(0))?)
        })?;
        if !has_any {
            return Ok(0);
        }
        self.transaction(|tx| {
            Ok(tx.execute(
                "DELETE FROM notifications WHERE id IN (SELECT n.id FROM notifications n \
                     WHERE n.created_at < ?1 AND n.state <> 'held' AND NOT EXISTS \
                         (SELECT 1 FROM notification_channels c LEFT JOIN notification_deliveries d \
                              ON d.channel = c.channel AND d.notification_id = n.id \
                          WHERE n.id > c.told_up_to AND coalesce(c.seen_at, ?2) >= ?3 AND d.done_at IS NULL) \
                     LIMIT ?4)",
                params![ms(now - KEPT), ms(now), ms(now - FORGOTTEN_AFTER), REMOVED_AT_ONCE],
            )?)
        })
    }
}

/// Opens and closes the channels that exist by what the user has set. In the transaction that
/// writes the settings: whether anybody delivers at the moment makes no difference.
pub(super) fn follow(db: &Connection, settings: &Settings) -> StoreResult<()> {
    for (channel, is_set) in
        [(Channel::Mail, settings.mail.is_some()), (Channel::Webhook, settings.webhook.is_some())]
    {
        if is_set { open(db, channel)? } else { close(db, channel)? }
    }
    Ok(())
}

fn open(db: &Connection, channel: Channel) -> StoreResult<()> {
    // All that the others have told so far would be a flood.
    let begins_with = match channel {
        Channel::Mail | Channel::Webhook => "NULL",
        Channel::Terminal | Channel::Desktop => {
            "(SELECT min(id) - 1 FROM notifications WHERE state <> 'delivered')"
        }
    };
    let opened = db.execute(
        &format!(
            "INSERT OR IGNORE INTO notification_channels (channel, told_up_to) \
             VALUES (?, coalesce({begins_with}, (SELECT max(id) FROM notifications), 0))"
        ),
        [channel.as_str()],
    )?;
    if opened > 0 {
        // Done without being told here: another channel did that.
        db.execute(
            "INSERT INTO notification_deliveries (channel, notification_id, done_at) \
             SELECT ?1, id, coalesce(delivered_at, created_at) FROM notifications WHERE state = 'delivered' \
             AND id > (SELECT told_up_to FROM notification_channels WHERE channel = ?1)",
            [channel.as_str()],
        )?;
    }
    Ok(())
}

/// When a test was told, why it was not, and when it was asked for.
type Tried = (Option<DateTime<Utc>>, Option<String>, DateTime<Utc>);

fn close(db: &Connection, channel: Channel) -> StoreResult<()> {
    for table in ["notification_deliveries", "notification_tests", "notification_channels"] {
        db.execute(&format!("DELETE FROM {table} WHERE channel = ?"), [channel.as_str()])?;
    }
    Ok(())
}

fn state(db: &Connection, channel: Channel) -> StoreResult<ChannelState> {
    let name = channel.as_str();
    let (waiting, next_attempt_at) = db
        .prepare_cached(&format!(
            "SELECT count(*) AS waiting, \
             min(nullif(max(coalesce(d.held_until, 0), coalesce(d.next_attempt_at, 0)), 0)) AS next \
             FROM {OWED}"
        ))?
        .query_row([name], |row| Ok((row.get("waiting")?, row.opt_time("next")?)))?;
    // What the latest message that was tried says; a test that was asked for since says more.
    let tried: Option<(Option<DateTime<Utc>>, Option<String>)> = db
        .prepare_cached(
            "SELECT coalesce(delivered_at, done_at, first_attempt_at) AS at, last_error \
             FROM notification_deliveries WHERE channel = ? AND attempts > 0 ORDER BY notification_id DESC LIMIT 1",
        )?
        .query_row([name], |row| Ok((row.opt_time("at")?, row.get("last_error")?)))
        .optional()?;
    let test: Option<Tried> = db
        .prepare_cached("SELECT * FROM notification_tests WHERE channel = ? AND (told_at IS NOT NULL OR error IS NOT NULL)")?
        .query_row([name], |row| Ok((row.opt_time("told_at")?, row.get("error")?, row.time("asked_at")?)))
        .optional()?;
    let last_told_at = db
        .prepare_cached("SELECT max(delivered_at) AS at FROM notification_deliveries WHERE channel = ?")?
        .query_row([name], |row| row.opt_time("at"))?;
    let tried_at = tried.as_ref().and_then(|(at, _)| *at);
    let problem = match test {
        Some((_, error, asked_at)) if tried_at.is_none_or(|at| at < asked_at) => error,
        _ => tried.and_then(|(_, error)| error),
    };
    Ok(ChannelState { channel, waiting, problem, next_attempt_at, last_told_at, quiet_until: None })
}
