-- When an incident is to be looked at again for what its people are to be reminded of. Made of its events, beside them.
CREATE TABLE incident_reminder (
    incident_id {key},
    at {int} NOT NULL
);

CREATE INDEX incident_reminder_at ON incident_reminder (at);
