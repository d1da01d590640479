-- The first counts the numbers of files, the second their changes.
INSERT INTO head (name, last) VALUES ('file', 0), ('files', 0);

-- Bytes that were sent to us or that we are to send. work is what is to be done
-- next: fetch, read, or nothing. A file that a conversation waits for has a
-- hold: until then the followers are not handed what came with it or after it.
CREATE TABLE files (
	id BIGINT NOT NULL PRIMARY KEY,
	state TEXT NOT NULL,
	message BIGINT NOT NULL,
	conversation BIGINT NOT NULL,
	integration BIGINT NOT NULL,
	contact BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	media TEXT NOT NULL,
	voice BOOLEAN NOT NULL,
	media_id TEXT NOT NULL,
	url TEXT NOT NULL,
	declared_type TEXT NOT NULL,
	declared_hash TEXT NOT NULL,
	filename TEXT NOT NULL,
	mime_type TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	bytes BIGINT NOT NULL,
	seconds DOUBLE PRECISION NOT NULL,
	width BIGINT NOT NULL,
	height BIGINT NOT NULL,
	code TEXT NOT NULL,
	problem TEXT NOT NULL,
	at BIGINT NOT NULL,
	kept_at BIGINT NOT NULL,
	work TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	lease TEXT NOT NULL,
	lease_until BIGINT NOT NULL,
	hold_until BIGINT NOT NULL
);
CREATE INDEX files_work ON files (work, next_at) WHERE work <> '';
CREATE INDEX files_hold ON files (conversation, hold_until) WHERE hold_until > 0;
CREATE INDEX files_hash ON files (sha256) WHERE state = 'kept';
CREATE INDEX files_kept ON files (kept_at) WHERE state = 'kept';

-- When a conversation last had its turn, so that whoever sends a hundred files
-- does not keep others waiting.
CREATE TABLE file_turns (
	conversation BIGINT NOT NULL PRIMARY KEY,
	at BIGINT NOT NULL
);

-- What was read in a file: one reading, the last.
CREATE TABLE extracts (
	file BIGINT NOT NULL PRIMARY KEY REFERENCES files (id),
	kind TEXT NOT NULL,
	status TEXT NOT NULL,
	at BIGINT NOT NULL,
	extract TEXT NOT NULL
);

-- Bytes that no file has any more, since when; they are removed after a while.
CREATE TABLE unused (
	sha256 TEXT NOT NULL PRIMARY KEY,
	at BIGINT NOT NULL
);

-- What Meta has of ours already, by its bytes, so that nothing is uploaded twice.
CREATE TABLE uploads (
	integration BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	mime_type TEXT NOT NULL,
	media_id TEXT NOT NULL,
	until BIGINT NOT NULL,
	PRIMARY KEY (integration, sha256, mime_type)
);
