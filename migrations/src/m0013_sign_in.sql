-- Who signs in. These tables are of the whole installation: a person may work for several communities.
-- Moments of sign-in are counted on a clock that never goes back (sign_in_clock).

-- login: the fingerprint of the name that is typed; login_sealed and name: that name and how records call the person,
-- sealed.
CREATE TABLE sign_in_user (
    id {blob} NOT NULL PRIMARY KEY,
    login {blob} NOT NULL,
    login_sealed {blob} NOT NULL,
    name {blob} NOT NULL,
    is_operator {int} NOT NULL,
    created_at {int} NOT NULL,
    created_for TEXT,
    disabled_at {int}
) {strict};
CREATE UNIQUE INDEX sign_in_user_login ON sign_in_user (login);

-- What somebody proves by who they are. kind: password, totp, recovery_code, one_time_link; others may follow. secret: what
-- it is compared with, hashed or sealed. confirmed_at: none until a second factor was shown to work. last_step: the last
-- time step of which a code was taken. used_at: when it was used up.
CREATE TABLE credential (
    user_id {blob} NOT NULL REFERENCES sign_in_user (id),
    kind TEXT NOT NULL,
    number {int} NOT NULL,
    secret {blob} NOT NULL,
    created_at {int} NOT NULL,
    expires_at {int},
    confirmed_at {int},
    last_step {int},
    used_at {int},
    PRIMARY KEY (user_id, kind, number)
) {clustered};
CREATE UNIQUE INDEX credential_link ON credential (secret) WHERE kind = 'one_time_link';

-- token: the hash of what the browser holds. id: what its owner sees of it. stage: half until the second factor was given.
CREATE TABLE session (
    token {blob} NOT NULL PRIMARY KEY,
    id {blob} NOT NULL,
    user_id {blob} NOT NULL REFERENCES sign_in_user (id),
    stage TEXT NOT NULL,
    second_factor {int} NOT NULL,
    device {blob} NOT NULL,
    began_at {int} NOT NULL,
    last_seen_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX session_id ON session (id);
CREATE INDEX session_of_user ON session (user_id);

-- Programs. community: its code, or none for the whole installation. scopes: words with a space between them.
CREATE TABLE api_token (
    token {blob} NOT NULL PRIMARY KEY,
    id {blob} NOT NULL,
    community TEXT,
    merchant TEXT,
    name {blob} NOT NULL,
    scopes TEXT NOT NULL,
    created_by {blob},
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    last_used_at {int},
    revoked_at {int}
) {strict};
CREATE UNIQUE INDEX api_token_id ON api_token (id);
CREATE INDEX api_token_community ON api_token (community, created_at);

-- How much was tried. bucket: a fingerprint of whose or where. full_at: when all that was tried will be forgotten.
CREATE TABLE throttle (
    bucket {blob} NOT NULL PRIMARY KEY,
    full_at {int} NOT NULL
) {strict};
CREATE INDEX throttle_full ON throttle (full_at);

-- From where somebody signed in before: the fingerprint of user and address, or of user and the device's own cookie.
CREATE TABLE familiar (
    mark {blob} NOT NULL PRIMARY KEY,
    user_id {blob} NOT NULL REFERENCES sign_in_user (id),
    seen_at {int} NOT NULL
) {strict};
CREATE INDEX familiar_user ON familiar (user_id, seen_at);

-- One row: the latest moment that was met, and how far the machine's clock had been moved back by then.
CREATE TABLE sign_in_clock (
    number {int} NOT NULL PRIMARY KEY CHECK (number = 1),
    latest {int} NOT NULL,
    ahead {int} NOT NULL
) {strict};
