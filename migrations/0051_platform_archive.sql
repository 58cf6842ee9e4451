-- Months of the journal that stand whole in a file of the data folder. Their rows may leave the
-- table; no others may, and the newest never does: the next one takes its number and hash from it.
CREATE TABLE journal_archives (
    last_seq        INTEGER PRIMARY KEY,
    first_seq       INTEGER NOT NULL,
    organization_id BLOB,
    path            TEXT NOT NULL UNIQUE,
    sha256          BLOB NOT NULL,
    entries         INTEGER NOT NULL,
    last_at         INTEGER NOT NULL,
    before_hash     BLOB NOT NULL,
    last_hash       BLOB NOT NULL,
    archived_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX journal_archives_by_organization ON journal_archives (organization_id, last_seq);

CREATE TRIGGER journal_archives_are_what_the_journal_holds BEFORE INSERT ON journal_archives
WHEN NOT EXISTS (SELECT 1 FROM journal WHERE seq = NEW.last_seq AND hash = NEW.last_hash
                 AND organization_id IS NEW.organization_id)
  OR NEW.entries <> (SELECT count(*) FROM journal WHERE organization_id IS NEW.organization_id
                     AND seq BETWEEN NEW.first_seq AND NEW.last_seq)
  OR EXISTS (SELECT 1 FROM journal_archives WHERE path = NEW.path
             OR (organization_id IS NEW.organization_id AND last_seq >= NEW.first_seq))
BEGIN SELECT raise(ABORT, 'an archive holds what the journal holds'); END;
CREATE TRIGGER journal_archives_are_not_changed BEFORE UPDATE ON journal_archives
BEGIN SELECT raise(ABORT, 'the journal is append only'); END;
CREATE TRIGGER journal_archives_are_not_removed BEFORE DELETE ON journal_archives
BEGIN SELECT raise(ABORT, 'the journal is append only'); END;

DROP TRIGGER journal_is_not_shortened;
CREATE TRIGGER journal_is_not_shortened BEFORE DELETE ON journal
WHEN OLD.seq = (SELECT max(seq) FROM journal)
  OR NOT EXISTS (SELECT 1 FROM journal_archives a WHERE a.organization_id IS OLD.organization_id
                 AND OLD.seq BETWEEN a.first_seq AND a.last_seq)
BEGIN SELECT raise(ABORT, 'the journal is append only'); END;
-- Putting a row in the place of another would take that one away without asking the trigger above.
CREATE TRIGGER journal_only_grows BEFORE INSERT ON journal
WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM journal)
BEGIN SELECT raise(ABORT, 'the journal is append only'); END;
