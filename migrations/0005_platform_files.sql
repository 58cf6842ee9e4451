CREATE TABLE files (
    id               BLOB PRIMARY KEY,
    organization_id  BLOB NOT NULL REFERENCES organizations (id),
    uploader_id      BLOB NOT NULL REFERENCES people (id),
    sha256           BLOB NOT NULL,         -- of the stored bytes; the path under files/ follows from it
    name             TEXT NOT NULL,
    media_type       TEXT NOT NULL,
    bytes            INTEGER NOT NULL,
    width            INTEGER,
    height           INTEGER,
    thumbnail_sha256 BLOB,
    created_at       INTEGER NOT NULL,
    deleted_at       INTEGER
) STRICT;
CREATE INDEX files_by_organization ON files (organization_id, id);
CREATE INDEX files_by_hash ON files (sha256);
CREATE INDEX files_by_thumbnail ON files (thumbnail_sha256) WHERE thumbnail_sha256 IS NOT NULL;
CREATE INDEX files_removed ON files (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX files_by_uploader ON files (uploader_id, id);

-- What a file is attached to decides who may open it.
CREATE TABLE file_links (
    file_id       BLOB NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    resource_type TEXT NOT NULL,            -- person, organization, forum_topic, use_case, …
    resource_id   BLOB NOT NULL,
    PRIMARY KEY (file_id, resource_type, resource_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_links_by_resource ON file_links (resource_type, resource_id);

-- Pictures of people and organisations are open to whoever reads.
CREATE INDEX people_by_avatar ON people (avatar_file_id) WHERE avatar_file_id IS NOT NULL;
CREATE INDEX organizations_by_logo ON organizations (logo_file_id) WHERE logo_file_id IS NOT NULL;
