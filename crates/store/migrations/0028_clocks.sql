-- After which moment something on an incident is late: what is owed at once is not late in the same minute. And whether that
-- was counted: clocks run from the first message on, so those of before this step are counted by the server, some at a time.
ALTER TABLE incident ADD COLUMN late_at {int};
ALTER TABLE incident ADD COLUMN clocked {int};

-- Within how many hours operators tell a unit that owns systems, where it says so.
CREATE TABLE owner_limit (
    unit_id {key},
    -- None where it says so no more.
    hours {int},
    version {int} NOT NULL
);
