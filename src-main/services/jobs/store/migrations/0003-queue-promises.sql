-- What docs/spec/queue.md promises: order with ageing, schedules, dependencies, groups, pause, retries and liveness.

-- Jobs that were queued together.
CREATE TABLE job_group (
  group_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

-- One row: whether jobs are taken from the queue.
CREATE TABLE queue_control (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  paused_at TEXT,
  paused_by TEXT,
  CHECK ((paused_at IS NULL) = (paused_by IS NULL))
) STRICT;
INSERT INTO queue_control (id) VALUES (1);

-- How often a job was started again by itself since a person last asked for it.
ALTER TABLE job RENAME COLUMN interruptions TO retries;
ALTER TABLE job ADD COLUMN max_retries INTEGER NOT NULL DEFAULT 3 CHECK (max_retries BETWEEN 0 AND 10);
-- Milliseconds: the moment of queueing less the head start of the priority. The smallest starts first.
ALTER TABLE job ADD COLUMN start_order REAL NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN not_before TEXT;
-- How many of the jobs that it starts after have not completed.
ALTER TABLE job ADD COLUMN blocked_by INTEGER NOT NULL DEFAULT 0
  CHECK (blocked_by >= 0 AND (blocked_by = 0 OR state = 'pending'));
ALTER TABLE job ADD COLUMN group_id TEXT REFERENCES job_group (group_id);
-- Grows while the process that runs the job is well.
ALTER TABLE job ADD COLUMN beat INTEGER NOT NULL DEFAULT 0;
-- Since when the worker is silent.
ALTER TABLE job ADD COLUMN stalled_at TEXT CHECK (stalled_at IS NULL OR state = 'running');
-- The most memory that the latest attempt was seen to use, and the size of the files of its result.
ALTER TABLE job ADD COLUMN peak_memory_bytes INTEGER CHECK (peak_memory_bytes >= 0);
ALTER TABLE job ADD COLUMN result_bytes INTEGER CHECK (result_bytes IS NULL OR state = 'completed');

UPDATE job SET start_order = (julianday(queued_at) - 2440587.5) * 86400000.0
  - CASE priority WHEN 0 THEN 0 WHEN 1 THEN 7200000 WHEN 2 THEN 21600000 ELSE 86400000 END;

DROP INDEX job_to_claim;
CREATE INDEX job_to_claim ON job (start_order, job_id)
  WHERE state = 'pending' AND blocked_by = 0 AND not_before IS NULL;
CREATE INDEX job_scheduled ON job (not_before) WHERE state = 'pending' AND blocked_by = 0 AND not_before IS NOT NULL;
CREATE INDEX job_pending ON job (start_order, job_id) WHERE state = 'pending';
CREATE INDEX job_by_group ON job (group_id) WHERE group_id IS NOT NULL;

CREATE TABLE job_dependency (
  job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  after_job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  is_met INTEGER NOT NULL CHECK (is_met IN (0, 1)),
  PRIMARY KEY (job_id, after_job_id),
  CHECK (job_id <> after_job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_dependency_on ON job_dependency (after_job_id) WHERE is_met = 0;

-- Rule Q2, also for whoever writes by hand. Back to pending from an end is a person's wish.
CREATE TRIGGER job_state_changes_as_allowed BEFORE UPDATE OF state ON job
WHEN NOT (
  OLD.state = NEW.state
  OR OLD.state = 'pending' AND NEW.state IN ('running', 'cancelled', 'failed')
  OR OLD.state = 'running'
  OR OLD.state IN ('completed', 'failed', 'cancelled') AND NEW.state = 'pending')
BEGIN
  SELECT RAISE(ABORT, 'a job cannot change its state like that');
END;

-- More kinds of events: a table's check can only be changed by making the table anew.
DROP TRIGGER job_event_is_append_only;
DROP INDEX job_event_by_job;
ALTER TABLE job_event RENAME TO job_event_before;
CREATE TABLE job_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN (
    'pending', 'running', 'completed', 'failed', 'cancelled', 'cancel_requested', 'stalled', 'heard', 'changed')),
  actor TEXT NOT NULL,
  cause TEXT NOT NULL
) STRICT;
INSERT INTO job_event (seq, job_id, at, type, actor, cause)
  SELECT seq, job_id, at, type, actor, cause FROM job_event_before ORDER BY seq;
DROP TABLE job_event_before;
CREATE INDEX job_event_by_job ON job_event (job_id, seq);
CREATE TRIGGER job_event_is_append_only BEFORE UPDATE ON job_event
BEGIN
  SELECT RAISE(ABORT, 'job_event is append-only');
END;

-- What lists show has grown.
DROP TRIGGER job_is_changed;
CREATE TRIGGER job_is_changed AFTER UPDATE OF
  name, spec_json, state, priority, queued_at, started_at, completed_at, cancel_requested_at, attempt, phase, fraction,
  "current_date", message, error_code, warnings_json, headline_json, feeds_json, first_day, last_day, model_label, notes,
  pinned, retries, max_retries, start_order, not_before, blocked_by, group_id, stalled_at, result_bytes, peak_memory_bytes
ON job
BEGIN
  DELETE FROM job_change WHERE job_id = NEW.job_id;
  INSERT INTO job_change (job_id) VALUES (NEW.job_id);
END;
