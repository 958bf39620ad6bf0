-- Lineage as SQL: every edge that there is, and every edge that the records call for.

-- A line and the chunk that holds it. The chunk says from where to where it goes; nothing else needs to be stored.
CREATE VIEW line_edge AS
    SELECT 'line:' || spec_id || ':' || unnest(range(first, last + 1)) AS src, chunk_id AS dst, 'held' AS kind FROM chunk;

-- A claim, each check that it was held against, and the verdict that they gave. The verdict holds its checks.
CREATE VIEW check_edge AS
    WITH one AS (
        SELECT claim_id, verdict_id, 'check:' || verdict_id || ':' || (item->>'$.name') AS node
        FROM (SELECT claim_id, verdict_id, unnest(CAST(checks AS JSON[])) AS item FROM verdict)
    )
    SELECT claim_id AS src, node AS dst, 'checked' AS kind FROM one
    UNION ALL SELECT node, verdict_id, 'counted' FROM one;

-- The whole graph of what agents said; that of people's acts is in the ledger.
CREATE VIEW lineage AS FROM edge UNION ALL FROM line_edge UNION ALL FROM check_edge;

-- What stored edges must be there, worked out again from the records. Which claims a read said is in the edges alone:
-- the read counts them.
CREATE VIEW required_edge AS
    WITH cited AS (
        SELECT claim_id, item->>'$.kind' AS kind, item->>'$.spec' AS spec, CAST(item->>'$.first' AS INTEGER) AS first,
            CAST(item->>'$.last' AS INTEGER) AS last, item->>'$.source' AS source, item->>'$.pointer' AS pointer
        FROM (SELECT claim_id, unnest(CAST(evidence AS JSON[])) AS item FROM claim)
    ), consulted AS (
        SELECT unnest(CAST(arguments->'$.sources' AS VARCHAR[])) AS src, run_id FROM run
    )
    SELECT spec_id AS src, chunk_id AS dst, 'holds' AS kind FROM chunk
    UNION SELECT 'truth:' || source || ':' || pointer, claim_id, 'cites' FROM cited WHERE kind = 'truth'
    UNION SELECT source, 'truth:' || source || ':' || pointer, 'holds' FROM cited WHERE kind = 'truth'
    UNION SELECT 'line:' || spec || ':' || unnest(range(first, last + 1)), claim_id, 'cites' FROM cited WHERE kind = 'spec'
    UNION SELECT chunk_id, read_id, 'read_as' FROM read WHERE agent IN ('inventory', 'validator')
    UNION SELECT 'engine:' || engine, read_id, 'answered' FROM read
    UNION SELECT src, read_id, 'consulted' FROM consulted JOIN read USING (run_id) WHERE agent = 'mapper'
    UNION SELECT read_id, regexp_extract(detail, 'proposal-[0-9a-f]{20}'), 'made' FROM read
        WHERE agent = 'migrator' AND detail LIKE 'proposed proposal-%'
    UNION SELECT unnest(CAST(based_on AS VARCHAR[])), claim_id, 'based_on' FROM claim
    UNION SELECT claim_id, verdict_id, 'judged' FROM verdict
    UNION SELECT verdict_id, fact_id, 'established' FROM fact;

-- A store that is older than some of these edges is given them.
INSERT INTO edge SELECT src, dst, kind FROM required_edge EXCEPT SELECT src, dst, kind FROM edge;
