-- Who looked at what, beside the journal: only ever added to. community: its code, or none. what: a code. reason: sealed.
CREATE TABLE access_log (
    number INTEGER NOT NULL PRIMARY KEY,
    community TEXT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT,
    reason BLOB,
    session BLOB
) STRICT;
CREATE INDEX access_log_community ON access_log (community, number);
CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_log_no_replace BEFORE INSERT ON access_log
    WHEN EXISTS (SELECT 1 FROM access_log WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
