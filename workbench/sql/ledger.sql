-- What people decided and what was done, as it lies in the ledger; only in snapshots, made anew for each.
-- `peer` is for whom a server wrote it, {} where none did.
-- `seq` is the line of the file; a line that is no entry has kind 'damaged' (`workbench ledger verify` says more).

CREATE TABLE ledger (
    seq INTEGER NOT NULL, kind VARCHAR NOT NULL, id VARCHAR NOT NULL, added_at TIMESTAMP, body JSON NOT NULL,
    peer JSON NOT NULL
);

CREATE VIEW proposal AS
    SELECT id AS proposal_id, body->>'$.author' AS author, body->>'$.subject' AS subject,
        body->>'$.summary' AS summary, body->>'$.risk' AS risk, body->>'$.target.name' AS target,
        CAST(body->>'$.blast.files' AS INTEGER) AS files, CAST(body->>'$.blast.bytes' AS BIGINT) AS bytes,
        body->'$.facts' AS facts, added_at
    FROM ledger WHERE kind = 'proposal';

CREATE VIEW proposed_file AS
    SELECT proposal_id, action->>'$.verb' AS verb, action->>'$.path' AS path, action->>'$.sha256' AS sha256,
        action->>'$.before' AS before
    FROM (SELECT id AS proposal_id, unnest(CAST(body->'$.actions' AS JSON[])) AS action FROM ledger
          WHERE kind = 'proposal')
    WHERE action->>'$.kind' = 'file';

CREATE VIEW decision AS
    SELECT id AS decision_id, body->>'$.statement.proposal' AS proposal_id, body->>'$.statement.answer' AS answer,
        body->>'$.statement.reviewer' AS reviewer, body->>'$.statement.reason' AS reason,
        body->>'$.statement.identity' AS identity, added_at
    FROM ledger WHERE kind = 'decision';

CREATE VIEW receipt AS
    SELECT id AS receipt_id, body->>'$.proposal' AS proposal_id, body->>'$.intent' AS intent_id,
        body->>'$.state' AS state, body->>'$.detail' AS remark, added_at
    FROM ledger WHERE kind = 'receipt';

CREATE VIEW written_file AS
    SELECT receipt_id, wrote->>'$[0]' AS path, wrote->>'$[1]' AS sha256
    FROM (SELECT id AS receipt_id, unnest(CAST(body->'$.wrote' AS JSON[])) AS wrote FROM ledger WHERE kind = 'receipt');
