-- What lists of jobs show, so that nobody has to read a spec for it; what a user adds to a job; and a feed of changes.

ALTER TABLE job ADD COLUMN feeds_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(feeds_json));
ALTER TABLE job ADD COLUMN first_day TEXT;
ALTER TABLE job ADD COLUMN last_day TEXT;
ALTER TABLE job ADD COLUMN model_label TEXT NOT NULL DEFAULT '';
-- Absolute path of what the job runs.
ALTER TABLE job ADD COLUMN model_path TEXT;
ALTER TABLE job ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));

-- Every job that is older than these columns is a replay, so its spec has these fields.
UPDATE job SET
  feeds_json = (
    SELECT json_group_array(version.key)
    FROM dataset_snapshot, json_each(dataset_snapshot.dataset_version_ids_json) AS version
    WHERE dataset_snapshot.snapshot_id = job.snapshot_id),
  first_day = substr(trim(json_extract(spec_json, '$.start')), 1, 10),
  last_day = substr(trim(json_extract(spec_json, '$.end')), 1, 10),
  model_path = json_extract(spec_json, '$.model.path');
-- The name of the file: the path without what is left of it when all that is no slash is cut off its end.
UPDATE job SET model_label = replace(
  replace(model_path, '\', '/'),
  rtrim(replace(model_path, '\', '/'), replace(replace(model_path, '\', '/'), '/', '')),
  '')
WHERE model_path IS NOT NULL;

CREATE INDEX job_by_model ON job (model_path, queued_at);
CREATE INDEX job_by_end ON job (completed_at) WHERE completed_at IS NOT NULL;

-- The jobs in the order in which they last changed, whichever process changed them. A job that is gone stays listed.
CREATE TABLE job_change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER job_is_new AFTER INSERT ON job
BEGIN
  DELETE FROM job_change WHERE job_id = NEW.job_id;
  INSERT INTO job_change (job_id) VALUES (NEW.job_id);
END;

-- Who runs a job is nothing that lists show.
CREATE TRIGGER job_is_changed AFTER UPDATE OF
  name, spec_json, state, priority, queued_at, started_at, completed_at, cancel_requested_at, attempt, phase, fraction,
  "current_date", message, error_code, warnings_json, headline_json, feeds_json, first_day, last_day, model_label, notes,
  pinned
ON job
BEGIN
  DELETE FROM job_change WHERE job_id = NEW.job_id;
  INSERT INTO job_change (job_id) VALUES (NEW.job_id);
END;

CREATE TRIGGER job_is_gone AFTER DELETE ON job
BEGIN
  DELETE FROM job_change WHERE job_id = OLD.job_id;
  INSERT INTO job_change (job_id) VALUES (OLD.job_id);
END;
