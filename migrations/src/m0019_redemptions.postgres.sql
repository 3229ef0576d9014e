-- Whose bills were paid, and in which shops: found by what the records themselves say, so that there is nothing beside them
-- that could say otherwise.
CREATE INDEX record_redeemed_by ON record (community, (document::jsonb ->> 'resident'), seq)
    WHERE kind = 'redemption';
CREATE INDEX record_redeemed_at ON record (community, (document::jsonb ->> 'merchant'), seq)
    WHERE kind = 'redemption';
