-- Alerts are reconciled like everything else: what is the matter is read from the tables again and again, and `alert`
-- remembers what was found, what of it was told and when it was over. Ids, codes and the names that owners gave; nobody's data.

CREATE TABLE alert (
  id            text PRIMARY KEY,
  seq           bigint GENERATED ALWAYS AS IDENTITY,
  tenant        text REFERENCES tenant ON DELETE CASCADE,  -- null: the instance's own
  cause         text NOT NULL,                -- what all that is counted here has in common
  kind          text NOT NULL,
  severity      text NOT NULL CHECK (severity IN ('warning', 'critical')),
  about         jsonb NOT NULL DEFAULT '{}',  -- {destination, source, reason, code, cause, hours}
  count         integer NOT NULL,
  first_at      timestamptz NOT NULL,
  last_at       timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL,         -- when the cause was seen first
  gone_at       timestamptz,                  -- since when it is not seen any more
  opened_at     timestamptz,                  -- null while it may still pass by itself
  told_at       timestamptz,
  told_count    integer NOT NULL DEFAULT 0,
  cleared_at    timestamptz
);
CREATE UNIQUE INDEX alert_live ON alert (coalesce(tenant, ''), cause) WHERE cleared_at IS NULL;
CREATE INDEX alert_shown ON alert (tenant, seq DESC) WHERE opened_at IS NOT NULL;
CREATE INDEX alert_cleared ON alert (cleared_at) WHERE cleared_at IS NOT NULL;

-- What is said to whom about an alert: the queue, and the record of what was said. `address` is a hash of the URL.
CREATE TABLE alert_delivery (
  id            text PRIMARY KEY,             -- webhook-id: the same at every try
  seq           bigint GENERATED ALWAYS AS IDENTITY,
  alert         text NOT NULL REFERENCES alert ON DELETE CASCADE,
  target        text NOT NULL,                -- tenant.id; '': whoever operates the instance
  address       text NOT NULL,
  type          text NOT NULL CHECK (type IN ('alert.opened', 'alert.grown', 'alert.cleared')),
  body          text NOT NULL,
  created_at    timestamptz NOT NULL,
  due_at        timestamptz,                  -- null: over
  tries         integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  lease_until   timestamptz,
  outcome       text                          -- delivered, given_up, switched_off, moved; while due: what failed last
);
CREATE INDEX alert_delivery_due ON alert_delivery (target, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX alert_delivery_told ON alert_delivery (alert, target, address);

-- Addresses that asked for silence (410).
CREATE TABLE alert_off (
  target        text NOT NULL,
  address       text NOT NULL,
  at            timestamptz NOT NULL,
  PRIMARY KEY (target, address)
);

-- Work that one process does for all: whoever holds it renews it, whoever crashed loses it.
CREATE TABLE lease (
  name          text PRIMARY KEY,
  holder        text NOT NULL,
  until         timestamptz NOT NULL
);

ALTER TABLE tenant ADD COLUMN alert_secret bytea;   -- sealed

-- Causes are counted every few seconds, so each is read from an index of what is rare.
CREATE INDEX hold_alarming ON hold (tenant, reason, cause, created_at) INCLUDE (link) WHERE state = 'open';
CREATE INDEX pending_again ON pending (seq) WHERE tries > 0;
