-- Who looked at what, beside the journal: only ever added to. community: its code, or none. what: a code. reason: sealed.
CREATE TABLE access_log (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    community TEXT COLLATE "C",
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT,
    reason BYTEA,
    session BYTEA
);
CREATE INDEX access_log_community ON access_log (community, number);
CREATE FUNCTION access_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the access log is append-only'; END $$;
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only();
ALTER TABLE access_log ENABLE ALWAYS TRIGGER access_log_append_only;
