-- In which communities a person was ever given a role: so that whoever signs in finds them without a look at all. What
-- they hold there is told by the register of grants alone.
CREATE TABLE membership (
    user_id {blob} NOT NULL CHECK (length(user_id) = 16),
    community {int} NOT NULL REFERENCES community (community),
    PRIMARY KEY (user_id, community)
) {clustered};
