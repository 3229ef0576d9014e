-- What stood in the clear and is sealed now.
ALTER TABLE resident DROP COLUMN code;
ALTER TABLE resident DROP COLUMN household;
ALTER TABLE resident DROP COLUMN name;
ALTER TABLE resident DROP COLUMN id_number;
ALTER TABLE resident DROP COLUMN phone;
ALTER TABLE resident DROP COLUMN building;
ALTER TABLE resident DROP COLUMN eligibility;
ALTER TABLE resident DROP COLUMN ended_on;
ALTER TABLE merchant DROP COLUMN contact;
ALTER TABLE merchant DROP COLUMN phone;
ALTER TABLE entry DROP COLUMN code;
ALTER TABLE entry DROP COLUMN details;
ALTER TABLE private_value DROP COLUMN salt;
ALTER TABLE private_value DROP COLUMN value;
ALTER TABLE outcome DROP COLUMN content_hash;
ALTER TABLE outcome DROP COLUMN facts;
