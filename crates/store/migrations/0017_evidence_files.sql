-- Files that are evidence in an incident: see store/incidents/files. The file itself lies sealed beside the database.
CREATE TABLE evidence_file (
    incident_id {int} NOT NULL REFERENCES incident (id),
    -- Its number in its incident, from 1, as the events name it.
    number {int} NOT NULL,
    -- What it holds, unsealed.
    sha256 TEXT NOT NULL,
    size {int} NOT NULL,
    -- Under which it lies in the folder `files`.
    file {text} NOT NULL,
    -- The key that this file alone is sealed with; itself sealed.
    sealed_key {bytes} NOT NULL,
    PRIMARY KEY (incident_id, number)
);
