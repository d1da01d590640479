-- What failed, and what nobody knows of, is listed with the newest first.
DROP INDEX deliveries_bad;
CREATE INDEX deliveries_bad ON deliveries (state, id) WHERE state IN ('failed', 'unknown');
