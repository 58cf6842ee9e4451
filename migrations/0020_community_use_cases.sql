-- How companies solved their problems. Shared content: who may open a row follows from visibility,
-- organization_id and author_id, and from the status (see the room's rules).
CREATE TABLE use_cases (
    id                 BLOB PRIMARY KEY,
    slug               TEXT NOT NULL,
    organization_id    BLOB NOT NULL REFERENCES organizations (id),
    author_id          BLOB NOT NULL REFERENCES people (id),
    changed_by         BLOB NOT NULL REFERENCES people (id), -- who changed the content last
    title_en           TEXT NOT NULL DEFAULT '',
    title_ar           TEXT NOT NULL DEFAULT '',
    summary            TEXT NOT NULL DEFAULT '',
    category           TEXT,
    industry           TEXT,
    company_name       TEXT NOT NULL DEFAULT '',
    challenge          TEXT NOT NULL DEFAULT '',
    solution           TEXT NOT NULL DEFAULT '',
    implementation     TEXT NOT NULL DEFAULT '[]',     -- phases: title, duration, description
    results            TEXT NOT NULL DEFAULT '[]',     -- metrics: name, before, after, unit, note
    roi_percent        REAL,
    roi_payback_months REAL,
    roi_investment     INTEGER,                        -- minor units of roi_currency
    roi_annual_saving  INTEGER,
    roi_currency       TEXT NOT NULL DEFAULT 'SAR',
    challenges_met     TEXT NOT NULL DEFAULT '',
    lessons_learned    TEXT NOT NULL DEFAULT '',
    vendor             TEXT NOT NULL DEFAULT '',
    team_size          INTEGER,
    started_on         TEXT,                           -- days as 2024-05-31
    finished_on        TEXT,
    year               INTEGER,                        -- of the end, else the start, else publishing
    city               TEXT NOT NULL DEFAULT '',
    region             TEXT NOT NULL DEFAULT '',
    country            TEXT NOT NULL DEFAULT '',
    latitude           REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude          REAL CHECK (longitude BETWEEN -180 AND 180),
    media              TEXT NOT NULL DEFAULT '[]',     -- pictures: file, caption, alt
    contact            TEXT NOT NULL DEFAULT '{}',     -- name, email, phone
    visibility         TEXT NOT NULL CHECK (visibility IN ('private', 'organization', 'public')),
    status             TEXT NOT NULL CHECK (status IN ('draft', 'in_review', 'published', 'archived', 'rejected')),
    rejection_reason   TEXT NOT NULL DEFAULT '',
    is_verified        INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
    is_featured        INTEGER NOT NULL DEFAULT 0 CHECK (is_featured IN (0, 1)),
    views              INTEGER NOT NULL DEFAULT 0,
    likes              INTEGER NOT NULL DEFAULT 0,     -- rows of use_case_likes
    saves              INTEGER NOT NULL DEFAULT 0,     -- rows of use_case_saves
    version            INTEGER NOT NULL DEFAULT 1,     -- grows with every published change
    revision           INTEGER NOT NULL DEFAULT 1,     -- grows with every change; the ETag
    submitted_at       INTEGER,
    published_at       INTEGER,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    deleted_at         INTEGER
) STRICT;
CREATE INDEX use_cases_by_publishing ON use_cases (status, published_at, id) WHERE deleted_at IS NULL;
CREATE INDEX use_cases_by_author ON use_cases (author_id, updated_at, id);
CREATE INDEX use_cases_by_organization ON use_cases (organization_id, status, id) WHERE deleted_at IS NULL;

-- Technologies and tags in the order in which they were given. The key is what is compared.
CREATE TABLE use_case_terms (
    use_case_id BLOB NOT NULL REFERENCES use_cases (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('technology', 'tag')),
    position    INTEGER NOT NULL,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    PRIMARY KEY (use_case_id, kind, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX use_case_terms_by_key ON use_case_terms (kind, key, use_case_id);

CREATE TABLE use_case_likes (
    use_case_id BLOB NOT NULL REFERENCES use_cases (id) ON DELETE CASCADE,
    person_id   BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at          INTEGER NOT NULL,
    PRIMARY KEY (use_case_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE use_case_saves (
    person_id   BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    use_case_id BLOB NOT NULL REFERENCES use_cases (id) ON DELETE CASCADE,
    folder      TEXT NOT NULL DEFAULT '',              -- empty: in no folder
    at          INTEGER NOT NULL,
    PRIMARY KEY (person_id, use_case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX use_case_saves_by_use_case ON use_case_saves (use_case_id);
