-- Anybody may carry a card: of a plain resident no identity number is known.
DROP INDEX resident_id_number;
ALTER TABLE resident ADD COLUMN known_id_number TEXT;
UPDATE resident SET known_id_number = id_number;
ALTER TABLE resident DROP COLUMN id_number;
ALTER TABLE resident RENAME COLUMN known_id_number TO id_number;
CREATE UNIQUE INDEX resident_id_number ON resident (community, id_number);
