-- The audit log asks an organisation's rows by time.
CREATE INDEX journal_by_time ON journal (organization_id, at);
