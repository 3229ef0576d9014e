-- The journal is append-only: no UPDATE, DELETE or TRUNCATE, whatever session_replication_role says.
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
    FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
ALTER TABLE record ENABLE ALWAYS TRIGGER record_append_only;
ALTER TABLE posting ENABLE ALWAYS TRIGGER posting_append_only;
-- Codes and references sort by code point, whatever the database's locale.
ALTER TABLE record ALTER COLUMN reference TYPE TEXT COLLATE "C", ALTER COLUMN kind TYPE TEXT COLLATE "C";
ALTER TABLE account ALTER COLUMN address TYPE TEXT COLLATE "C";
ALTER TABLE outcome ALTER COLUMN scope TYPE TEXT COLLATE "C", ALTER COLUMN key TYPE TEXT COLLATE "C";
ALTER TABLE fund ALTER COLUMN code TYPE TEXT COLLATE "C";
ALTER TABLE merchant ALTER COLUMN code TYPE TEXT COLLATE "C";
ALTER TABLE discount ALTER COLUMN code TYPE TEXT COLLATE "C";
ALTER TABLE resident ALTER COLUMN code TYPE TEXT COLLATE "C";
ALTER TABLE disbursement ALTER COLUMN reference TYPE TEXT COLLATE "C";
