-- Drills: see office/drill. Their incidents are rows of incident, with drill_id.
CREATE TABLE drill (
    id {int} PRIMARY KEY,
    -- The unit that practises.
    unit_id {int} NOT NULL,
    name TEXT NOT NULL,
    goal TEXT NOT NULL,
    -- Its clock: what it told when it was set, when that was, and how fast it goes since.
    clock_sim {int} NOT NULL,
    clock_real {int} NOT NULL,
    rate {int} NOT NULL,
    -- What the clock told at minute 0.
    begun {int} NOT NULL,
    -- Minutes by number of step, as JSON.
    targets TEXT NOT NULL,
    ended_at {int},
    version {int} NOT NULL
);

CREATE TABLE drill_inject (
    drill_id {int} NOT NULL REFERENCES drill (id),
    number {int} NOT NULL,
    -- The minute of the drill at which it is sent; none for by hand.
    due {int},
    text TEXT NOT NULL,
    -- When it was sent, by the clock of the drill.
    sent_at {int},
    PRIMARY KEY (drill_id, number)
);

CREATE INDEX incident_drill ON incident (drill_id);
