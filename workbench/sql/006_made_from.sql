-- What answers and verdicts were made from, as records and as edges: the calls of a model and the version of the prompt
-- behind a read, the documents that a verdict held its claim against, and the validator's read that a verdict heard.

ALTER TABLE read ADD COLUMN calls JSON DEFAULT '[]';
ALTER TABLE read ADD COLUMN prompt VARCHAR DEFAULT 'unknown';
ALTER TABLE verdict ADD COLUMN sources JSON DEFAULT '[]';

-- The newest answer of each agent to each question.
DROP VIEW latest_read;
CREATE VIEW latest_read AS
    SELECT * FROM read QUALIFY row_number() OVER (PARTITION BY agent, chunk_id ORDER BY rowid DESC) = 1;

-- What the gate says of each claim now.
DROP VIEW latest_verdict;
CREATE VIEW latest_verdict AS
    SELECT * FROM verdict QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY rowid DESC) = 1;

-- In a store that is older, a verdict on a mapping was held against the documents of its run; the gate's own claims
-- are about the first of them alone, the target.
UPDATE verdict SET sources = CASE agent WHEN 'gate' THEN json_array(given->'$[0]') ELSE given END FROM (
    SELECT claim_id, claim.agent, run.run_id, run.arguments->'$.sources' AS given FROM claim, run
    WHERE kind IN ('serves', 'maps', 'no_target', 'uncertain')
) behind WHERE behind.claim_id = verdict.claim_id AND behind.run_id = verdict.run_id
    AND given IS NOT NULL AND json_array_length(given) > 0;

-- What stored edges must be there, worked out again from the records. Which claims a read said is in the edges alone:
-- the read counts them.
DROP VIEW required_edge;
CREATE VIEW required_edge AS
    WITH cited AS (
        SELECT claim_id, item->>'$.kind' AS kind, item->>'$.spec' AS spec, CAST(item->>'$.first' AS INTEGER) AS first,
            CAST(item->>'$.last' AS INTEGER) AS last, item->>'$.source' AS source, item->>'$.pointer' AS pointer
        FROM (SELECT claim_id, unnest(CAST(evidence AS JSON[])) AS item FROM claim)
    ), consulted AS (
        SELECT unnest(CAST(arguments->'$.sources' AS VARCHAR[])) AS src, run_id FROM run
    ), hearing AS (
        SELECT claim_id, verdict_id, left(item->>'$.detail', 1000) AS detail
        FROM (SELECT claim_id, verdict_id, unnest(CAST(checks AS JSON[])) AS item FROM verdict)
        WHERE (item->>'$.name') = 'validated'
    )
    SELECT spec_id AS src, chunk_id AS dst, 'holds' AS kind FROM chunk
    UNION SELECT 'truth:' || source || ':' || pointer, claim_id, 'cites' FROM cited WHERE kind = 'truth'
    UNION SELECT source, 'truth:' || source || ':' || pointer, 'holds' FROM cited WHERE kind = 'truth'
    UNION SELECT 'line:' || spec || ':' || unnest(range(first, last + 1)), claim_id, 'cites' FROM cited WHERE kind = 'spec'
    UNION SELECT chunk_id, read_id, 'read_as' FROM read WHERE agent IN ('inventory', 'validator')
    UNION SELECT 'engine:' || engine, read_id, 'answered' FROM read
    UNION SELECT unnest(CAST(calls AS VARCHAR[])), read_id, 'brought' FROM read
    UNION SELECT 'prompt:' || prompt, read_id, 'instructed' FROM read WHERE prompt <> 'unknown'
    UNION SELECT src, read_id, 'consulted' FROM consulted JOIN read USING (run_id) WHERE agent = 'mapper'
    UNION SELECT read_id, regexp_extract(detail, 'proposal-[0-9a-f]{20}'), 'made' FROM read
        WHERE agent = 'migrator' AND detail LIKE 'proposed proposal-%'
    UNION SELECT unnest(CAST(based_on AS VARCHAR[])), claim_id, 'based_on' FROM claim
    UNION SELECT claim_id, verdict_id, 'judged' FROM verdict
    UNION SELECT unnest(CAST(sources AS VARCHAR[])), verdict_id, 'measured' FROM verdict
    UNION SELECT read_id, verdict_id, 'heard' FROM hearing JOIN read ON chunk_id = claim_id AND read.detail = hearing.detail
        WHERE agent = 'validator' AND read.state = 'ok'
    UNION SELECT verdict_id, fact_id, 'established' FROM fact;

-- A store that is older than some of these edges is given them.
INSERT INTO edge SELECT src, dst, kind FROM required_edge EXCEPT SELECT src, dst, kind FROM edge;
