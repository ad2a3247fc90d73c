-- People are put in order by the given name, which stands last, then by the whole name: both folded, with a space between.
ALTER TABLE person ADD COLUMN order_key {text} NOT NULL DEFAULT '';
UPDATE person
SET order_key = substr(name_key, length(rtrim(name_key, replace(name_key, ' ', ''))) + 1) || ' ' || name_key;

-- Of those who are there; PostgreSQL would put in order once more what an index has by an end that nobody has.
CREATE INDEX person_listed ON person (order_key, id, unit_id) WHERE ended_at IS NULL;
CREATE INDEX person_counted ON person (unit_id, order_key, id) WHERE ended_at IS NULL;

-- By which link with an identity provider a session was begun, so that it ends with that.
ALTER TABLE session ADD COLUMN identity_id {int};
CREATE INDEX session_identity ON session (identity_id);
