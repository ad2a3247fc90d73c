-- What goes out: mail and webhooks. One row is one message, and it is queued in the commit of what it is about.
CREATE TABLE message (
    id {key},
    -- `mail` or `webhook`.
    kind TEXT NOT NULL,
    -- What it is about, as a word: `invitation`, `notice`, `digest`, `test`, or the action of an entry.
    about TEXT NOT NULL,
    -- Under this it can be queued once.
    once TEXT NOT NULL UNIQUE,
    -- What it is called outside, however often it is tried.
    name TEXT NOT NULL,
    -- An address of mail; for webhooks the host.
    recipient TEXT NOT NULL,
    person_id {int},
    webhook_id {int},
    -- In whose list it stands, and who caused it (0: nobody in particular).
    unit_id {int} NOT NULL,
    by_id {int} NOT NULL,
    -- What it says, sealed; gone once it is sent or cancelled.
    content {bytes},
    state TEXT NOT NULL,
    tries {int} NOT NULL,
    next_at {int} NOT NULL,
    -- Who sends it now, and until when nobody else does.
    taken_by TEXT NOT NULL,
    taken_until {int} NOT NULL,
    -- What went wrong last, as a word with a number; empty where nothing did.
    trouble TEXT NOT NULL,
    made_at {int} NOT NULL,
    over_at {int}
);

CREATE INDEX message_due ON message (state, next_at);

CREATE TABLE webhook (
    id {key},
    unit_id {int} NOT NULL,
    -- The address and the secret, sealed: both are keys to somebody else's house.
    url {bytes} NOT NULL,
    secret {bytes} NOT NULL,
    host TEXT NOT NULL,
    -- Families of actions, with spaces between: `unit person`.
    kinds TEXT NOT NULL,
    made_by {int} NOT NULL,
    made_at {int} NOT NULL,
    ended_at {int}
);

-- What somebody is told on the console.
CREATE TABLE notice (
    id {key},
    person_id {int} NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL,
    -- About what, as the record calls it: `person:12`, `unit:3`, `message:7`.
    object TEXT NOT NULL,
    -- One word more, such as a role; may be empty.
    more TEXT NOT NULL,
    at {int} NOT NULL,
    seen_at {int}
);

CREATE INDEX notice_person ON notice (person_id, seen_at);

-- How somebody wants to be reached besides: `no`, `once` or `day`, and which day's digest was the last.
CREATE TABLE reached (
    person_id {int} PRIMARY KEY REFERENCES person (id),
    by_mail TEXT NOT NULL,
    digest_day {int} NOT NULL
);

-- The key of somebody's feed: it opens that and nothing else.
CREATE TABLE feed_key (
    key_sha256 {bytes} PRIMARY KEY,
    person_id {int} NOT NULL UNIQUE REFERENCES person (id),
    made_at {int} NOT NULL
);

-- Short codes that lead to something, for whoever may see it.
CREATE TABLE short_code (
    code_sha256 {bytes} PRIMARY KEY,
    object TEXT NOT NULL,
    made_by {int} NOT NULL,
    until {int} NOT NULL
);
