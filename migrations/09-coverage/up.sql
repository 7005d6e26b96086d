-- When nothing was watched, and why; what a run may not have seen.
ALTER TABLE monitoring_jobs ADD COLUMN last_success_at INTEGER;
ALTER TABLE monitoring_runs ADD COLUMN may_have_missed INTEGER NOT NULL DEFAULT 0;

CREATE TABLE coverage_gaps (
    id INTEGER PRIMARY KEY,
    job_id BLOB NOT NULL REFERENCES monitoring_jobs(id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER, -- absent: it lasts
    slots INTEGER NOT NULL DEFAULT 0,
    detail TEXT
) STRICT;
CREATE INDEX coverage_gaps_of_job ON coverage_gaps(job_id, since);
CREATE UNIQUE INDEX coverage_gaps_open ON coverage_gaps(job_id) WHERE until IS NULL;
