-- What stood beside a message, and what became of it. revises is the wamid of
-- the message that this one edits or takes back. The columns type and content
-- stay as first said; revised is what an edit made of them.
ALTER TABLE messages ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN past BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE messages ADD COLUMN revises TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN revised_type TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN revised TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN edited_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN revoked_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX messages_revises ON messages (integration, revises) WHERE revises <> '';
-- What was said before comes in no order, and is read by its time.
CREATE INDEX messages_past ON messages (conversation, at, id) WHERE past;
CREATE INDEX messages_past_contact ON messages (contact, at, id) WHERE past;
-- What a later version may read again.
CREATE INDEX messages_unread ON messages (id) WHERE type IN ('unknown', 'unsupported');

-- What a person told WhatsApp that they want, and when they last said so.
ALTER TABLE contacts ADD COLUMN marketing_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN marketing_stopped BOOLEAN NOT NULL DEFAULT FALSE;

-- Addresses that were somebody's until a time: what they said before it may
-- come after it.
CREATE TABLE former_addresses (
	kind TEXT NOT NULL,
	match_key TEXT NOT NULL,
	until BIGINT NOT NULL,
	contact BIGINT NOT NULL REFERENCES contacts (id),
	PRIMARY KEY (kind, match_key, until, contact)
);
