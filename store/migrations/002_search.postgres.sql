CREATE TABLE message_search (
	id BIGINT NOT NULL PRIMARY KEY,
	words TSVECTOR NOT NULL
);
CREATE INDEX message_search_words ON message_search USING GIN (words) WITH (fastupdate = off);
