-- People. Who left is kept with an end; what says who they are is erased at the end of its time.
CREATE TABLE person (
    id {int} PRIMARY KEY,
    name TEXT NOT NULL,
    -- Folded, for searching.
    name_key TEXT NOT NULL,
    -- What they sign in with, folded; it is no address that mail must reach.
    login TEXT NOT NULL UNIQUE,
    position TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    unit_id {int} NOT NULL,
    language TEXT NOT NULL,
    look TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at {int} NOT NULL,
    ended_at {int},
    version {int} NOT NULL,
    -- argon2id, as its own text (PHC); none before the invitation was taken up.
    password TEXT,
    -- The second factor's secret, and the last step that was used: each code counts once.
    totp_secret {bytes},
    totp_step {int} NOT NULL
);

CREATE INDEX person_unit ON person (unit_id);

-- What somebody is, and where. A role that was taken away is kept with its end.
CREATE TABLE granted (
    id {int} PRIMARY KEY,
    person_id {int} NOT NULL REFERENCES person (id),
    unit_id {int} NOT NULL,
    role TEXT NOT NULL,
    since {int} NOT NULL,
    until {int}
);

CREATE INDEX granted_person ON granted (person_id);

CREATE TABLE recovery_code (
    person_id {int} NOT NULL REFERENCES person (id),
    code_sha256 {bytes} NOT NULL,
    used_at {int},
    PRIMARY KEY (person_id, code_sha256)
);

-- A way in that was given to somebody: to take up an account, or to set a second factor anew.
CREATE TABLE invitation (
    code_sha256 {bytes} PRIMARY KEY,
    person_id {int} NOT NULL REFERENCES person (id),
    made_at {int} NOT NULL,
    until {int} NOT NULL,
    used_at {int}
);

CREATE TABLE session (
    key_sha256 {bytes} PRIMARY KEY,
    id {int} NOT NULL UNIQUE,
    person_id {int} NOT NULL REFERENCES person (id),
    began_at {int} NOT NULL,
    seen_at {int} NOT NULL,
    address TEXT NOT NULL,
    program TEXT NOT NULL,
    -- What its forms carry, so that no other page can send them.
    form_key TEXT NOT NULL,
    ended_at {int}
);

CREATE INDEX session_person ON session (person_id);

CREATE TABLE token (
    key_sha256 {bytes} PRIMARY KEY,
    id {int} NOT NULL UNIQUE,
    person_id {int} NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    only_looks {int} NOT NULL,
    made_at {int} NOT NULL,
    until {int} NOT NULL,
    used_at {int},
    ended_at {int}
);

-- Failures to sign in, by a digest of what was asked for, whether that is there or not.
CREATE TABLE attempt (
    asked_sha256 {bytes} PRIMARY KEY,
    failed {int} NOT NULL,
    last_at {int} NOT NULL
);
