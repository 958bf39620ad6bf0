-- What a run of a notebook was made of, so that a later batch knows what is done: `run_key` is a digest of notebook,
-- parameters, code and data; `attempt` counts from 1; `figures` is what the notebook said of itself.

ALTER TABLE notebook_run ADD COLUMN run_key VARCHAR DEFAULT 'unknown';
ALTER TABLE notebook_run ADD COLUMN engine VARCHAR DEFAULT 'kernel';
ALTER TABLE notebook_run ADD COLUMN attempt INTEGER DEFAULT 1;
ALTER TABLE notebook_run ADD COLUMN figures JSON DEFAULT '{}';

-- How each run of each batch stands.
DROP VIEW latest_notebook_run;
CREATE VIEW latest_notebook_run AS
    SELECT * FROM notebook_run QUALIFY row_number() OVER (PARTITION BY batch_id, ordinal ORDER BY rowid DESC) = 1;
