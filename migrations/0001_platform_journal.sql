-- Times are milliseconds since 1970-01-01 UTC; ids are UUIDv7 as 16 bytes.
CREATE TABLE journal (
    seq             INTEGER PRIMARY KEY,
    at              INTEGER NOT NULL,
    organization_id BLOB,
    actor_kind      TEXT NOT NULL CHECK (actor_kind IN ('person', 'api_key', 'job', 'system')),
    actor_id        BLOB,
    action          TEXT NOT NULL,
    resource_type   TEXT NOT NULL,
    resource_id     BLOB,
    changes         TEXT NOT NULL,
    ip              TEXT,
    user_agent      TEXT,
    request_id      TEXT,
    hash            BLOB NOT NULL
) STRICT;
CREATE INDEX journal_by_organization ON journal (organization_id, seq);
CREATE INDEX journal_by_actor ON journal (actor_id, seq);
CREATE INDEX journal_by_resource ON journal (resource_id, seq);
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append only'); END;
CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
BEGIN SELECT raise(ABORT, 'the journal is append only'); END;

CREATE TABLE journal_position (
    subscriber TEXT PRIMARY KEY,
    seq        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
