-- What emergency access opened may be an incident too.
ALTER TABLE emergency ADD COLUMN incident_id {int};

CREATE INDEX emergency_incident ON emergency (incident_id);
