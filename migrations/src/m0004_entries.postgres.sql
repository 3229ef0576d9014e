-- Codes sort by code point, whatever the database's locale.
ALTER TABLE entry ALTER COLUMN code TYPE TEXT COLLATE "C";
