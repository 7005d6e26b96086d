-- When and where messages are told: a job can be silenced, a message knows the items it is about.
ALTER TABLE monitoring_jobs ADD COLUMN mute TEXT; -- JSON {since, until?}
ALTER TABLE notifications ADD COLUMN items TEXT; -- JSON, the first of them
