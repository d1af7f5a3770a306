-- Reading from HR systems: who was seen there and how, whom a thin message asks us to look up, and the runs that read everybody.

-- One process reads from a source at a time. `looked_until`: everything that changed there before has been read.
ALTER TABLE source ADD COLUMN reader_owner text, ADD COLUMN reader_until timestamptz, ADD COLUMN next_run_at timestamptz,
  ADD COLUMN config_revision bigint NOT NULL DEFAULT 0, ADD COLUMN looked_until timestamptz, ADD COLUMN full_at timestamptz;

-- What the settings and options of a source were: a mapping is followed back to what it was when a message was read.
CREATE TABLE source_version (
  source        text NOT NULL REFERENCES source ON DELETE CASCADE,
  version       integer NOT NULL,
  settings      jsonb NOT NULL,
  options       jsonb NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (source, version)
);
INSERT INTO source_version (source, version, settings, options) SELECT id, 1, settings, options FROM source;

CREATE TABLE run (
  seq           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id            text NOT NULL UNIQUE,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  source        text NOT NULL REFERENCES source ON DELETE CASCADE,
  what          text NOT NULL CHECK (what IN ('everybody', 'changes')),
  why           text NOT NULL CHECK (why IN ('schedule', 'asked')),
  state         text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'complete', 'failed', 'stopped')),
  since         timestamptz,                  -- of changes: what changed from then on
  began_at      timestamptz,                  -- by the business clock: the stamp of what is read
  ended_at      timestamptz,
  due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  version       integer NOT NULL DEFAULT 0,   -- of what its owner had said when it began: with anything else it is another read
  cursor        bytea,                        -- sealed: where to go on
  all_read      boolean NOT NULL DEFAULT false,  -- the last page was kept; what follows from the whole is still to be told
  tries         integer NOT NULL DEFAULT 0,   -- failures since the last page
  pages         integer NOT NULL DEFAULT 0,
  calls         integer NOT NULL DEFAULT 0,
  read          integer NOT NULL DEFAULT 0,
  total         integer,                      -- as the HR system says
  changed       integer NOT NULL DEFAULT 0,   -- rows that say something new
  unclear       integer NOT NULL DEFAULT 0,
  left_out      integer NOT NULL DEFAULT 0,
  endings       integer NOT NULL DEFAULT 0,
  vanished      integer NOT NULL DEFAULT 0,   -- not seen any more, whether or not that counts yet
  error         jsonb,                        -- {code, detail}
  told          boolean NOT NULL DEFAULT false  -- whoever wants to know how it ended has a message waiting for them
);
CREATE INDEX run_untold ON run (seq) WHERE NOT told AND state <> 'running';
ALTER TABLE message ADD COLUMN run bigint;    -- run.seq, of what a run has read
CREATE INDEX message_run ON message (run) WHERE run IS NOT NULL;

-- How a run ended is said like what is the matter, and is no alert.
ALTER TABLE alert_delivery ALTER COLUMN alert DROP NOT NULL, DROP CONSTRAINT alert_delivery_type_check;
ALTER TABLE alert_delivery ADD CONSTRAINT alert_delivery_type_check CHECK (type IN ('alert.opened', 'alert.grown', 'alert.cleared', 'run.ended'));
CREATE INDEX alert_delivery_runs ON alert_delivery (created_at) WHERE alert IS NULL;

CREATE UNIQUE INDEX run_one ON run (source) WHERE state = 'running';
CREATE INDEX ON run (tenant, source, seq DESC);

-- Cursors that a run has followed, as keyed hashes: none is followed twice.
CREATE TABLE run_step (
  run           bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  cursor        bytea NOT NULL,
  PRIMARY KEY (run, cursor)
);

-- How somebody was when they were last read. The row of a person is a message only when it differs from this.
CREATE TABLE sighting (
  source        text NOT NULL,                -- those of a source that is gone go in the background
  tenant        text NOT NULL,
  key           bytea NOT NULL,               -- keyed hash of the HR system's own id
  digest        bytea,                        -- keyed hash of what the row said; null: seen, and not yet told
  person        bytea,                        -- keyed hash of what is one person's, whatever the contract
  open          boolean NOT NULL,             -- the contract had not ended
  run           bigint NOT NULL,              -- the last run that saw it
  listed        boolean NOT NULL DEFAULT false,  -- a read of everybody saw it: only then is it missing when one does not
  missing       integer NOT NULL DEFAULT 0,   -- complete reads in a row that did not
  missing_since timestamptz,
  sealed        bytea NOT NULL,               -- the id, and what the next row is compared with
  PRIMARY KEY (source, key)
);
CREATE INDEX ON sighting (source, run) WHERE open;
CREATE INDEX ON sighting (tenant);
CREATE INDEX ON sighting (source, person) WHERE open AND person IS NOT NULL;

-- Endings wait for the end of their run: one that is not complete dismisses nobody, and one that is is judged as a whole.
CREATE TABLE set_aside (
  run           bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  key           bytea NOT NULL,
  sealed        bytea NOT NULL,
  PRIMARY KEY (run, key)
);

-- Whom a thin message asks to look up. All that ask about one person before we look are one look.
CREATE TABLE look (
  source        text NOT NULL REFERENCES source ON DELETE CASCADE,
  key           bytea NOT NULL,
  tenant        text NOT NULL,
  sealed        bytea NOT NULL,               -- the HR system's own id
  revision      bigint NOT NULL DEFAULT 0,
  due_at        timestamptz NOT NULL,
  tries         integer NOT NULL DEFAULT 0,
  error         text,
  PRIMARY KEY (source, key)
);
CREATE INDEX ON look (due_at);
