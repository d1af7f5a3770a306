-- Sources that are written to: what a sender keeps with us, as it sent it last.

CREATE TABLE resource (
  source        text NOT NULL,                -- those of a source that is gone go in the background
  tenant        text NOT NULL,
  id            text NOT NULL,                -- ours, and never given to another one
  seq           bigint GENERATED ALWAYS AS IDENTITY,  -- the order in which they are listed
  version       bigint NOT NULL,
  unique_key    bytea NOT NULL,               -- keyed hash of what no two of a source may share
  keys          bytea[] NOT NULL,             -- keyed hashes, the source's id in them, of what else it is found by
  sealed        bytea NOT NULL,               -- what was sent, and what the next row of it is compared with
  created_at    timestamptz NOT NULL,         -- by the business clock, like modified_at
  modified_at   timestamptz NOT NULL,
  gone_at       timestamptz,                  -- taken away: not found any more, and kept for whoever comes back
  PRIMARY KEY (source, id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
CREATE UNIQUE INDEX resource_unique ON resource (source, unique_key) WHERE gone_at IS NULL;
CREATE INDEX resource_gone ON resource USING gin (keys) WHERE gone_at IS NOT NULL;  -- whoever comes back is found by whatever they were found by
CREATE INDEX resource_listed ON resource (source, seq) WHERE gone_at IS NULL;
CREATE INDEX resource_keys ON resource USING gin (keys) WHERE gone_at IS NULL;
CREATE INDEX ON resource (tenant);
