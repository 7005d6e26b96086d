-- What was found. The row number grows with the order of finding; it orders every list.
CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id BLOB NOT NULL REFERENCES monitoring_jobs(id) ON DELETE CASCADE,
    run_id BLOB NOT NULL,
    identity TEXT NOT NULL,
    link_key TEXT,
    external_id TEXT NOT NULL,
    url TEXT,
    author_name TEXT,
    author_handle TEXT,
    author_url TEXT,
    author_avatar TEXT,
    title TEXT,
    text TEXT NOT NULL,
    html TEXT,
    sanitiser_version INTEGER NOT NULL,
    content_hash BLOB NOT NULL,
    language TEXT,
    published_at INTEGER,
    updated_at INTEGER,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    gone_at INTEGER,
    kind TEXT NOT NULL,
    media TEXT, -- JSON
    likes INTEGER,
    reposts INTEGER,
    replies INTEGER,
    views INTEGER,
    tags TEXT, -- JSON
    raw TEXT, -- JSON
    state TEXT NOT NULL CHECK (state IN ('unread', 'read')),
    starred INTEGER NOT NULL DEFAULT 0,
    note TEXT,
    UNIQUE (job_id, identity)
) STRICT;

CREATE INDEX items_of_job ON items(job_id, id);
CREATE INDEX items_by_link ON items(job_id, link_key) WHERE link_key IS NOT NULL;
CREATE INDEX items_unread ON items(job_id, id) WHERE state = 'unread';
CREATE INDEX items_starred ON items(id) WHERE starred = 1;

-- Known, but not kept: what lay beyond the cap of the first run.
CREATE TABLE known_identities (
    job_id BLOB NOT NULL REFERENCES monitoring_jobs(id) ON DELETE CASCADE,
    identity TEXT NOT NULL,
    link_key TEXT,
    content_hash BLOB, -- with the link, recognises it under another id
    PRIMARY KEY (job_id, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_identities_by_link ON known_identities(job_id, link_key) WHERE link_key IS NOT NULL;

CREATE TABLE item_revisions (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    title TEXT,
    text TEXT NOT NULL,
    replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX item_revisions_of_item ON item_revisions(item_id, id);

-- Holds the index only; the texts stay in items. Fed by the store, not by triggers: half the time.
CREATE VIRTUAL TABLE items_fts USING fts5(
    title, text, author, tags,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
);
-- Runs are many and small: merging twice as many of their segments at a time is half the work.
INSERT INTO items_fts (items_fts, rank) VALUES ('automerge', 8);
CREATE TRIGGER items_fts_follows_deletion AFTER DELETE ON items BEGIN
    DELETE FROM items_fts WHERE rowid = old.id;
END;
