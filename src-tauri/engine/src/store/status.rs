//! Counts over all tables, for `status` and health.

use super::{Store, StoreResult};

/// How many there are of what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub jobs_active: u64,
    pub jobs_paused: u64,
    pub jobs_failed: u64,
    pub runs_in_progress: u64,
    pub items: u64,
    pub items_unread: u64,
    pub items_starred: u64,
}

impl Store {
    pub fn counts(&self) -> StoreResult<Counts> {
        self.read(|db| {
            let counts = db.query_row(
                "WITH hidden AS MATERIALIZED (SELECT id FROM monitoring_jobs WHERE status = 'deleted') \
                 SELECT (SELECT count(*) FROM monitoring_jobs WHERE status = 'active'), \
                        (SELECT count(*) FROM monitoring_jobs WHERE status = 'paused'), \
                        (SELECT count(*) FROM monitoring_jobs WHERE status = 'failed'), \
                        (SELECT count(*) FROM monitoring_runs WHERE status = 'in_progress'), \
                        (SELECT count(*) FROM items WHERE job_id NOT IN hidden), \
                        (SELECT count(*) FROM items WHERE state = 'unread' AND job_id NOT IN hidden), \
                        (SELECT count(*) FROM items WHERE starred = 1 AND job_id NOT IN hidden)",
                [],
                |row| {
                    Ok(Counts {
                        jobs_active: row.get(0)?,
                        jobs_paused: row.get(1)?,
                        jobs_failed: row.get(2)?,
                        runs_in_progress: row.get(3)?,
                        items: row.get(4)?,
                        items_unread: row.get(5)?,
                        items_starred: row.get(6)?,
                    })
                },
            )?;
            Ok(counts)
        })
    }
}
