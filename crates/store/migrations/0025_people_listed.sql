-- People are put in order by the given name, which stands last, then by the whole name: both folded, with a space between.
ALTER TABLE person ADD COLUMN order_key {text} NOT NULL DEFAULT '';
UPDATE person
SET order_key = substr(name_key, length(rtrim(name_key, replace(name_key, ' ', ''))) + 1) || ' ' || name_key;

CREATE INDEX person_listed ON person (order_key, id, ended_at, unit_id);
CREATE INDEX person_counted ON person (ended_at, unit_id, order_key, id);

-- By which link with an identity provider a session was begun, so that it ends with that.
ALTER TABLE session ADD COLUMN identity_id {int};
CREATE INDEX session_identity ON session (identity_id);
