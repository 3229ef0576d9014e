-- When keys are rotated, reasons of the access log are sealed anew; nothing else of an entry ever changes. The first five
-- bytes of what is sealed name its key.
DROP TRIGGER access_log_no_update;
CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log
    WHEN NOT (NEW.number IS OLD.number AND NEW.community IS OLD.community AND NEW.at IS OLD.at AND NEW.who IS OLD.who
        AND NEW.what IS OLD.what AND NEW.subject IS OLD.subject AND NEW.session IS OLD.session
        AND NEW.reason IS NOT NULL AND OLD.reason IS NOT NULL AND length(NEW.reason) = length(OLD.reason)
        AND substr(NEW.reason, 1, 5) <> substr(OLD.reason, 1, 5))
    BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;
