-- Conversations between people. Nobody but those who take part reads them: no query on these tables
-- asks for an organisation, every one asks for the person.
CREATE TABLE conversations (
    id          BLOB PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('direct', 'group')),
    pair        BLOB UNIQUE,                -- of a direct one: the ids of the two, the lesser first
    title       TEXT NOT NULL DEFAULT '',
    creator_id  BLOB NOT NULL REFERENCES people (id),
    created_at  INTEGER NOT NULL,
    last_number INTEGER NOT NULL DEFAULT 0, -- of the newest message
    last_at     INTEGER NOT NULL            -- when it was sent; when the conversation began before that
) STRICT;
CREATE INDEX conversations_of_creator ON conversations (creator_id);

-- Who takes part, and what he keeps about the conversation.
CREATE TABLE conversation_participants (
    conversation_id BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    person_id       BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    joined_at       INTEGER NOT NULL,
    since_number    INTEGER NOT NULL DEFAULT 0, -- he sees what was sent after this one
    read_number     INTEGER NOT NULL DEFAULT 0, -- up to here he has read
    read_at         INTEGER,
    left_at         INTEGER,                    -- from then on the conversation is none for him
    is_archived     INTEGER NOT NULL DEFAULT 0 CHECK (is_archived IN (0, 1)),
    is_muted        INTEGER NOT NULL DEFAULT 0 CHECK (is_muted IN (0, 1)),
    PRIMARY KEY (conversation_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_participants_of_person ON conversation_participants (person_id, conversation_id);

-- A deleted message keeps its place and loses its words.
CREATE TABLE messages (
    id              BLOB PRIMARY KEY,
    conversation_id BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number          INTEGER NOT NULL,       -- 1, 2, 3… within the conversation
    author_id       BLOB NOT NULL REFERENCES people (id),
    reply_to_id     BLOB REFERENCES messages (id),
    created_at      INTEGER NOT NULL,
    edited_at       INTEGER,
    deleted_at      INTEGER,
    content         TEXT NOT NULL,
    words           TEXT NOT NULL,          -- the content as it is searched: folded, single spaces
    UNIQUE (conversation_id, number)
) STRICT;
CREATE INDEX messages_of_author ON messages (author_id);
CREATE INDEX messages_answering ON messages (reply_to_id) WHERE reply_to_id IS NOT NULL;

CREATE TABLE message_reactions (
    message_id BLOB NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    reaction   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, reaction, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_reactions_of_person ON message_reactions (person_id);

-- Whom a person does not want to hear from.
CREATE TABLE message_blocks (
    person_id  BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    blocked_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, blocked_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_blocks_against ON message_blocks (blocked_id);

-- Who has no row keeps to his organisation, and shows what he has read.
CREATE TABLE message_settings (
    person_id         BLOB PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    takes_from_others INTEGER NOT NULL CHECK (takes_from_others IN (0, 1)), -- people of other organisations may write to him
    shows_reads       INTEGER NOT NULL CHECK (shows_reads IN (0, 1))        -- others see what he has read, and he sees it of them
) STRICT, WITHOUT ROWID;
