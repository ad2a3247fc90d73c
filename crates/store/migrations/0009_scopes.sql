-- What a token is for: words with spaces between. Tokens of before have none here, and keep what they had: everything, or
-- everything that only looks.
ALTER TABLE token ADD COLUMN scopes TEXT;
