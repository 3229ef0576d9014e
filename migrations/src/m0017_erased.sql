-- One record may change several rows: what is erased of a resident stands in several registers.
DROP INDEX register_change_record;
CREATE INDEX register_change_record ON register_change (community, seq);
