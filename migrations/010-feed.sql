-- What platforms read from us: one row per person that a feed tells of, written only where a destination has a feed. `changed_at`
-- moves when what is told of the person does, so that a reader can ask for what changed since.
CREATE TABLE feed_entry (
  link          text PRIMARY KEY,
  destination   text NOT NULL,
  tenant        text NOT NULL,
  changed_at    timestamptz NOT NULL,         -- whole milliseconds: cursors carry it
  gone          boolean NOT NULL,
  digest        bytea NOT NULL,               -- keyed hash of what is told
  sealed        bytea NOT NULL
);
CREATE INDEX ON feed_entry (destination, changed_at, link);
CREATE INDEX ON feed_entry (destination, link);
CREATE INDEX ON feed_entry (tenant);
