-- Personal data lies sealed. Values that are sealed begin with a version and the id of their key; where each belongs is
-- part of the seal. Columns that end in _print hold keyed hashes, by which equal values are told without being shown.
-- What stood in the clear is sealed by the program once these columns are there, and then taken away by m0014_cleared.

-- What is to be known of the keys and of sealing itself; no keys.
CREATE TABLE sealing (
    name TEXT NOT NULL PRIMARY KEY,
    value {blob} NOT NULL
) {strict};

ALTER TABLE resident ADD COLUMN sealed {blob};
ALTER TABLE resident ADD COLUMN code_print {blob};
ALTER TABLE resident ADD COLUMN id_number_print {blob};
DROP INDEX resident_code;
DROP INDEX resident_id_number;
CREATE UNIQUE INDEX resident_code ON resident (community, code_print);
CREATE UNIQUE INDEX resident_id_number ON resident (community, id_number_print);

ALTER TABLE merchant ADD COLUMN sealed {blob};

ALTER TABLE entry ADD COLUMN sealed {blob};
ALTER TABLE entry ADD COLUMN code_print {blob};
DROP INDEX entry_code;
CREATE UNIQUE INDEX entry_code ON entry (community, register, code_print);

-- The salt is sealed with its value: with it, a commitment to one of few values could be guessed.
ALTER TABLE private_value ADD COLUMN sealed {blob};

-- told: the facts of a refusal, or what else is told. Keys that are personal, or somebody's choice, are keyed hashes too.
ALTER TABLE outcome ADD COLUMN content_print {blob};
ALTER TABLE outcome ADD COLUMN told {blob};
