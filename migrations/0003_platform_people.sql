CREATE TABLE people (
    id                BLOB PRIMARY KEY,
    organization_id   BLOB NOT NULL REFERENCES organizations (id),
    email             TEXT NOT NULL,
    email_key         TEXT UNIQUE,          -- compared form; empty when the person was removed
    email_verified_at INTEGER,
    password_hash     TEXT,                 -- none for an account that nobody has claimed yet
    first_name        TEXT NOT NULL,
    last_name         TEXT NOT NULL DEFAULT '',
    display_name      TEXT NOT NULL,
    job_title         TEXT NOT NULL DEFAULT '',
    department        TEXT NOT NULL DEFAULT '',
    phone             TEXT NOT NULL DEFAULT '',
    bio               TEXT NOT NULL DEFAULT '',
    language          TEXT NOT NULL DEFAULT 'en',
    theme             TEXT NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
    timezone          TEXT NOT NULL DEFAULT 'Asia/Riyadh',
    avatar_file_id    BLOB,
    status            TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'suspended', 'pending_verification')),
    last_seen_at      INTEGER,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    deleted_at        INTEGER
) STRICT;
CREATE INDEX people_by_organization ON people (organization_id, display_name, id);

CREATE TABLE roles (
    id              BLOB PRIMARY KEY,
    organization_id BLOB REFERENCES organizations (id), -- none for a system role
    key             TEXT NOT NULL,
    name_en         TEXT NOT NULL DEFAULT '',
    name_ar         TEXT NOT NULL DEFAULT '',
    is_system       INTEGER NOT NULL CHECK (is_system IN (0, 1)),
    scope           TEXT NOT NULL CHECK (scope IN ('platform', 'organization')),
    created_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX roles_by_key ON roles (coalesce(organization_id, x''), key);

CREATE TABLE role_permissions (
    role_id    BLOB NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    permission TEXT NOT NULL,
    PRIMARY KEY (role_id, permission)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_roles (
    person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role_id   BLOB NOT NULL REFERENCES roles (id),
    PRIMARY KEY (person_id, role_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_roles_by_role ON person_roles (role_id);
