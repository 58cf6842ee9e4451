-- What has ended is swept out at every start and every few minutes, whatever else is stored.
CREATE INDEX sessions_by_last_end ON sessions (ends_at);
CREATE INDEX spent_refresh_tokens_by_time ON spent_refresh_tokens (spent_at);
CREATE INDEX one_time_tokens_by_end ON one_time_tokens (expires_at);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (at);
