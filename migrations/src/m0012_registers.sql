-- The last day of what has ended or will: a fund takes nothing new after it, a resident has moved away or died.
ALTER TABLE fund ADD COLUMN ended_on TEXT;
ALTER TABLE resident ADD COLUMN ended_on TEXT;
-- Finds a code that differs in capitals only: nobody tells them apart by ear, or in an address.
CREATE INDEX community_spoken ON community (lower(code));
