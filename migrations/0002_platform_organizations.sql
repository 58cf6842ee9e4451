CREATE TABLE plans (
    id                BLOB PRIMARY KEY,
    name              TEXT NOT NULL UNIQUE,
    max_users         INTEGER,              -- none: no limit
    max_use_cases     INTEGER,
    max_storage_bytes INTEGER,
    features          TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE organizations (
    id                  BLOB PRIMARY KEY,
    slug                TEXT NOT NULL UNIQUE,
    name_en             TEXT NOT NULL DEFAULT '',
    name_ar             TEXT NOT NULL DEFAULT '',
    domain              TEXT NOT NULL DEFAULT '',
    email               TEXT NOT NULL DEFAULT '',
    phone               TEXT NOT NULL DEFAULT '',
    website             TEXT NOT NULL DEFAULT '',
    address_line        TEXT NOT NULL DEFAULT '',
    city                TEXT NOT NULL DEFAULT '',
    region              TEXT NOT NULL DEFAULT '',
    country             TEXT NOT NULL DEFAULT 'SA',
    postal_code         TEXT NOT NULL DEFAULT '',
    registration_number TEXT NOT NULL DEFAULT '',
    tax_id              TEXT NOT NULL DEFAULT '',
    industry            TEXT NOT NULL DEFAULT 'other',
    size                TEXT NOT NULL DEFAULT '1_10',
    account_type        TEXT NOT NULL DEFAULT 'personal' CHECK (account_type IN ('personal', 'business')),
    about_en            TEXT NOT NULL DEFAULT '',
    about_ar            TEXT NOT NULL DEFAULT '',
    logo_file_id        BLOB,
    settings            TEXT NOT NULL DEFAULT '{}',
    status              TEXT NOT NULL CHECK (status IN ('trial', 'active', 'inactive', 'suspended')),
    trial_ends_at       INTEGER,
    plan_id             BLOB NOT NULL REFERENCES plans (id),
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    CHECK (name_en <> '' OR name_ar <> '')
) STRICT;

CREATE TABLE settings (
    key        TEXT PRIMARY KEY,
    value      TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
