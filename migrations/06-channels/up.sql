-- Each channel (terminal, desktop) tells every message by itself. What a channel has told lies up
-- to `told_up_to`, beyond it in the rows of `notification_deliveries` that have a time.
-- `attempts`, `next_attempt_at` and `last_error` of `notifications` are no longer used.
CREATE TABLE notification_channels (
    channel TEXT PRIMARY KEY,
    told_up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notification_deliveries (
    channel TEXT NOT NULL REFERENCES notification_channels(channel),
    notification_id INTEGER NOT NULL REFERENCES notifications(id) ON DELETE CASCADE,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    last_error TEXT,
    delivered_at INTEGER,
    PRIMARY KEY (channel, notification_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_deliveries_of_message ON notification_deliveries(notification_id);
