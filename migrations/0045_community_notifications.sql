-- What people are told. One row for each person and cause; the title of what it is about is looked
-- up when it is read, and so is whether the person may still open it.
CREATE TABLE notifications (
    id           BLOB PRIMARY KEY,
    person_id    BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('reply', 'mention', 'like', 'best_answer', 'follow', 'message',
                     'invitation', 'use_case_status', 'moderation', 'saved_search', 'job_done', 'announcement', 'security')),
    action       TEXT NOT NULL,             -- what happened in particular: to_topic, rejected
    cause        TEXT NOT NULL,             -- what must not be told twice
    subject_type TEXT NOT NULL,             -- as in the journal
    subject_id   BLOB NOT NULL,
    within_id    BLOB NOT NULL,             -- what is opened to see the subject: the topic of a post
    round        INTEGER NOT NULL DEFAULT 1, -- grows when a collected one is told anew after reading
    created_at   INTEGER NOT NULL,          -- of the newest thing that is collected here
    read_at      INTEGER,
    removed_at   INTEGER,                   -- by the person; the row stays so that it is not told again
    UNIQUE (person_id, cause)
) STRICT;
CREATE INDEX notifications_by_time ON notifications (person_id, created_at, id) WHERE removed_at IS NULL;
CREATE INDEX notifications_unread ON notifications (person_id, within_id) WHERE read_at IS NULL AND removed_at IS NULL;
CREATE INDEX notifications_within ON notifications (within_id);
CREATE INDEX notifications_by_age ON notifications (created_at);

-- Who did it. Of a collected one, those of the present round are counted.
CREATE TABLE notification_actors (
    notification_id BLOB NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    person_id       BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    round           INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (notification_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notification_actors_of_person ON notification_actors (person_id);

-- What a person chose; what is not here is as usual.
CREATE TABLE notification_preferences (
    person_id BLOB NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    in_app    INTEGER NOT NULL CHECK (in_app IN (0, 1)),
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;

-- What happened before there were notifications is not told.
INSERT INTO journal_position (subscriber, seq) SELECT 'notifications', coalesce(max(seq), 0) FROM journal;
