-- What is read for people: lists by what is rare among much, and what is counted for health and metrics. Each is small (a
-- partial index of what is rare) or costs a write next to nothing (BRIN on a column that grows with the table).

CREATE INDEX message_received ON message USING brin (received_at) WITH (autosummarize = on);
CREATE INDEX message_failed ON message (tenant, seq DESC) WHERE state = 'failed';
CREATE INDEX event_received ON event USING brin (received_at) WITH (autosummarize = on);
CREATE INDEX employee_merged ON employee (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX hold_open ON hold (tenant, seq DESC) WHERE state = 'open';
CREATE INDEX link_failing ON link (destination) WHERE failure IS NOT NULL;
CREATE INDEX fate_unsettled ON fate (destination, status) WHERE status IN ('failed', 'held', 'retrying', 'waiting', 'processing');

-- Every delivery asks for the questions of its link, decided ones too; the unique indexes only know the open ones.
CREATE INDEX hold_link ON hold (link) WHERE link IS NOT NULL;
CREATE INDEX hold_event ON hold (event) WHERE event IS NOT NULL;
