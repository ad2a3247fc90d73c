-- Units' own copies of playbooks: see office/playbook. The bytes of every edition that was ever in force, and of those that
-- they were made from, are rows of playbook_edition.
CREATE TABLE own_playbook (
    unit_id {int} NOT NULL,
    -- The kind of incident that it is for.
    kind {text} NOT NULL,
    -- Counts its changes: what somebody saw is held against it.
    version {int} NOT NULL,
    -- The edition that is in force; 0 where the unit goes by what others have.
    edition {int} NOT NULL,
    -- What is being worked on, as CACAO JSON; none where nothing is.
    draft {bytes},
    -- The digest of the shipped playbook that the draft goes back to.
    draft_base TEXT,
    PRIMARY KEY (unit_id, kind)
);

CREATE TABLE own_playbook_edition (
    unit_id {int} NOT NULL,
    kind {text} NOT NULL,
    -- From 1.
    number {int} NOT NULL,
    -- Its number in CACAO.
    playbook TEXT NOT NULL,
    sha256 {text} NOT NULL REFERENCES playbook_edition (sha256),
    -- The shipped playbook that it goes back to.
    base {text} NOT NULL REFERENCES playbook_edition (sha256),
    made_at {int} NOT NULL,
    -- Who, as the record writes it, and why.
    made_by TEXT NOT NULL,
    why TEXT NOT NULL,
    -- When another one took its place, or the unit went back to what others have.
    ended_at {int},
    PRIMARY KEY (unit_id, kind, number)
);
