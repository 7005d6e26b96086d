-- When and where messages are told: a job can be silenced, a message knows the items it is about.
ALTER TABLE monitoring_jobs ADD COLUMN mute TEXT; -- JSON {until?}
ALTER TABLE notifications ADD COLUMN items TEXT; -- JSON, the first of them
CREATE INDEX notifications_by_age ON notifications(created_at);

-- When a process last looked after the channel; one that nobody looks after owes nothing.
ALTER TABLE notification_channels ADD COLUMN seen_at INTEGER;

-- Rows stay for as long as their message does. `done_at`: nothing more happens to it here, because
-- it was told (`delivered_at`), was not wanted, or was refused too often. `held_until`: it had to
-- wait and is told together with others that had to.
ALTER TABLE notification_deliveries ADD COLUMN done_at INTEGER;
ALTER TABLE notification_deliveries ADD COLUMN held_until INTEGER;
ALTER TABLE notification_deliveries ADD COLUMN first_attempt_at INTEGER;
UPDATE notification_deliveries SET done_at = delivered_at;

-- A test that the user asks for in one process and another one shows: the latest of each channel.
CREATE TABLE notification_tests (
    channel TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    told_at INTEGER,
    error TEXT
) STRICT, WITHOUT ROWID;

-- How often the source has given most of its entries new ids.
ALTER TABLE monitoring_jobs ADD COLUMN rekeys INTEGER NOT NULL DEFAULT 0;
