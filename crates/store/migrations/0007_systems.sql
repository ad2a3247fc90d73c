-- Information systems: see office/systems. One that is in use no more is kept with its end.
CREATE TABLE info_system (
    id {int} PRIMARY KEY,
    unit_id {int} NOT NULL,
    name TEXT NOT NULL,
    -- Folded, for putting in order and for telling apart.
    name_key TEXT NOT NULL,
    level {int} NOT NULL,
    -- One on each line, as sheets have them.
    products TEXT NOT NULL,
    addresses TEXT NOT NULL,
    domains TEXT NOT NULL,
    -- All of these folded, for searching.
    sought TEXT NOT NULL,
    ended_at {int},
    version {int} NOT NULL,
    -- What stands on the papers of one that is restricted, and by which it can be asked for; empty before it ever was.
    code TEXT NOT NULL
);

CREATE INDEX info_system_unit ON info_system (unit_id);
CREATE INDEX info_system_code ON info_system (code);

-- Who may see one that is restricted. One with no row here is not.
CREATE TABLE system_named (
    system_id {int} NOT NULL REFERENCES info_system (id),
    person_id {int} NOT NULL REFERENCES person (id),
    PRIMARY KEY (system_id, person_id)
);
