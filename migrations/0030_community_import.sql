-- What comes from elsewhere. A source is named once and can be taken in as often as one likes.
CREATE TABLE imports (
    id                      INTEGER PRIMARY KEY,
    kind                    TEXT NOT NULL,      -- stackexchange
    name                    TEXT NOT NULL,
    authors_organization_id BLOB NOT NULL REFERENCES organizations (id),
    former_member_id        BLOB NOT NULL REFERENCES people (id),
    last_vote               INTEGER NOT NULL DEFAULT 0,     -- votes up to here are counted
    is_unsettled            INTEGER NOT NULL DEFAULT 0 CHECK (is_unsettled IN (0, 1)),
    created_at              INTEGER NOT NULL,
    UNIQUE (kind, name)
) STRICT;

-- What became of everything that was brought in, by its number there.
CREATE TABLE imports_map (
    import_id  INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,       -- topic, post, comment, user, unnamed (a user without a row yet),
                                    -- accepted (an answer's number → its topic)
    foreign_id INTEGER NOT NULL,
    id         BLOB NOT NULL,
    PRIMARY KEY (import_id, kind, foreign_id)
) STRICT, WITHOUT ROWID;

-- Up-votes by the number of the post, also of posts that are not there yet.
CREATE TABLE imports_votes (
    import_id  INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    foreign_id INTEGER NOT NULL,
    votes      INTEGER NOT NULL,
    PRIMARY KEY (import_id, foreign_id)
) STRICT, WITHOUT ROWID;

-- Topics whose counters wait to be brought up to date.
CREATE TABLE imports_unsettled (
    import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    topic_id  BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    PRIMARY KEY (import_id, topic_id)
) STRICT, WITHOUT ROWID;

-- Likes that nobody here gave. They stand in the counters beside the rows of people.
CREATE TABLE forum_imported_likes (
    object_id BLOB PRIMARY KEY,     -- a topic or a post
    likes     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
