-- What is searched for is folded by the program. The beginnings of words are
-- kept too, because to gather all words with a beginning takes as long as there
-- are messages; the longer ones are few.
CREATE VIRTUAL TABLE message_search USING fts5 (
	contact, conversation, words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3 4 5 6 7 8'
);
