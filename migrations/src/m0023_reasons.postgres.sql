-- When keys are rotated, reasons of the access log are sealed anew; nothing else of an entry ever changes. The first five
-- bytes of what is sealed name its key.
DROP TRIGGER access_log_append_only ON access_log;
CREATE TRIGGER access_log_append_only BEFORE DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only();
ALTER TABLE access_log ENABLE ALWAYS TRIGGER access_log_append_only;
CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log FOR EACH ROW
    WHEN (NOT ((NEW.number, NEW.community, NEW.at, NEW.who, NEW.what, NEW.subject, NEW.session) IS NOT DISTINCT FROM
            (OLD.number, OLD.community, OLD.at, OLD.who, OLD.what, OLD.subject, OLD.session)
        AND NEW.reason IS NOT NULL AND OLD.reason IS NOT NULL AND length(NEW.reason) = length(OLD.reason)
        AND substr(NEW.reason, 1, 5) <> substr(OLD.reason, 1, 5)))
    EXECUTE FUNCTION access_log_is_append_only();
ALTER TABLE access_log ENABLE ALWAYS TRIGGER access_log_no_update;
