-- Lists, statistics and retention read what they ask for from an index alone, however many jobs there are.

-- What text is looked for in: name, kind and the model's file name, in small letters.
ALTER TABLE job ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
UPDATE job SET search_text = lower(name || char(10) || kind || char(10) || model_label);

CREATE INDEX job_list ON job (state, created_at DESC, job_id DESC, search_text, created_by, kind);
CREATE INDEX job_by_name ON job (name, created_at DESC, job_id DESC);
CREATE INDEX job_by_owner ON job (created_by, created_at DESC, job_id DESC);

-- How long an ended job waited for its last attempt, and how long that took.
ALTER TABLE job ADD COLUMN wait_seconds REAL;
ALTER TABLE job ADD COLUMN run_seconds REAL;
UPDATE job SET
  wait_seconds = max(0, unixepoch(started_at, 'subsec') - unixepoch(queued_at, 'subsec')),
  run_seconds = max(0, unixepoch(completed_at, 'subsec') - unixepoch(started_at, 'subsec'))
WHERE completed_at IS NOT NULL;
CREATE TRIGGER job_has_ended AFTER UPDATE OF completed_at ON job WHEN NEW.completed_at IS NOT NULL
BEGIN
  UPDATE job SET
    wait_seconds = max(0, unixepoch(started_at, 'subsec') - unixepoch(queued_at, 'subsec')),
    run_seconds = max(0, unixepoch(completed_at, 'subsec') - unixepoch(started_at, 'subsec'))
  WHERE job_id = NEW.job_id;
END;

DROP INDEX job_by_end;
CREATE INDEX job_by_end ON job (
  completed_at, state, error_code, retries, wait_seconds, run_seconds, pinned, result_bytes)
  WHERE completed_at IS NOT NULL;
