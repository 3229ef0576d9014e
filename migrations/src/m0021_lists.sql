-- Whether a shop may claim by list, for customers whom it knows by numbers of its own.
ALTER TABLE merchant ADD COLUMN by_list {int} NOT NULL DEFAULT 0 CHECK (by_list IN (0, 1));
