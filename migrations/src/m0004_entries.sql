-- Rows of the registers that all work alike: donor, category, agent, link, branch. details: JSON, with what is personal
-- of it. subject: what the row is in the journal, where its code is personal. since and changed are 0 for what every
-- community has from the beginning; such a row stands here once it has changed.
CREATE TABLE entry (
    community {int} NOT NULL REFERENCES community (community),
    register TEXT NOT NULL,
    number {int} NOT NULL CHECK (number > 0),
    code TEXT NOT NULL,
    since {int} NOT NULL,
    changed {int} NOT NULL,
    subject {blob},
    details TEXT NOT NULL,
    PRIMARY KEY (community, register, number)
) {strict};
CREATE UNIQUE INDEX entry_code ON entry (community, register, code);

-- How the community's workflow goes: JSON, once it has said so.
ALTER TABLE community ADD COLUMN settings TEXT;
-- The reference of the agreement that binds a fund.
ALTER TABLE fund ADD COLUMN agreement TEXT;
