-- Lists of systems are counted and put in order without reading them all.
CREATE INDEX info_system_listed ON info_system (name_key, id);
CREATE INDEX info_system_counted ON info_system (ended_at, unit_id, id);
