-- With whom somebody is linked at an identity provider of others. A link that ended is kept with its end.
CREATE TABLE person_identity (
    id {int} PRIMARY KEY,
    person_id {int} NOT NULL REFERENCES person (id),
    issuer TEXT NOT NULL,
    -- The provider's own name for them, which is no address and no login.
    subject TEXT NOT NULL,
    since {int} NOT NULL,
    ended_at {int}
);

CREATE INDEX person_identity_person ON person_identity (person_id);

-- Whoever comes from there is one person here, and has one account there.
CREATE UNIQUE INDEX person_identity_subject ON person_identity (issuer, subject) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX person_identity_one ON person_identity (issuer, person_id) WHERE ended_at IS NULL;

-- Somebody is on the way to the provider and back, for some minutes. What is asked there and compared afterwards is made
-- of the salt and of the key that their browser alone has: neither is enough without the other.
CREATE TABLE provider_trip (
    key_sha256 {bytes} PRIMARY KEY,
    salt {bytes} NOT NULL,
    -- What for: enter, link, or code (they came back, and their second factor is asked for).
    what TEXT NOT NULL,
    -- Who, except for enter; and for link, in which session.
    person_id {int},
    session_id {int},
    to_page TEXT NOT NULL,
    language TEXT NOT NULL,
    made_at {int} NOT NULL
);

CREATE INDEX provider_trip_made ON provider_trip (made_at);
