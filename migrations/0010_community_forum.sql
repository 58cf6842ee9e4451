CREATE TABLE forum_categories (
    id             BLOB PRIMARY KEY,
    slug           TEXT NOT NULL UNIQUE,
    name_en        TEXT NOT NULL,
    name_ar        TEXT NOT NULL,
    description_en TEXT NOT NULL DEFAULT '',
    description_ar TEXT NOT NULL DEFAULT '',
    kind           TEXT NOT NULL CHECK (kind IN ('automation', 'quality', 'maintenance', 'ai', 'iot', 'general')),
    icon           TEXT NOT NULL DEFAULT '',
    colour         TEXT NOT NULL DEFAULT '',
    position       INTEGER NOT NULL,
    is_active      INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

-- Text columns stand last: lists read the front of a row and never touch a long text.
CREATE TABLE forum_topics (
    id                  BLOB PRIMARY KEY,
    category_id         BLOB NOT NULL REFERENCES forum_categories (id),
    organization_id     BLOB NOT NULL REFERENCES organizations (id),
    author_id           BLOB NOT NULL REFERENCES people (id),
    visibility          TEXT NOT NULL CHECK (visibility IN ('private', 'organization', 'public')),
    is_pinned           INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1)),
    is_locked           INTEGER NOT NULL DEFAULT 0 CHECK (is_locked IN (0, 1)),
    best_answer_post_id BLOB,
    views_count         INTEGER NOT NULL DEFAULT 0,
    likes_count         INTEGER NOT NULL DEFAULT 0,
    replies_count       INTEGER NOT NULL DEFAULT 0,
    attachments_count   INTEGER NOT NULL DEFAULT 0,
    last_activity_at    INTEGER NOT NULL,
    last_post_author_id BLOB,
    first_reply_at      INTEGER,            -- by somebody else than the author
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL,
    edited_at           INTEGER,
    deleted_at          INTEGER,
    deleted_by          BLOB,
    revision            INTEGER NOT NULL DEFAULT 1,
    slug                TEXT NOT NULL,
    title               TEXT NOT NULL,
    title_key           TEXT NOT NULL,      -- for sorting
    tags                TEXT NOT NULL DEFAULT '[]',
    excerpt             TEXT NOT NULL DEFAULT '',
    html_version        INTEGER NOT NULL,
    html                TEXT NOT NULL,
    content             TEXT NOT NULL
) STRICT;
CREATE INDEX forum_topics_by_activity ON forum_topics (is_pinned DESC, last_activity_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX forum_topics_of_category ON forum_topics (category_id, is_pinned DESC, last_activity_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX forum_topics_of_organization ON forum_topics (organization_id, last_activity_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX forum_topics_of_author ON forum_topics (author_id, created_at DESC, id DESC);
CREATE INDEX forum_topics_by_time ON forum_topics (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX forum_topics_by_views ON forum_topics (views_count, id) WHERE deleted_at IS NULL;
CREATE INDEX forum_topics_by_likes ON forum_topics (likes_count, id) WHERE deleted_at IS NULL;
CREATE INDEX forum_topics_by_replies ON forum_topics (replies_count, id) WHERE deleted_at IS NULL;
CREATE INDEX forum_topics_by_title ON forum_topics (title_key, id) WHERE deleted_at IS NULL;

CREATE TABLE forum_topic_tags (
    tag      TEXT NOT NULL,
    topic_id BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_topic_tags_of_topic ON forum_topic_tags (topic_id);

-- A deleted post with replies below it stays as a placeholder; without any it is hidden.
CREATE TABLE forum_posts (
    id             BLOB PRIMARY KEY,
    topic_id       BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    parent_post_id BLOB REFERENCES forum_posts (id),
    root_post_id   BLOB NOT NULL,           -- the top of its thread; itself for a top-level post
    depth          INTEGER NOT NULL,        -- 0 for a top-level post
    author_id      BLOB NOT NULL REFERENCES people (id),
    likes_count    INTEGER NOT NULL DEFAULT 0,
    replies_count  INTEGER NOT NULL DEFAULT 0,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    edited_at      INTEGER,
    deleted_at     INTEGER,
    deleted_by     BLOB,
    is_hidden      INTEGER NOT NULL DEFAULT 0 CHECK (is_hidden IN (0, 1)),
    revision       INTEGER NOT NULL DEFAULT 1,
    html_version   INTEGER NOT NULL,
    html           TEXT NOT NULL,
    content        TEXT NOT NULL
) STRICT;
CREATE INDEX forum_posts_of_topic ON forum_posts (topic_id, created_at, id) WHERE is_hidden = 0;
CREATE INDEX forum_posts_on_top ON forum_posts (topic_id, created_at, id) WHERE is_hidden = 0 AND depth = 0;
CREATE INDEX forum_posts_of_thread ON forum_posts (root_post_id, created_at, id) WHERE is_hidden = 0 AND depth > 0;
CREATE INDEX forum_posts_of_parent ON forum_posts (parent_post_id, created_at, id);
CREATE INDEX forum_posts_of_author ON forum_posts (author_id, created_at, id);
CREATE INDEX forum_posts_by_time ON forum_posts (created_at, author_id, topic_id) WHERE deleted_at IS NULL;

CREATE TABLE forum_topic_likes (
    topic_id   BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (topic_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_topic_likes_of_person ON forum_topic_likes (person_id);

CREATE TABLE forum_post_likes (
    post_id    BLOB NOT NULL REFERENCES forum_posts (id) ON DELETE CASCADE,
    person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (post_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_post_likes_of_person ON forum_post_likes (person_id);

-- What a person keeps about a topic.
CREATE TABLE forum_follows (
    person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    topic_id   BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_follows_of_topic ON forum_follows (topic_id);

CREATE TABLE forum_bookmarks (
    person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    topic_id   BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_bookmarks_of_topic ON forum_bookmarks (topic_id);

CREATE TABLE forum_reads (
    person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    topic_id  BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    read_at   INTEGER NOT NULL,             -- up to when he has seen the topic
    PRIMARY KEY (person_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_reads_of_topic ON forum_reads (topic_id);

-- Everything before this moment counts as read, for people who said "mark all as read".
CREATE TABLE forum_all_read (
    person_id BLOB PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE forum_mentions (
    person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    topic_id   BLOB NOT NULL REFERENCES forum_topics (id) ON DELETE CASCADE,
    post_id    BLOB NOT NULL,               -- the topic's own id when its text mentions
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, topic_id, post_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_mentions_of_topic ON forum_mentions (topic_id, post_id);

-- Sums over topics, one row for each group of people who see the same of a category: everybody
-- (public, no organisation), an organisation, an author with the administrators (private).
CREATE TABLE forum_counts (
    category_id     BLOB NOT NULL REFERENCES forum_categories (id) ON DELETE CASCADE,
    visibility      TEXT NOT NULL,
    organization_id BLOB NOT NULL,
    author_id       BLOB NOT NULL,
    topics          INTEGER NOT NULL,
    posts           INTEGER NOT NULL,
    answered        INTEGER NOT NULL,       -- with at least one reply
    solved          INTEGER NOT NULL,       -- with a best answer
    PRIMARY KEY (category_id, visibility, organization_id, author_id)
) STRICT, WITHOUT ROWID;

-- Who searched for what on which day; shown only where at least three people did.
CREATE TABLE forum_searches (
    day       INTEGER NOT NULL,             -- days since 1970-01-01 UTC
    term      TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (day, term, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX forum_searches_of_person ON forum_searches (person_id);
