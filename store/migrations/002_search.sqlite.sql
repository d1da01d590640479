-- What is searched for is folded by the program; where holds the contact, so
-- that a common word within one person's messages is found as fast.
CREATE VIRTUAL TABLE message_search USING fts5 (
	whose, words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);
