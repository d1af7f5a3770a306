-- Who has which key at a destination that cannot be asked by it, such as an employee number: read page by page.
CREATE TABLE directory (
  destination   text NOT NULL REFERENCES destination ON DELETE CASCADE,
  remote_id     text NOT NULL,
  key           bytea NOT NULL,               -- keyed hash: a number that a person is known by is never stored in clear
  read_at       timestamptz NOT NULL,
  PRIMARY KEY (destination, remote_id)
);
CREATE INDEX ON directory (destination, key);

-- How far reading everybody has come; a process that is killed leaves a page undone, never half done.
CREATE TABLE directory_reading (
  destination    text PRIMARY KEY REFERENCES destination ON DELETE CASCADE,
  began_at       timestamptz,                 -- by the business clock; null: none is under way
  cursor         text,                        -- where it goes on; never personal; null: at the beginning
  pages          integer NOT NULL DEFAULT 0,
  complete_since timestamptz                  -- when the last one that came to its end began
);
