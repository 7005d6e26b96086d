-- What is watched, how often, and how it stands. Times are Unix milliseconds, UTC.
CREATE TABLE monitoring_jobs (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users(id),
    name TEXT NOT NULL,
    folder TEXT,
    platform TEXT NOT NULL,
    target_url TEXT NOT NULL,
    target_type TEXT NOT NULL,
    target_id TEXT,
    target_version INTEGER NOT NULL DEFAULT 1,
    private_grant TEXT, -- JSON {host, port}
    frequency TEXT NOT NULL,
    interval_minutes INTEGER CHECK (interval_minutes >= 1),
    schedule TEXT NOT NULL, -- JSON
    max_items_per_run INTEGER NOT NULL CHECK (max_items_per_run BETWEEN 1 AND 1000),
    filters TEXT, -- JSON
    expires_at INTEGER,
    max_runs INTEGER,
    status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'completed', 'failed', 'deleted')),
    status_reason TEXT,
    status_before_delete TEXT,
    last_run_at INTEGER,
    next_run_at INTEGER,
    retry_at INTEGER,
    total_runs INTEGER NOT NULL DEFAULT 0,
    successful_runs INTEGER NOT NULL DEFAULT 0,
    failed_runs INTEGER NOT NULL DEFAULT 0,
    consecutive_failures INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    failure_notified INTEGER NOT NULL DEFAULT 0,
    baseline_at INTEGER,
    notify_on_new_content INTEGER NOT NULL DEFAULT 1,
    notify_on_failure INTEGER NOT NULL DEFAULT 1,
    notification_email TEXT,
    cursor TEXT, -- JSON
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE INDEX monitoring_jobs_due ON monitoring_jobs(next_run_at)
    WHERE status IN ('active', 'failed') AND next_run_at IS NOT NULL;
CREATE INDEX monitoring_jobs_target ON monitoring_jobs(target_url);
