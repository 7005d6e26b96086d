-- What was chosen for a target beyond its address: JSON, by the names of the platform's options.
ALTER TABLE monitoring_jobs ADD COLUMN options TEXT NOT NULL DEFAULT '{}';

-- Which platforms have a key of the user's, and whether it works. Its values are never here.
CREATE TABLE keys (
    platform TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('untested', 'works', 'wrong')),
    set_at INTEGER NOT NULL,
    checked_at INTEGER,
    message TEXT
) STRICT;

-- Who must not be asked for a while: an origin (`https://host`) or a key (`key:platform`).
CREATE TABLE holds (
    scope TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;
