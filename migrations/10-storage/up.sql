-- How much is kept, and what stands for what is not.
ALTER TABLE monitoring_jobs ADD COLUMN retention TEXT; -- JSON {items?, days?}
CREATE INDEX items_by_age ON items(job_id, first_seen_at);

-- When the source last listed it, exact to a month: what it lists no more may be forgotten.
ALTER TABLE known_identities ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0;
UPDATE known_identities SET last_seen_at = CAST(unixepoch('subsec') * 1000 AS INTEGER);

-- Runs that are not kept one by one. `start` is that of the hour or day, UTC.
CREATE TABLE run_rollups (
    job_id BLOB NOT NULL REFERENCES monitoring_jobs(id) ON DELETE CASCADE,
    span TEXT NOT NULL CHECK (span IN ('hour', 'day')),
    start INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    new_items INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    PRIMARY KEY (job_id, span, start)
) STRICT, WITHOUT ROWID;
