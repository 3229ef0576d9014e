-- Register rows can change. changed: the record of the row's last change, which is that of its registration at first.
ALTER TABLE community ADD COLUMN changed {int} NOT NULL DEFAULT 1;
ALTER TABLE community ADD COLUMN keeper TEXT NOT NULL DEFAULT 'legal_person';
ALTER TABLE community ADD COLUMN host TEXT;
ALTER TABLE fund ADD COLUMN changed {int} NOT NULL DEFAULT 0;
ALTER TABLE merchant ADD COLUMN changed {int} NOT NULL DEFAULT 0;
ALTER TABLE discount ADD COLUMN changed {int} NOT NULL DEFAULT 0;
ALTER TABLE resident ADD COLUMN changed {int} NOT NULL DEFAULT 0;
UPDATE fund SET changed = since;
UPDATE merchant SET changed = since;
UPDATE discount SET changed = since;
UPDATE resident SET changed = since;

-- versions: JSON; from when the last version of the terms holds, and the versions before it.
ALTER TABLE discount ADD COLUMN state TEXT NOT NULL DEFAULT 'approved';
ALTER TABLE discount ADD COLUMN versions TEXT NOT NULL DEFAULT '{"from":null,"earlier":[]}';

-- Which record changed which row. What the row was before stands in the records; number is the row's in its register,
-- 1 for the community itself.
CREATE TABLE register_change (
    community {int} NOT NULL REFERENCES community (community),
    register TEXT NOT NULL,
    number {int} NOT NULL CHECK (number > 0),
    seq {int} NOT NULL,
    PRIMARY KEY (community, register, number, seq),
    FOREIGN KEY (community, seq) REFERENCES record (community, seq)
) {clustered};
CREATE UNIQUE INDEX register_change_record ON register_change (community, seq);
