-- How much is kept, and what stands for runs that are not kept one by one.
ALTER TABLE monitoring_jobs ADD COLUMN retention TEXT; -- JSON {items?, days?}

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
