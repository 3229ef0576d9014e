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
-- Statements by merchant, and the marks that they are paid by statement. These records are few; all others cost nothing.
CREATE INDEX record_statement_of ON record (community, (document::jsonb ->> 'merchant'), seq) WHERE kind = 'statement_drafted';
CREATE INDEX record_statement_paid ON record (community, (document::jsonb ->> 'statement')) WHERE kind = 'statement_paid';
