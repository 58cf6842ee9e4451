-- Browser sessions and token families. Only hashes of secrets are kept.
CREATE TABLE sessions (
    id           BLOB PRIMARY KEY,
    person_id    BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('browser', 'api')),
    secret_hash  BLOB NOT NULL UNIQUE,      -- of the cookie, or of the current refresh token
    csrf         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,          -- sliding
    ends_at      INTEGER NOT NULL,          -- absolute
    ip           TEXT,
    user_agent   TEXT
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Refresh tokens that were exchanged; using one again ends its family.
CREATE TABLE spent_refresh_tokens (
    secret_hash BLOB PRIMARY KEY,
    session_id  BLOB NOT NULL,
    spent_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One-use links: password reset, and more kinds later.
CREATE TABLE one_time_tokens (
    secret_hash BLOB PRIMARY KEY,
    kind        TEXT NOT NULL,
    person_id   BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_tokens_by_person ON one_time_tokens (person_id, kind);

CREATE TABLE sign_in_failures (
    key TEXT NOT NULL,                      -- account:… or address:…
    at  INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_failures_by_key ON sign_in_failures (key, at);
