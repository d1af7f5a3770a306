-- Whoever comes back is found by whatever they were found by, not by their unique name alone.
DROP INDEX resource_gone;
CREATE INDEX resource_gone ON resource USING gin (keys) WHERE gone_at IS NOT NULL;
