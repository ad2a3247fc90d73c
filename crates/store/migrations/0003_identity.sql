-- What this database is known by, in one row. The data folder notes it, so that evidence is never taken for another
-- database's and collected.
CREATE TABLE store_identity (
    id TEXT PRIMARY KEY
);
