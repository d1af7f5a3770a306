-- The engine at speed: what waits to be interpreted has a small table of its own, so that a message is written once; rates
-- and lanes have rows of their own, so that configuration is not written at every call; counting for the brake is bounded.

-- A message that waits to be interpreted. The row goes when it is; `message` keeps what became of it only if that is worth telling.
CREATE TABLE pending (
  tenant        text NOT NULL,
  bulk          boolean NOT NULL,             -- a batch: behind single statements, which never wait for a load
  seq           bigint NOT NULL,
  source        text NOT NULL,
  due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  tries         integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, bulk, seq)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX ON pending (seq);

INSERT INTO pending (tenant, bulk, seq, source, due_at, tries) SELECT tenant, kind = 'batch', seq, source, due_at, tries FROM message WHERE state = 'pending';
UPDATE message SET state = 'interpreted', tries = 0 WHERE state = 'pending';
DROP INDEX message_due, message_pending;
ALTER TABLE message DROP COLUMN due_at, DROP CONSTRAINT message_state_check, DROP CONSTRAINT message_tenant_dedupe_key_key;
ALTER TABLE message ALTER COLUMN state SET DEFAULT 'interpreted', ALTER COLUMN tries SET DEFAULT 1,
  ADD CONSTRAINT message_state_check CHECK (state IN ('interpreted', 'failed', 'test'));
COMMENT ON COLUMN message.state IS 'What became of it once it is not pending any more';
CREATE UNIQUE INDEX message_dedupe_key ON message (tenant, dedupe_key) WHERE dedupe_key IS NOT NULL;

-- The record is written under its tenant's lock by code that knows what it names; a check per row and column costs a third of
-- what interpretation writes, and locks rows that everybody shares. See docs/decisions/0009.
ALTER TABLE message DROP CONSTRAINT message_tenant_fkey;
ALTER TABLE employee DROP CONSTRAINT employee_tenant_fkey, DROP CONSTRAINT employee_merged_into_fkey;
ALTER TABLE identifier DROP CONSTRAINT identifier_tenant_fkey, DROP CONSTRAINT identifier_employee_fkey;
ALTER TABLE event DROP CONSTRAINT event_tenant_fkey, DROP CONSTRAINT event_employee_fkey;
ALTER TABLE link DROP CONSTRAINT link_tenant_fkey, DROP CONSTRAINT link_employee_fkey, DROP CONSTRAINT link_destination_fkey;
ALTER TABLE wait DROP CONSTRAINT wait_link_fkey;
ALTER TABLE reporting DROP CONSTRAINT reporting_employee_fkey;
ALTER TABLE link_leader DROP CONSTRAINT link_leader_link_fkey;
ALTER TABLE hold DROP CONSTRAINT hold_tenant_fkey, DROP CONSTRAINT hold_event_fkey, DROP CONSTRAINT hold_link_fkey;
ALTER TABLE fate DROP CONSTRAINT fate_event_fkey, DROP CONSTRAINT fate_destination_fkey, DROP CONSTRAINT fate_link_fkey;
ALTER TABLE attempt DROP CONSTRAINT attempt_link_fkey;
ALTER TABLE brake DROP CONSTRAINT brake_link_fkey;
ALTER TABLE item_key DROP CONSTRAINT item_key_tenant_fkey;

-- One probe finds whoever has a hash, of whatever kind.
ALTER TABLE identifier DROP CONSTRAINT identifier_pkey, ADD PRIMARY KEY (tenant, hash, kind);

-- One loop per destination: the worker that runs it now, and until when unless it says so again.
-- `config_revision` is raised by every change of the settings, the tenant's included: who took work before it reads them again.
ALTER TABLE destination ADD COLUMN lane_owner text, ADD COLUMN lane_until timestamptz, ADD COLUMN config_revision bigint NOT NULL DEFAULT 0, DROP COLUMN next_call_at;

-- A rate that all workers share, of one destination or of several that name the same group.
CREATE TABLE rate (
  name          text PRIMARY KEY,             -- destination.id, or tenant and group
  next_at       timestamptz NOT NULL DEFAULT 'epoch',  -- where the next block of calls begins
  learnt        double precision,             -- calls per second that the destination was seen to allow; null: as configured
  learnt_at     timestamptz
);

-- Never less than the people whom the brake counts now: while it is below the limit nobody has to be counted. Its row is also
-- what makes decisions about the brake of a tenant one at a time.
CREATE TABLE brake_bound (
  tenant        text NOT NULL,
  kind          text NOT NULL,
  people        bigint NOT NULL,
  PRIMARY KEY (tenant, kind)
);
INSERT INTO brake_bound (tenant, kind, people) SELECT tenant, kind, count(*) FROM brake GROUP BY tenant, kind;
CREATE INDEX brake_expected ON brake (tenant, kind, run) WHERE state = 'expected';

