-- Periods that were closed (closed = 1) or reopened (0), in order. since: the record that did it.
CREATE TABLE closing (
    community {int} NOT NULL REFERENCES community (community),
    closing {int} NOT NULL CHECK (closing > 0),
    since {int} NOT NULL,
    closed {int} NOT NULL CHECK (closed IN (0, 1)),
    span TEXT NOT NULL,
    last_day TEXT NOT NULL CHECK (length(last_day) = 10),
    PRIMARY KEY (community, closing),
    FOREIGN KEY (community, since) REFERENCES record (community, seq)
) {strict};
