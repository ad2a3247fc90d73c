-- Servers whose packages are taken in: see store/servers. A key is known before anything comes, and never from what comes.
CREATE TABLE known_server (
    id {int} PRIMARY KEY,
    name TEXT NOT NULL,
    -- Its public key, in base64.
    key TEXT NOT NULL,
    known_at {int} NOT NULL,
    -- From then on nothing of it is taken in.
    ended_at {int}
);

-- Where an incident was before, by the number of each server's key and its number there: so that it is taken in once.
CREATE TABLE incident_origin (
    key {text} NOT NULL,
    foreign_id {int} NOT NULL,
    incident_id {int} NOT NULL REFERENCES incident (id),
    PRIMARY KEY (key, foreign_id)
);
