-- Numbers are given by these counters, one row each, so that number order is
-- the order of commits on both databases.
CREATE TABLE head (
	name TEXT NOT NULL PRIMARY KEY,
	last BIGINT NOT NULL
);
INSERT INTO head (name, last) VALUES
	('log', 0), ('contact', 0), ('pending', 0), ('integration', 0), ('conversation', 0),
	('message', 0), ('event', 0), ('wish', 0), ('delivery', 0);

-- What came, as it came. Times are microseconds since 1970; 0 is never.
CREATE TABLE updates (
	id BIGINT NOT NULL PRIMARY KEY,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	integration BIGINT NOT NULL,
	signer TEXT NOT NULL,
	body BYTEA NOT NULL
);

CREATE TABLE problems (
	update_id BIGINT NOT NULL,
	reason TEXT NOT NULL
);
CREATE INDEX problems_update ON problems (update_id);

CREATE TABLE cursors (
	name TEXT NOT NULL PRIMARY KEY,
	done BIGINT NOT NULL
);

CREATE TABLE contacts (
	id BIGINT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	profile_name TEXT NOT NULL,
	username TEXT NOT NULL,
	registered BOOLEAN NOT NULL,
	metadata TEXT NOT NULL,
	search TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
);

CREATE INDEX contacts_registered ON contacts (registered) WHERE registered;

CREATE TABLE addresses (
	kind TEXT NOT NULL,
	match_key TEXT NOT NULL,
	contact BIGINT NOT NULL REFERENCES contacts (id),
	place BIGINT NOT NULL,
	value TEXT NOT NULL,
	wa_id TEXT NOT NULL,
	PRIMARY KEY (kind, match_key)
);
CREATE INDEX addresses_contact ON addresses (contact, place);

CREATE TABLE pending (
	id BIGINT NOT NULL PRIMARY KEY,
	integration BIGINT NOT NULL,
	profile_name TEXT NOT NULL,
	username TEXT NOT NULL,
	first_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	times BIGINT NOT NULL
);

CREATE TABLE pending_addresses (
	integration BIGINT NOT NULL,
	kind TEXT NOT NULL,
	match_key TEXT NOT NULL,
	pending BIGINT NOT NULL REFERENCES pending (id),
	value TEXT NOT NULL,
	wa_id TEXT NOT NULL,
	PRIMARY KEY (integration, kind, match_key)
);
CREATE INDEX pending_addresses_pending ON pending_addresses (pending);

-- Credentials are sealed before they come here.
CREATE TABLE integrations (
	id BIGINT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	phone_number_id TEXT NOT NULL,
	business_account_id TEXT NOT NULL,
	display_phone TEXT NOT NULL,
	access_token TEXT NOT NULL,
	app_secret TEXT NOT NULL,
	verify_token TEXT NOT NULL,
	path_token TEXT NOT NULL,
	metadata TEXT NOT NULL,
	removed BOOLEAN NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX integrations_number ON integrations (phone_number_id) WHERE NOT removed;

CREATE TABLE conversations (
	id BIGINT NOT NULL PRIMARY KEY,
	contact BIGINT NOT NULL REFERENCES contacts (id),
	integration BIGINT NOT NULL REFERENCES integrations (id),
	mode TEXT NOT NULL,
	archived BOOLEAN NOT NULL,
	session BIGINT NOT NULL,
	session_at BIGINT NOT NULL,
	last_in BIGINT NOT NULL,
	last_out BIGINT NOT NULL,
	last_seq BIGINT NOT NULL,
	unread BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	UNIQUE (contact, integration)
);

CREATE TABLE messages (
	id BIGINT NOT NULL PRIMARY KEY,
	wamid TEXT NOT NULL,
	integration BIGINT NOT NULL,
	conversation BIGINT NOT NULL REFERENCES conversations (id),
	contact BIGINT NOT NULL,
	session BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	direction TEXT NOT NULL,
	by_whom TEXT NOT NULL,
	at BIGINT NOT NULL,
	kept_at BIGINT NOT NULL,
	type TEXT NOT NULL,
	content TEXT NOT NULL,
	reply_to TEXT NOT NULL,
	forwarded BOOLEAN NOT NULL,
	trace TEXT NOT NULL,
	UNIQUE (conversation, seq)
);
CREATE UNIQUE INDEX messages_wamid ON messages (integration, wamid) WHERE wamid <> '';
CREATE INDEX messages_conversation ON messages (conversation, id);
CREATE INDEX messages_contact ON messages (contact, id);

-- Meta's ids of what was acted on and not kept as a message.
CREATE TABLE seen (
	integration BIGINT NOT NULL,
	wamid TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (integration, wamid)
);
CREATE INDEX seen_at ON seen (at);

-- behind tells that an older one of the conversation is not settled: while Meta
-- is away there may be many such, and nobody looks through them.
CREATE TABLE deliveries (
	id BIGINT NOT NULL PRIMARY KEY REFERENCES messages (id),
	key TEXT NOT NULL,
	part BIGINT NOT NULL,
	parts BIGINT NOT NULL,
	conversation BIGINT NOT NULL,
	to_kind TEXT NOT NULL,
	to_value TEXT NOT NULL,
	to_wa_id TEXT NOT NULL,
	to_match TEXT NOT NULL,
	state TEXT NOT NULL,
	behind BOOLEAN NOT NULL,
	attempts BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	lease_until BIGINT NOT NULL,
	code TEXT NOT NULL,
	problem TEXT NOT NULL,
	meta_code BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	UNIQUE (key, part)
);
CREATE INDEX deliveries_due ON deliveries (behind, next_at, id) WHERE state = 'queued';
CREATE INDEX deliveries_open ON deliveries (conversation, id) WHERE state IN ('queued', 'sending');
CREATE INDEX deliveries_sending ON deliveries (lease_until) WHERE state = 'sending';
CREATE INDEX deliveries_bad ON deliveries (state) WHERE state IN ('failed', 'unknown');

CREATE TABLE wishes (
	id BIGINT NOT NULL PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	draft TEXT NOT NULL
);

CREATE TABLE events (
	id BIGINT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	at BIGINT NOT NULL,
	integration BIGINT NOT NULL,
	conversation BIGINT NOT NULL,
	contact BIGINT NOT NULL,
	message BIGINT NOT NULL,
	session BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	text TEXT NOT NULL,
	data TEXT NOT NULL,
	trace TEXT NOT NULL
);
CREATE INDEX events_kind ON events (kind, id);
CREATE INDEX events_contact ON events (contact, id);
CREATE INDEX events_conversation ON events (conversation, seq);

-- How far each follower is in each conversation. head is the newest entry it
-- is to be handed; it moves in the transaction that adds the entry, so that
-- what waits is found by an index however much is kept.
CREATE TABLE followers (
	name TEXT NOT NULL,
	conversation BIGINT NOT NULL REFERENCES conversations (id),
	done BIGINT NOT NULL,
	head BIGINT NOT NULL,
	first_at BIGINT NOT NULL,
	head_at BIGINT NOT NULL,
	lease TEXT NOT NULL,
	lease_until BIGINT NOT NULL,
	leased_to BIGINT NOT NULL,
	retry_at BIGINT NOT NULL,
	PRIMARY KEY (name, conversation)
);
CREATE INDEX followers_due ON followers (name, first_at) WHERE head > done;
CREATE INDEX followers_conversation ON followers (conversation);
CREATE INDEX followers_lease ON followers (lease) WHERE lease <> '';

CREATE TABLE follower_names (
	name TEXT NOT NULL PRIMARY KEY
);
