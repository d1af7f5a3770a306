-- The whole record. Personal values sit in one sealed column per row (AES-256-GCM under the tenant's key); SQL sees ids,
-- stamps, states and keyed hashes only. Instants are timestamptz; sequences are bigint.

CREATE TABLE tenant (
  id            text PRIMARY KEY,
  settings      jsonb NOT NULL,
  sealed        bytea,                        -- the protected references, which name people
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- A tenant's keys, wrapped by the master key. Dropping a tenant's rows here forgets the tenant.
CREATE TABLE tenant_key (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  purpose       text NOT NULL CHECK (purpose IN ('seal', 'hash')),
  wrapped       bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON tenant_key (tenant, purpose);

CREATE TABLE api_key (
  id            text PRIMARY KEY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  role          text NOT NULL CHECK (role IN ('ingest', 'read', 'operator', 'owner')),
  label         text NOT NULL,
  hash          bytea NOT NULL,
  expires_at    timestamptz,
  last_used_at  timestamptz,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON api_key (tenant);

CREATE TABLE source (
  id            text PRIMARY KEY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  name          text NOT NULL,
  kind          text NOT NULL,
  settings      jsonb NOT NULL DEFAULT '{}',
  options       jsonb NOT NULL DEFAULT '{}',
  credentials   bytea,                        -- sealed
  paused_at     timestamptz,
  last_seen_at  timestamptz,                  -- last verified message or test button
  last_refusal  jsonb,                        -- why verification last failed: {at, code, detail}; for the owner only
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (tenant, name)
);

CREATE TABLE destination (
  id            text PRIMARY KEY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  name          text NOT NULL,
  kind          text NOT NULL,
  base_url      text NOT NULL,
  options       jsonb NOT NULL DEFAULT '{}',
  credentials   bytea,                        -- sealed
  paused_at     timestamptz,
  stopped       jsonb,                        -- the lane stopped itself: {at, code, detail}
  parked_until  timestamptz,                  -- throttled or broken: nothing is called before
  failures      integer NOT NULL DEFAULT 0,   -- in a row, for the breaker
  next_call_at  timestamptz NOT NULL DEFAULT 'epoch',  -- the next free slot of the rate limit, shared by all workers
  succeeded_at  timestamptz,
  deleted_at    timestamptz,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX ON destination (tenant, name) WHERE deleted_at IS NULL;

-- What arrived, byte for byte (sealed). seq is the arrival order and part of every stamp.
CREATE TABLE message (
  seq           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id            text NOT NULL UNIQUE,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  source        text NOT NULL,                -- source.id, or 'api'
  api_key       text,                         -- the key that sent it, by REST
  kind          text NOT NULL,                -- the route or the source's kind: who can interpret it
  dedupe_key    text,                         -- the sender's own id, scoped; null after 30 days
  fingerprint   bytea NOT NULL,               -- keyed hash of the body
  sealed        bytea,                        -- null once retention has passed
  receipt       jsonb NOT NULL DEFAULT '{}',  -- how it was verified, what was answered; nothing personal
  received_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  state         text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'interpreted', 'failed', 'test')),
  reason        text,
  tries         integer NOT NULL DEFAULT 0,
  due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (tenant, dedupe_key)
);
CREATE INDEX message_due ON message (due_at) WHERE state = 'pending';
CREATE INDEX message_pending ON message (tenant, seq) WHERE state = 'pending';
CREATE INDEX ON message (tenant, seq DESC);

CREATE TABLE employee (
  id            text PRIMARY KEY,
  seq           bigint GENERATED ALWAYS AS IDENTITY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  merged_into   text REFERENCES employee,
  revision      bigint NOT NULL DEFAULT 0,
  state         text NOT NULL DEFAULT 'unknown' CHECK (state IN ('unknown', 'active', 'leaver')),
  changes_at    timestamptz,                  -- when the view changes next by itself
  sealed        bytea,                        -- a cache of the view
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON employee (tenant, seq DESC);
CREATE INDEX ON employee (changes_at) WHERE changes_at IS NOT NULL AND merged_into IS NULL;
CREATE INDEX ON employee (tenant, state) WHERE merged_into IS NULL;

-- Who claims what. One number without its company is found by part_hash.
CREATE TABLE identifier (
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('source_id', 'number', 'cpf', 'work_email')),
  hash          bytea NOT NULL,
  part_hash     bytea,
  employee      text NOT NULL REFERENCES employee,
  PRIMARY KEY (tenant, kind, hash)
);
CREATE INDEX ON identifier (tenant, part_hash) WHERE part_hash IS NOT NULL;
CREATE INDEX ON identifier (employee);

CREATE TABLE event (
  id            text PRIMARY KEY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  message       bigint NOT NULL,              -- message.seq
  api_key       text,
  source        text NOT NULL,
  employee      text REFERENCES employee,     -- null while its identity is in question
  type          text NOT NULL CHECK (type IN ('hire', 'change', 'termination', 'leave', 'return', 'upsert')),
  stamp_time    timestamptz NOT NULL,
  stamp_index   integer NOT NULL,
  received_at   timestamptz NOT NULL,
  sealed        bytea NOT NULL,               -- who, match, fields, warnings
  withdrawn_at  timestamptz,
  status        text NOT NULL DEFAULT 'processing',  -- worst over destinations; a cache for filters
  reason        text
);
CREATE INDEX ON event (employee);
CREATE INDEX ON event (tenant, message DESC, stamp_index DESC);
CREATE INDEX ON event (tenant, status);

-- One employee at one destination.
CREATE TABLE link (
  id            text PRIMARY KEY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  employee      text NOT NULL REFERENCES employee,
  destination   text NOT NULL REFERENCES destination,
  remote_id     text,
  known         text NOT NULL DEFAULT 'never_looked',
  sealed        bytea,                        -- what we know of it there
  due_at        timestamptz,
  revision      bigint NOT NULL DEFAULT 0,    -- raised by every cause; a settle that finds it moved leaves the link due
  urgency       smallint NOT NULL DEFAULT 0,  -- 0 single events, 1 bulk
  lease_until   timestamptz,
  fence         bigint NOT NULL DEFAULT 0,
  tries         integer NOT NULL DEFAULT 0,
  failing_since timestamptz,
  failure       text,                         -- the code of what failed last
  settled_at    timestamptz,
  UNIQUE (employee, destination)
);
CREATE INDEX link_due ON link (destination, urgency, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX ON link (destination, remote_id);

-- A link that waits for whoever has, or will have, an identifier.
CREATE TABLE wait (
  link          text NOT NULL REFERENCES link ON DELETE CASCADE,
  tenant        text NOT NULL,
  hash          bytea NOT NULL,
  PRIMARY KEY (link, hash)
);
CREATE INDEX ON wait (tenant, hash);

-- Who names whom as manager: one row per identifier in a reference.
CREATE TABLE reporting (
  employee      text NOT NULL REFERENCES employee ON DELETE CASCADE,
  tenant        text NOT NULL,
  hash          bytea NOT NULL,
  PRIMARY KEY (employee, hash)
);
CREATE INDEX ON reporting (tenant, hash);

-- Who leads whom at a destination, as far as we know, and who did until when: an ending waits for those who are moved first.
CREATE TABLE link_leader (
  link          text NOT NULL REFERENCES link ON DELETE CASCADE,
  destination   text NOT NULL,
  remote_id     text NOT NULL,
  gone_at       timestamptz,
  PRIMARY KEY (link, remote_id)
);
CREATE INDEX ON link_leader (destination, remote_id);

-- A question for a person. It belongs to an event (identity) or to a link.
CREATE TABLE hold (
  id            text PRIMARY KEY,
  seq           bigint GENERATED ALWAYS AS IDENTITY,
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  event         text REFERENCES event,
  link          text REFERENCES link,
  reason        text NOT NULL,
  cause         text NOT NULL,                -- keyed hash or id: equal for all who share the cause
  digest        text NOT NULL,                -- keyed hash of what was asked of this person
  sealed        bytea NOT NULL,               -- fields and detail
  touches       bytea[],                      -- identifier hashes whose fate may answer it by itself
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected', 'superseded')),
  answer        bytea,                        -- sealed: it may carry values that a person filled in
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  decided_at    timestamptz,
  decided_by    text
);
CREATE UNIQUE INDEX ON hold (link, digest) WHERE state = 'open' AND link IS NOT NULL;
CREATE UNIQUE INDEX ON hold (event) WHERE state = 'open' AND event IS NOT NULL;
CREATE INDEX ON hold (tenant, cause) WHERE state = 'open';
CREATE INDEX ON hold (tenant, seq DESC);
CREATE INDEX ON hold USING gin (touches) WHERE state = 'open';

-- What became of an event at a destination. Final ones are written once, in the transaction that settles the link.
CREATE TABLE fate (
  event         text NOT NULL REFERENCES event ON DELETE CASCADE,
  destination   text NOT NULL REFERENCES destination,
  link          text NOT NULL REFERENCES link,
  status        text NOT NULL,
  reason        text,
  final         boolean NOT NULL DEFAULT false,
  confirmed     boolean,
  hold          text,
  due_at        timestamptz,
  error         text,
  withheld      jsonb,                        -- [{field, why}]: names of fields, nothing personal
  updated_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (event, destination)
);
CREATE INDEX fate_open ON fate (link) WHERE NOT final;
CREATE INDEX fate_unconfirmed ON fate (link) WHERE final AND confirmed IS NULL;

-- One outbound call, redacted.
CREATE TABLE attempt (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant        text NOT NULL,
  link          text NOT NULL REFERENCES link ON DELETE CASCADE,
  at            timestamptz NOT NULL,
  method        text NOT NULL,
  status        integer,
  outcome       text NOT NULL,
  duration_ms   integer NOT NULL,
  sealed        bytea NOT NULL                -- path, request and answer, redacted
);
CREATE INDEX ON attempt (link, id DESC);
CREATE INDEX ON attempt (at);

-- The brake's ledger: who is about to be ended, re-keyed or created, and who was.
CREATE TABLE brake (
  link          text NOT NULL REFERENCES link ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('endings', 'rekeys', 'hires')),
  tenant        text NOT NULL,
  employee      text NOT NULL,
  run           bigint NOT NULL,              -- message.seq: one message, batch or run is judged as a whole
  state         text NOT NULL CHECK (state IN ('expected', 'counted', 'passed', 'held', 'approved', 'dropped')),
  at            timestamptz NOT NULL,
  PRIMARY KEY (link, kind, run)
);
CREATE INDEX ON brake (tenant, kind, at);
CREATE INDEX ON brake (tenant, kind, run);

-- Titles and groups a destination has: what is listed there and what we delivered. A typo must not create a new one.
CREATE TABLE catalogue (
  destination   text NOT NULL REFERENCES destination ON DELETE CASCADE,
  list          text NOT NULL,
  key           text NOT NULL,                -- trimmed, NFC, lower case
  label         text NOT NULL,
  remote_id     text,
  PRIMARY KEY (destination, list, key)
);

-- Senders' ids of single items of batches; a whole request's is message.dedupe_key.
CREATE TABLE item_key (
  tenant        text NOT NULL REFERENCES tenant ON DELETE CASCADE,
  key           text NOT NULL,
  fingerprint   bytea NOT NULL,
  event         text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant, key)
);

-- What belongs to the instance as a whole. The administrator's key is here as a hash, when the instance made it itself.
CREATE TABLE instance (
  name          text PRIMARY KEY,
  value         bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
