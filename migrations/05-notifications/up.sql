-- The outbox: written with what it reports, delivered afterwards. `held` waits for the rest of
-- a page that is taken in several runs.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id BLOB NOT NULL REFERENCES monitoring_jobs(id) ON DELETE CASCADE,
    run_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    item_count INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('held', 'pending', 'delivered')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    delivered_at INTEGER
) STRICT;
CREATE INDEX notifications_pending ON notifications(id) WHERE state = 'pending';
CREATE UNIQUE INDEX notifications_held ON notifications(job_id) WHERE state = 'held';
