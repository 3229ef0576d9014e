-- Communities sort by code point too.
ALTER TABLE community ALTER COLUMN code TYPE TEXT COLLATE "C";
