-- Whose data this is, what they set, and which process runs the schedule.
CREATE TABLE users (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL -- JSON
) STRICT;

-- One row: the token grows with every change of holder and fences off what an earlier holder
-- still writes. The expiry is kept on the wall clock and on the clock since boot, so that a
-- jump of the first does not lengthen it.
CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    holder TEXT,
    pid INTEGER,
    token INTEGER NOT NULL,
    renewed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    boot_expires_ms INTEGER NOT NULL
) STRICT;
