-- What people ask for. rowid is the order in which rows were committed, so the highest one is the newest.

CREATE VIEW latest_read AS
    SELECT * FROM read QUALIFY row_number() OVER (PARTITION BY agent, chunk_id ORDER BY rowid DESC) = 1;

CREATE VIEW latest_verdict AS
    SELECT * FROM verdict QUALIFY row_number() OVER (PARTITION BY claim_id ORDER BY rowid DESC) = 1;

CREATE VIEW latest_endpoint_state AS
    SELECT * FROM endpoint_state QUALIFY row_number() OVER (PARTITION BY program ORDER BY rowid DESC) = 1;

CREATE VIEW latest_run_state AS
    SELECT * FROM run_state QUALIFY row_number() OVER (PARTITION BY run_id ORDER BY rowid DESC) = 1;

CREATE VIEW latest_notebook_run AS
    SELECT * FROM notebook_run QUALIFY row_number() OVER (PARTITION BY batch_id, ordinal ORDER BY rowid DESC) = 1;

-- Facts whose newest status is 'active'; a fact without any status is not.
CREATE VIEW active_fact AS
    SELECT fact.* FROM fact SEMI JOIN (
        SELECT fact_id FROM (
            SELECT * FROM fact_status QUALIFY row_number() OVER (PARTITION BY fact_id ORDER BY rowid DESC) = 1
        ) WHERE state = 'active'
    ) newest ON newest.fact_id = fact.fact_id;

-- How many claims of each agent and kind the gate accepted, rejected, left uncertain or has not judged yet.
CREATE VIEW claims_by_verdict AS
    SELECT agent, claim.kind, coalesce(latest_verdict.state, 'unjudged') AS verdict, count(*) AS claims
    FROM claim LEFT JOIN latest_verdict ON latest_verdict.claim_id = claim.claim_id
    GROUP BY ALL ORDER BY ALL;

-- One row per check of the newest verdict of each claim.
CREATE VIEW checks AS
    SELECT verdict_id, claim_id, item->>'$.name' AS name, item->>'$.state' AS state, item->>'$.detail' AS finding
    FROM (SELECT verdict_id, claim_id, unnest(CAST(checks AS JSON[])) AS item FROM latest_verdict);

-- Content that no successful read of the inventory covers: `lines` content lines between `first` and `last`.
-- What is not covered: chunks without such a read, and lines that stand in no chunk that has one. (Both, because the
-- pieces of one long line share their line number: one piece read is not the line read.)
CREATE VIEW coverage_gaps AS
    WITH good AS (
        SELECT chunk_id FROM read WHERE agent = 'inventory' AND state = 'ok'
    ), span AS (
        SELECT spec_id, first, last FROM chunk WHERE chunk_id IN (FROM good)
        UNION ALL SELECT spec_id, 0, 0 FROM spec
        UNION ALL SELECT spec_id, lines + 1, lines + 1 FROM spec
    ), reach AS (
        SELECT spec_id, first, max(last) OVER (
            PARTITION BY spec_id ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS reached FROM span
    ), open AS (
        SELECT spec_id, reached + 1 AS first, first - 1 AS last FROM reach WHERE first > reached + 1
        UNION ALL SELECT spec_id, first, last FROM chunk WHERE chunk_id NOT IN (FROM good)
    ), island AS (
        SELECT *, sum(CAST(starts AS INTEGER)) OVER (PARTITION BY spec_id ORDER BY first, last) AS number FROM (
            SELECT *, first > 1 + coalesce(max(last) OVER (
                PARTITION BY spec_id ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), -1) AS starts FROM open
        )
    ), gap AS (
        SELECT spec_id, min(first) AS first, max(last) AS last FROM island GROUP BY spec_id, number
    ), content AS (
        SELECT spec_id, unnest(range(first, last + 1)) AS line FROM line_class WHERE class = 'content'
    )
    SELECT gap.spec_id, CAST(min(line) AS INTEGER) AS first, CAST(max(line) AS INTEGER) AS last,
        CAST(count(*) AS INTEGER) AS lines
    FROM content ASOF JOIN gap ON gap.spec_id = content.spec_id AND content.line >= gap.first
    WHERE line <= gap.last
    GROUP BY gap.spec_id, gap.first ORDER BY gap.spec_id, first;
