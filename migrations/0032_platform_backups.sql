-- What became of snapshots and drills; the newest only.
CREATE TABLE backup_runs (
    id       BLOB PRIMARY KEY,
    work     TEXT NOT NULL CHECK (work IN ('nightly', 'manual', 'upgrade', 'drill')),
    at       INTEGER NOT NULL,
    took_ms  INTEGER NOT NULL,
    snapshot TEXT,
    bytes    INTEGER NOT NULL,
    files    INTEGER NOT NULL,
    entries  INTEGER NOT NULL,
    problem  TEXT,
    detail   TEXT
) STRICT, WITHOUT ROWID;
