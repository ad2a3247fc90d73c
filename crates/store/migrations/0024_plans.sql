-- Response plans: see office/plan.
CREATE TABLE plan (
    id {int} PRIMARY KEY,
    unit_id {int} NOT NULL,
    year {int} NOT NULL,
    phase TEXT NOT NULL,
    -- As JSON: office/plan/contents.
    contents TEXT NOT NULL,
    systems_at {int} NOT NULL,
    -- Its approval; empty before.
    number TEXT NOT NULL,
    approved_on TEXT NOT NULL,
    approver TEXT NOT NULL,
    -- A day; empty before it is in force.
    review_by TEXT NOT NULL,
    -- When it is to be looked at again for what its people are to be reminded of.
    remind_at {int},
    made_at {int} NOT NULL,
    changed_at {int} NOT NULL,
    version {int} NOT NULL
);

CREATE INDEX plan_unit ON plan (unit_id, phase);
CREATE INDEX plan_remind ON plan (remind_at);

-- The systems that one is about.
CREATE TABLE plan_system (
    plan_id {int} NOT NULL REFERENCES plan (id),
    system_id {int} NOT NULL,
    PRIMARY KEY (plan_id, system_id)
);

-- Reminders that were sent.
CREATE TABLE plan_reminder (
    plan_id {int} NOT NULL REFERENCES plan (id),
    key {text} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (plan_id, key)
);

-- What is practised in a drill: a scenario of a plan.
CREATE TABLE drill_plan (
    drill_id {key},
    plan_id {int} NOT NULL,
    scenario {int} NOT NULL
);

CREATE INDEX drill_plan_of ON drill_plan (plan_id);
