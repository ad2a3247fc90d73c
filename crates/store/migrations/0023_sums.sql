-- What form 05 counts of incidents beside their class. Made of their events, beside them; those of before this step are
-- counted by the server, one after the other.
CREATE TABLE incident_counted (
    incident_id {key},
    -- Whether others in the country helped, and others abroad; whether the national coordinator was asked to.
    helped {int} NOT NULL,
    abroad {int} NOT NULL,
    asked {int} NOT NULL,
    -- In dong; none where nobody said.
    loss {int}
);

-- Who helped: a unit, or somebody by name.
CREATE TABLE incident_helper (
    incident_id {int} NOT NULL,
    abroad {int} NOT NULL,
    unit_id {int} NOT NULL,
    name {text} NOT NULL,
    PRIMARY KEY (incident_id, abroad, unit_id, name)
);

CREATE INDEX incident_detected ON incident (detected_at);
