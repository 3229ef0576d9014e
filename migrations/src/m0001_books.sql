-- The books of communities. Money is whole fen, moments are microseconds since the epoch, days are YYYY-MM-DD.

-- The one table that is not of a community but of all: whose books are kept here.
CREATE TABLE community (
    community {int} NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    id {blob} NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    district TEXT NOT NULL,
    timezone TEXT NOT NULL
) {strict};

-- Where each journal stands. Its row is the lock under which everything of the community is decided.
-- outcomes: the hashes of all rows of outcome, combined by XOR. seal: a hash of all the other columns.
CREATE TABLE journal_head (
    community {int} NOT NULL PRIMARY KEY REFERENCES community (community),
    seq {int} NOT NULL CHECK (seq >= 0),
    recorded_at {int} NOT NULL,
    high_water {int} NOT NULL,
    register_seq {int} NOT NULL,
    expired_through {int} NOT NULL,
    accounts {int} NOT NULL CHECK (accounts >= 0),
    outcomes {blob} NOT NULL CHECK (length(outcomes) = 32),
    seal {blob} NOT NULL CHECK (length(seal) = 32)
) {strict};

-- The journal. document and postings are canonical JSON; leaf_hash covers every column but late.
-- late: 1 if an earlier record with postings has a later business time, 0 if not, NULL without postings.
CREATE TABLE record (
    community {int} NOT NULL,
    seq {int} NOT NULL CHECK (seq > 0),
    kind TEXT NOT NULL,
    reference TEXT NOT NULL CHECK (length(reference) BETWEEN 1 AND 32),
    occurred_at {int} NOT NULL,
    recorded_at {int} NOT NULL,
    effective_on TEXT NOT NULL CHECK (length(effective_on) = 10),
    actor TEXT NOT NULL,
    reverses {int} CHECK (reverses < seq),
    document TEXT NOT NULL,
    postings TEXT NOT NULL,
    salt {blob} NOT NULL CHECK (length(salt) = 16),
    leaf_hash {blob} NOT NULL CHECK (length(leaf_hash) = 32),
    late {int} CHECK (late IN (0, 1)),
    PRIMARY KEY (community, seq)
) {strict};
CREATE UNIQUE INDEX record_key ON record (community, kind, reference);
CREATE UNIQUE INDEX record_reversed_once ON record (community, reverses) WHERE reverses IS NOT NULL;
-- Finds the last record up to which nothing is later than a business time.
CREATE INDEX record_in_order ON record (community, occurred_at, seq) WHERE late = 0;
CREATE INDEX record_late ON record (community, occurred_at, seq) WHERE late = 1;
-- Tells whether anything late was recorded between two numbers.
CREATE INDEX record_late_number ON record (community, seq) WHERE late = 1;
-- With the first two, every record is found by business time.
CREATE INDEX record_without_postings ON record (community, occurred_at, seq) WHERE late IS NULL;
-- Finds records of the rarer kinds by business time. Redemptions are most of a journal: they are found well enough by
-- the three above, and need not be kept in order once more.
CREATE INDEX record_of_kind ON record (community, kind, occurred_at, seq) WHERE kind <> 'redemption';

-- What balances are kept of. The address names it in records; the numbers are for joins.
CREATE TABLE account (
    community {int} NOT NULL,
    account {int} NOT NULL CHECK (account > 0),
    kind TEXT NOT NULL,
    fund {int},
    merchant {int},
    discount {int},
    voucher {int},
    address TEXT NOT NULL,
    PRIMARY KEY (community, account)
) {strict};
CREATE UNIQUE INDEX account_address ON account (community, address);
CREATE INDEX account_kind ON account (community, kind) WHERE kind <> 'uses';

-- One row per account and record, with the balance after it: the only copy of a balance.
-- No foreign keys here nor on the other big tables: on PostgreSQL each would cost a query a row; `check` finds orphans.
-- side: 1 debit, -1 credit. late_at: the record's business time if it is late.
CREATE TABLE posting (
    community {int} NOT NULL,
    account {int} NOT NULL,
    seq {int} NOT NULL,
    side {int} NOT NULL CHECK (side IN (1, -1)),
    amount {int} NOT NULL CHECK (amount <> 0),
    balance {int} NOT NULL,
    late_at {int},
    PRIMARY KEY (community, account, seq)
) {clustered};
CREATE INDEX posting_late ON posting (community, account, late_at) WHERE late_at IS NOT NULL;

-- Personal values to which records commit. Rows may be erased; while they exist they are checked.
CREATE TABLE private_value (
    community {int} NOT NULL,
    seq {int} NOT NULL,
    field TEXT NOT NULL,
    salt {blob} NOT NULL CHECK (length(salt) = 16),
    value TEXT NOT NULL,
    PRIMARY KEY (community, seq, field)
) {strict};

-- What became of everything that was asked under a key: a row of a file, a request.
-- code: empty if accepted, then seq is the record; else the refusal, with its facts as JSON.
CREATE TABLE outcome (
    community {int} NOT NULL,
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    content_hash {blob} NOT NULL CHECK (length(content_hash) = 16),
    code TEXT NOT NULL,
    seq {int},
    facts TEXT NOT NULL,
    PRIMARY KEY (community, scope, key),
    CHECK ((code = '') = (seq IS NOT NULL))
) {clustered};

-- Registers. since: the record that made the row.
CREATE TABLE fund (
    community {int} NOT NULL REFERENCES community (community),
    fund {int} NOT NULL CHECK (fund > 0),
    code TEXT NOT NULL,
    since {int} NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    restricted {int} NOT NULL CHECK (restricted IN (0, 1)),
    purposes TEXT NOT NULL,
    PRIMARY KEY (community, fund),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) {strict};
CREATE UNIQUE INDEX fund_code ON fund (community, code);

CREATE TABLE merchant (
    community {int} NOT NULL REFERENCES community (community),
    merchant {int} NOT NULL CHECK (merchant > 0),
    code TEXT NOT NULL,
    since {int} NOT NULL,
    name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    category TEXT NOT NULL,
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    joined_on TEXT NOT NULL,
    left_on TEXT,
    PRIMARY KEY (community, merchant),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) {strict};
CREATE UNIQUE INDEX merchant_code ON merchant (community, code);

-- terms: JSON, as the record has them.
CREATE TABLE discount (
    community {int} NOT NULL REFERENCES community (community),
    discount {int} NOT NULL CHECK (discount > 0),
    code TEXT NOT NULL,
    since {int} NOT NULL,
    merchant {int} NOT NULL,
    fund {int},
    terms TEXT NOT NULL,
    PRIMARY KEY (community, discount),
    FOREIGN KEY (community, since) REFERENCES record (community, seq),
    FOREIGN KEY (community, merchant) REFERENCES merchant (community, merchant),
    FOREIGN KEY (community, fund) REFERENCES fund (community, fund)
) {strict};
CREATE UNIQUE INDEX discount_code ON discount (community, code);

-- household_subject is who the household is in the journal; household is the office's code, empty for none.
CREATE TABLE resident (
    community {int} NOT NULL REFERENCES community (community),
    resident {int} NOT NULL CHECK (resident > 0),
    code TEXT NOT NULL,
    since {int} NOT NULL,
    subject {blob} NOT NULL CHECK (length(subject) = 16),
    household TEXT NOT NULL,
    household_subject {blob} CHECK (length(household_subject) = 16),
    name TEXT NOT NULL,
    id_number TEXT NOT NULL,
    phone TEXT NOT NULL,
    building TEXT NOT NULL,
    eligibility TEXT NOT NULL,
    PRIMARY KEY (community, resident),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) {strict};
CREATE UNIQUE INDEX resident_code ON resident (community, code);
CREATE UNIQUE INDEX resident_id_number ON resident (community, id_number);
CREATE UNIQUE INDEX resident_subject ON resident (community, subject);

-- Help and where it stands. last: the record of its last step. approved: the approval that holds. paid: the record
-- that paid it, which is a voucher's key.
CREATE TABLE disbursement (
    community {int} NOT NULL REFERENCES community (community),
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    last {int} NOT NULL,
    approved {int},
    paid {int},
    fund {int} NOT NULL,
    resident {int} NOT NULL,
    kind TEXT NOT NULL,
    merchant {int},
    expires_on TEXT,
    expires_at {int},
    given_at {int},
    PRIMARY KEY (community, reference),
    CHECK ((paid IS NULL) = (given_at IS NULL)),
    FOREIGN KEY (community, last) REFERENCES record (community, seq),
    FOREIGN KEY (community, paid) REFERENCES record (community, seq),
    FOREIGN KEY (community, approved) REFERENCES record (community, seq),
    FOREIGN KEY (community, fund) REFERENCES fund (community, fund),
    FOREIGN KEY (community, resident) REFERENCES resident (community, resident),
    FOREIGN KEY (community, merchant) REFERENCES merchant (community, merchant)
) {strict};
CREATE UNIQUE INDEX disbursement_paid ON disbursement (community, paid);
CREATE INDEX disbursement_resident ON disbursement (community, resident);
CREATE INDEX disbursement_state ON disbursement (community, state, reference);
CREATE INDEX disbursement_ending ON disbursement (community, expires_at) WHERE kind = 'voucher';
