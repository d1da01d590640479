CREATE TABLE message_search (
	id BIGINT NOT NULL PRIMARY KEY,
	words TSVECTOR NOT NULL
);
CREATE INDEX message_search_words ON message_search USING GIN (words) WITH (fastupdate = off);

-- The counters change with every write: room beside them keeps the change in
-- place.
ALTER TABLE head SET (fillfactor = 50);
