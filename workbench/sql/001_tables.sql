-- What agents say. Every table is insert-only: a row is never changed or removed, and a status is the newest row
-- of its subject (views: 002_views.sql). Times are UTC. Lines count from 1, both ends inclusive; bytes and characters
-- from 0, end exclusive. Unknown is the text 'unknown' or the number -1, never NULL.
-- There are no unique indexes: the store writes behind one lock and knows what is there already, and an index would
-- cost every short transaction more than the rows do.

CREATE TABLE schema_version (
    version INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, shape VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- One text as it was taken in; `path` is where it lay.
CREATE TABLE spec (
    spec_id VARCHAR NOT NULL, name VARCHAR NOT NULL, path VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    bytes BIGINT NOT NULL, lines INTEGER NOT NULL, encoding VARCHAR NOT NULL, added_at TIMESTAMP NOT NULL
);

-- That a spec takes the place of an earlier one.
CREATE TABLE revision (spec_id VARCHAR NOT NULL, revises VARCHAR NOT NULL, added_at TIMESTAMP NOT NULL);

-- What each line is: blank, furniture or content, as runs of equal lines.
CREATE TABLE line_class (
    spec_id VARCHAR NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, class VARCHAR NOT NULL
);

-- One stretch of a spec that is read in one go; `path` is its breadcrumb, `context` the lines that travel with it.
CREATE TABLE chunk (
    chunk_id VARCHAR NOT NULL, spec_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, kind VARCHAR NOT NULL,
    program VARCHAR NOT NULL, path JSON NOT NULL, byte_start BIGINT NOT NULL, byte_end BIGINT NOT NULL, char_start BIGINT NOT NULL,
    char_end BIGINT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, tokens INTEGER NOT NULL,
    context JSON NOT NULL, items_before INTEGER NOT NULL, added_at TIMESTAMP NOT NULL
);

-- That an agent read a chunk, and how it ended. History of (agent, chunk_id).
CREATE TABLE read (
    read_id VARCHAR NOT NULL, agent VARCHAR NOT NULL, engine VARCHAR NOT NULL, chunk_id VARCHAR NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, state VARCHAR NOT NULL, expected INTEGER NOT NULL,
    items INTEGER NOT NULL, none_here JSON NOT NULL, detail VARCHAR NOT NULL, run_id VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- What an agent said; `spec_id`, `first`, `last` are its first evidence in a spec.
CREATE TABLE claim (
    claim_id VARCHAR NOT NULL, agent VARCHAR NOT NULL, engine VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    program VARCHAR NOT NULL, record VARCHAR NOT NULL, name VARCHAR NOT NULL, body JSON NOT NULL,
    evidence JSON NOT NULL, based_on JSON NOT NULL, spec_id VARCHAR NOT NULL, first INTEGER NOT NULL,
    last INTEGER NOT NULL, run_id VARCHAR NOT NULL, added_at TIMESTAMP NOT NULL
);

-- What the gate says of a claim. History of claim_id.
CREATE TABLE verdict (
    verdict_id VARCHAR NOT NULL, claim_id VARCHAR NOT NULL, state VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    checks JSON NOT NULL, run_id VARCHAR NOT NULL, added_at TIMESTAMP NOT NULL
);

-- A claim that the gate accepted.
CREATE TABLE fact (
    fact_id VARCHAR NOT NULL, claim_id VARCHAR NOT NULL, verdict_id VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    program VARCHAR NOT NULL, record VARCHAR NOT NULL, name VARCHAR NOT NULL, body JSON NOT NULL,
    evidence JSON NOT NULL, spec_id VARCHAR NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- active | superseded | revoked | stale, why, and the run or person behind it. History of fact_id.
CREATE TABLE fact_status (
    fact_id VARCHAR NOT NULL, state VARCHAR NOT NULL, reason VARCHAR NOT NULL, who VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- A line that names an endpoint, and how (heading, call, table, ...).
CREATE TABLE mention (spec_id VARCHAR NOT NULL, name VARCHAR NOT NULL, line INTEGER NOT NULL, how VARCHAR NOT NULL);

-- A person accepts that a mentioned endpoint stays unaccounted for. History of name.
CREATE TABLE waiver (
    name VARCHAR NOT NULL, who VARCHAR NOT NULL, reason VARCHAR NOT NULL, added_at TIMESTAMP NOT NULL
);

-- verified | uncertain | no_target | refused | stale | missing. History of program.
CREATE TABLE endpoint_state (
    program VARCHAR NOT NULL, run_id VARCHAR NOT NULL, state VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- One order to read, map and propose, and what it was given.
CREATE TABLE run (
    run_id VARCHAR NOT NULL, spec_id VARCHAR NOT NULL, engine VARCHAR NOT NULL, arguments JSON NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- running | complete | incomplete | interrupted. History of run_id.
CREATE TABLE run_state (
    run_id VARCHAR NOT NULL, state VARCHAR NOT NULL, detail JSON NOT NULL, added_at TIMESTAMP NOT NULL
);

-- A document that claims were held against.
CREATE TABLE truth_source (
    source_id VARCHAR NOT NULL, name VARCHAR NOT NULL, path VARCHAR NOT NULL, sha256 VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, added_at TIMESTAMP NOT NULL
);

-- What one call of an engine used.
CREATE TABLE cost (
    call_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL, agent VARCHAR NOT NULL, engine VARCHAR NOT NULL,
    tokens_in BIGINT NOT NULL, tokens_out BIGINT NOT NULL, dollars DOUBLE NOT NULL, seconds DOUBLE NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- One run of a notebook in a batch. History of (batch_id, ordinal).
CREATE TABLE notebook_run (
    batch_id VARCHAR NOT NULL, ordinal INTEGER NOT NULL, notebook VARCHAR NOT NULL, parameters JSON NOT NULL,
    state VARCHAR NOT NULL, detail VARCHAR NOT NULL, output VARCHAR NOT NULL, seconds DOUBLE NOT NULL,
    added_at TIMESTAMP NOT NULL
);

-- From what came first to what was made of it: holds, read_as, said, cites, judged, established, based_on, proposed,
-- decided, executed, wrote.
CREATE TABLE edge (src VARCHAR NOT NULL, dst VARCHAR NOT NULL, kind VARCHAR NOT NULL);
