-- What opens cards and devices. None of it stands in a journal, and none of it is stored as it is: what is random enough, or
-- short, as a keyed hash; PINs as Argon2 hashes. What rows are of is said by subjects of the journal.

-- What opens a card: the codes of its last issue, and the PIN of its holder.
CREATE TABLE card_code (
    community {int} NOT NULL REFERENCES community (community),
    card {blob} NOT NULL CHECK (length(card) = 16),
    issue {int} NOT NULL CHECK (issue > 0),
    token {blob} NOT NULL CHECK (length(token) = 32),
    short_code {blob} NOT NULL CHECK (length(short_code) = 32),
    pin TEXT NOT NULL,
    PRIMARY KEY (community, card)
) {strict};
CREATE UNIQUE INDEX card_code_token ON card_code (community, token);
CREATE UNIQUE INDEX card_code_short ON card_code (community, short_code);

-- Who opened a card on a phone of their own.
CREATE TABLE card_session (
    community {int} NOT NULL REFERENCES community (community),
    secret {blob} NOT NULL CHECK (length(secret) = 32),
    card {blob} NOT NULL CHECK (length(card) = 16),
    issue {int} NOT NULL,
    begun_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    PRIMARY KEY (community, secret)
) {strict};
CREATE INDEX card_session_card ON card_session (community, card);

-- Links that make a phone a shop's device, once.
CREATE TABLE device_pairing (
    community {int} NOT NULL REFERENCES community (community),
    token {blob} NOT NULL CHECK (length(token) = 32),
    device TEXT NOT NULL,
    expires_at {int} NOT NULL,
    used_at {int},
    PRIMARY KEY (community, token)
) {strict};
CREATE INDEX device_pairing_device ON device_pairing (community, device);

-- The phone that is a device, by the pairing that its register knows; who stands at it since they gave their PIN.
CREATE TABLE device_phone (
    community {int} NOT NULL REFERENCES community (community),
    device TEXT NOT NULL,
    pairing {int} NOT NULL CHECK (pairing > 0),
    secret {blob} NOT NULL CHECK (length(secret) = 32),
    paired_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    staff {blob} CHECK (length(staff) = 16),
    staff_at {int},
    CHECK ((staff IS NULL) = (staff_at IS NULL)),
    PRIMARY KEY (community, device)
) {strict};

CREATE TABLE staff_pin (
    community {int} NOT NULL REFERENCES community (community),
    staff {blob} NOT NULL CHECK (length(staff) = 16),
    pin TEXT NOT NULL,
    PRIMARY KEY (community, staff)
) {strict};

-- How often something was tried since a moment. whom: a keyed hash.
CREATE TABLE counter_try (
    community {int} NOT NULL REFERENCES community (community),
    whom {blob} NOT NULL CHECK (length(whom) = 32),
    tries {int} NOT NULL,
    since {int} NOT NULL,
    PRIMARY KEY (community, whom)
) {strict};
