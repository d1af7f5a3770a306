-- What is kept, for how long, and how the tables stay small. Everything here works in small steps, each a transaction of its
-- own that is safe to repeat.

-- Something changed for everybody at a destination: who is caught up with, one batch of people after the other, and how far it
-- has come. The transaction that changes it writes a row here and no link; every worker goes on with it.
CREATE TABLE catch_up (
  destination   text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('link', 'plan', 'look', 'close')),
  tenant        text NOT NULL,
  position      bigint NOT NULL DEFAULT 0,      -- employee.seq: people up to here are done
  again         boolean NOT NULL DEFAULT false, -- another cause came meanwhile: once more from the beginning
  second        boolean NOT NULL DEFAULT false, -- the pass for whoever was not to be seen in the first
  due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (destination, kind)
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 20, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX ON catch_up (tenant);

-- A tenant that is being forgotten: its keys are gone, its rows go in the background, and then this one.
ALTER TABLE tenant ADD COLUMN forgotten_at timestamptz;

-- How far housekeeping has come through a tenant's messages, and those it passed by because something of them was open.
CREATE TABLE retention (
  tenant        text NOT NULL,
  task          text NOT NULL CHECK (task IN ('bytes', 'keys')),
  position      bigint NOT NULL,                -- message.seq
  PRIMARY KEY (tenant, task)
);
CREATE TABLE lingering (
  tenant        text NOT NULL,
  seq           bigint NOT NULL,
  PRIMARY KEY (tenant, seq)
);

-- What is old is found by tenant, since each says how long it is kept.
CREATE INDEX attempt_old ON attempt (tenant, at);
DROP INDEX IF EXISTS attempt_at_idx;
-- With the time of arrival in it, a walk through a tenant's messages reads the index alone, and never those of others.
CREATE INDEX message_of_tenant ON message (tenant, seq DESC) INCLUDE (received_at);
DROP INDEX IF EXISTS message_tenant_seq_idx;
CREATE INDEX item_key_old ON item_key (created_at);
CREATE INDEX hold_superseded ON hold (tenant, decided_at) WHERE state = 'superseded';

-- Vacuum when a fiftieth of a table has changed and not a fifth: of ten million rows a fifth is two million dead ones. And
-- without the pause of two milliseconds between its steps a hot table is done before the next wave; four times the usual
-- cost limit is about 800 MB/s of pages in memory, 80 of pages read.
ALTER TABLE message SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 800);
ALTER TABLE attempt SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 800);
ALTER TABLE event SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 800);
ALTER TABLE fate SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02, autovacuum_vacuum_cost_limit = 800);
-- Written several times per event: room on the page for the next version (HOT), where no indexed column changes.
ALTER TABLE link SET (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 800);
ALTER TABLE employee SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_limit = 800);
ALTER TABLE destination SET (fillfactor = 50, autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0);
ALTER TABLE brake SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
