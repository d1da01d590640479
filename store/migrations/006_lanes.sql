-- The number a delivery goes from, so that what waits on one number is not
-- looked through to find what is due on another.
ALTER TABLE deliveries ADD COLUMN integration BIGINT NOT NULL DEFAULT 0;
UPDATE deliveries SET integration = (SELECT m.integration FROM messages m WHERE m.id = deliveries.id);
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (integration, behind, next_at, id) WHERE state = 'queued';
