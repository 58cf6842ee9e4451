-- What of the data is sample data, so that it can be taken out again.
CREATE TABLE sample_loads (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    scale         INTEGER NOT NULL,
    is_complete   INTEGER NOT NULL CHECK (is_complete IN (0, 1)),
    opened_guests INTEGER NOT NULL CHECK (opened_guests IN (0, 1)), -- guests were let in for it
    loaded_at     INTEGER NOT NULL
) STRICT;

-- Its organisations and people; everything else follows from them.
CREATE TABLE sample_objects (
    kind TEXT NOT NULL CHECK (kind IN ('organization', 'person')),
    id   BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
