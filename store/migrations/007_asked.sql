-- A mark of what was asked for under a delivery's key.
ALTER TABLE deliveries ADD COLUMN asked TEXT NOT NULL DEFAULT '';
