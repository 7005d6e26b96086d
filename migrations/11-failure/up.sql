-- Why a job's latest run failed: the job alone says whether it waits for a login.
ALTER TABLE monitoring_jobs ADD COLUMN failure_code TEXT;
UPDATE monitoring_jobs SET failure_code = (
    SELECT error_code FROM monitoring_runs WHERE monitoring_job_id = monitoring_jobs.id
    AND status = 'failed' ORDER BY rowid DESC LIMIT 1
) WHERE consecutive_failures > 0;
