-- Passkeys (WebAuthn), a second factor. Tables of the whole installation, as all of sign-in.

-- id: what its owner sees of it. mark: the keyed hash of the number that the authenticator gave it. host: the name under
-- which it was added, where alone it is asked for. name and credential: what its owner calls it, and its public key with
-- what else its answers are checked against, both sealed. counter: what it had counted when it was used last, 0 before.
CREATE TABLE passkey (
    id {blob} NOT NULL PRIMARY KEY,
    user_id {blob} NOT NULL REFERENCES sign_in_user (id),
    mark {blob} NOT NULL,
    host TEXT NOT NULL,
    name {blob} NOT NULL,
    credential {blob} NOT NULL,
    counter {int} NOT NULL,
    created_at {int} NOT NULL,
    last_used_at {int}
) {strict};
CREATE UNIQUE INDEX passkey_mark ON passkey (mark);
CREATE INDEX passkey_of_user ON passkey (user_id, created_at);

-- What passkeys were asked and have not answered yet. session: the hash of what the browser holds, to which it is bound.
-- kind: add or give. state: what the answer is checked against, sealed. It is used up by whoever answers first.
CREATE TABLE passkey_ceremony (
    id {blob} NOT NULL PRIMARY KEY,
    session {blob} NOT NULL,
    kind TEXT NOT NULL,
    state {blob} NOT NULL,
    began_at {int} NOT NULL
) {strict};
CREATE INDEX passkey_ceremony_session ON passkey_ceremony (session, began_at);
CREATE INDEX passkey_ceremony_began ON passkey_ceremony (began_at);
