-- Calls of a model, one by one, and what they cost. The table of costs that nobody filled gives way to a view.

DROP TABLE cost;

-- The receipt of one call: which request (its SHA-256), for whom, how it ended, tokens as the service counted them, what
-- it cost by the prices of `priced_on`. History of call_id.
CREATE TABLE call (
    call_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL, request VARCHAR NOT NULL, agent VARCHAR NOT NULL,
    endpoint VARCHAR NOT NULL, engine VARCHAR NOT NULL, model VARCHAR NOT NULL, state VARCHAR NOT NULL,
    stop_reason VARCHAR NOT NULL, request_ids JSON NOT NULL, attempts INTEGER NOT NULL, estimate BIGINT NOT NULL,
    tokens_in BIGINT NOT NULL, tokens_cached BIGINT NOT NULL, tokens_written BIGINT NOT NULL,
    tokens_out BIGINT NOT NULL, tokens_thinking BIGINT NOT NULL, dollars DOUBLE NOT NULL, priced VARCHAR NOT NULL,
    priced_on VARCHAR NOT NULL, seconds DOUBLE NOT NULL, via VARCHAR NOT NULL, detail VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);

CREATE VIEW latest_call AS
    SELECT * FROM call QUALIFY row_number() OVER (PARTITION BY call_id ORDER BY rowid DESC) = 1;

-- What each agent used of each model, by how its calls ended.
CREATE VIEW cost AS
    SELECT agent, engine, state, count(*) AS calls, sum(attempts) AS attempts, sum(tokens_in) AS tokens_in,
        sum(tokens_cached) AS tokens_cached, sum(tokens_out) AS tokens_out, sum(tokens_thinking) AS tokens_thinking,
        sum(dollars) AS dollars, max(priced_on) AS priced_on, sum(estimate) FILTER (WHERE tokens_in > 0) AS estimated
    FROM latest_call GROUP BY agent, engine, state ORDER BY agent, engine, state;
