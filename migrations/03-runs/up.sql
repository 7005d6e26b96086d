-- Every execution of a job, and who asked for one outside its schedule.
CREATE TABLE monitoring_runs (
    id BLOB PRIMARY KEY, -- version 7: sorts by the time of the run
    monitoring_job_id BLOB NOT NULL REFERENCES monitoring_jobs(id) ON DELETE CASCADE,
    trigger TEXT NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT,
    start_time INTEGER NOT NULL,
    end_time INTEGER,
    duration_ms INTEGER,
    items_found INTEGER NOT NULL DEFAULT 0,
    items_processed INTEGER NOT NULL DEFAULT 0,
    new_items_downloaded INTEGER NOT NULL DEFAULT 0,
    updated_items INTEGER NOT NULL DEFAULT 0,
    http_status INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    error_code TEXT,
    error_message TEXT,
    retry_at INTEGER,
    missed_slots INTEGER,
    lease_token INTEGER NOT NULL
) STRICT;

CREATE INDEX monitoring_runs_of_job ON monitoring_runs(monitoring_job_id, start_time);
CREATE UNIQUE INDEX monitoring_runs_in_progress ON monitoring_runs(monitoring_job_id)
    WHERE status = 'in_progress';

CREATE TABLE run_requests (
    id BLOB PRIMARY KEY, -- the future run's id
    job_id BLOB NOT NULL UNIQUE REFERENCES monitoring_jobs(id) ON DELETE CASCADE,
    requested_at INTEGER NOT NULL
) STRICT;
