-- The journal is append-only: no UPDATE, no DELETE, and no INSERT OR REPLACE, which would pass both by, whichever
-- unique key it meets.
CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER record_no_replace BEFORE INSERT ON record
    WHEN EXISTS (SELECT 1 FROM record WHERE community = NEW.community AND seq = NEW.seq)
    OR EXISTS (SELECT 1 FROM record WHERE community = NEW.community AND kind = NEW.kind AND reference = NEW.reference)
    OR (NEW.reverses IS NOT NULL
        AND EXISTS (SELECT 1 FROM record WHERE community = NEW.community AND reverses = NEW.reverses))
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER posting_no_replace BEFORE INSERT ON posting
    WHEN EXISTS (SELECT 1 FROM posting WHERE community = NEW.community AND account = NEW.account AND seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- Statements by merchant, and the marks that they are paid by statement. These records are few; all others cost nothing.
CREATE INDEX record_statement_of ON record (community, json_extract(document, '$.merchant'), seq) WHERE kind = 'statement_drafted';
CREATE INDEX record_statement_paid ON record (community, json_extract(document, '$.statement')) WHERE kind = 'statement_paid';
