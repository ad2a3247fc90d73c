-- Reports of scans that people sent, each once. Self-declared. Only those that count are kept.
CREATE TABLE scan_report (
    id TEXT PRIMARY KEY,
    -- The beginning of its day, in seconds since 1970.
    received_at {int} NOT NULL,
    pack_version {int} NOT NULL,
    program TEXT NOT NULL,
    system TEXT NOT NULL,
    seconds {int} NOT NULL,
    seen {int} NOT NULL,
    scanned {int} NOT NULL,
    gaps {int} NOT NULL,
    complete {int} NOT NULL,
    alerts {int} NOT NULL,
    cleaned {int} NOT NULL
);

CREATE TABLE scan_report_rule (
    report_id TEXT NOT NULL REFERENCES scan_report (id),
    rule TEXT NOT NULL,
    objects {int} NOT NULL,
    PRIMARY KEY (report_id, rule)
);

-- One day's secret, with which senders are made unrecognisable. It is destroyed with its senders when the day is over.
CREATE TABLE report_day (
    day {int} PRIMARY KEY,
    secret {bytes}
);

CREATE TABLE report_sender (
    day {int} NOT NULL,
    sender {bytes} NOT NULL,
    counted {int} NOT NULL,
    PRIMARY KEY (day, sender)
);
