-- The job queue and the index of results. Times are ISO 8601 text in UTC with milliseconds, which sorts by time.

-- The exact day files that jobs are pinned to; content-addressed, so jobs over the same data share one row.
CREATE TABLE dataset_snapshot (
  snapshot_id TEXT PRIMARY KEY,
  files_json TEXT NOT NULL CHECK (json_valid(files_json)),
  dataset_version_ids_json TEXT NOT NULL CHECK (json_valid(dataset_version_ids_json))
) STRICT;

CREATE TABLE job (
  job_id TEXT PRIMARY KEY CHECK (length(job_id) = 32 AND job_id NOT GLOB '*[^0-9a-f]*'),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  spec_json TEXT NOT NULL CHECK (json_valid(spec_json)),
  options_json TEXT NOT NULL CHECK (json_valid(options_json)),
  state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
  -- 0 low, 1 normal, 2 high, 3 urgent
  priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
  created_by TEXT NOT NULL,
  snapshot_id TEXT NOT NULL REFERENCES dataset_snapshot (snapshot_id),
  model_hash TEXT NOT NULL,
  code_files_json TEXT NOT NULL CHECK (json_valid(code_files_json)),

  created_at TEXT NOT NULL,
  queued_at TEXT NOT NULL,
  started_at TEXT,
  completed_at TEXT,
  cancel_requested_at TEXT,

  -- How often the job was started, and how often of these its process was lost since it was last asked for.
  attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  interruptions INTEGER NOT NULL DEFAULT 0 CHECK (interruptions >= 0),
  -- Fencing token of the running attempt; whoever does not hold it cannot write.
  lease_id TEXT UNIQUE,
  -- The process that runs the queue and the worker it started, each as "pid@start" so that a reused pid is told apart.
  owner_process TEXT,
  worker_process TEXT,

  phase TEXT NOT NULL DEFAULT 'starting',
  fraction REAL NOT NULL DEFAULT 0 CHECK (fraction BETWEEN 0 AND 1),
  "current_date" TEXT,
  message TEXT NOT NULL DEFAULT '',

  error_code TEXT,
  error_message TEXT,
  error_details_json TEXT CHECK (error_details_json IS NULL OR json_valid(error_details_json)),
  warnings_json TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(warnings_json)),
  headline_json TEXT CHECK (headline_json IS NULL OR json_valid(headline_json)),
  -- Folder of the result, relative to the home.
  result_path TEXT,

  CHECK ((completed_at IS NOT NULL) = (state IN ('completed', 'failed', 'cancelled'))),
  CHECK ((lease_id IS NOT NULL) = (state = 'running')),
  CHECK ((owner_process IS NOT NULL) = (state = 'running')),
  CHECK (worker_process IS NULL OR state = 'running'),
  CHECK (started_at IS NOT NULL OR state NOT IN ('running', 'completed')),
  CHECK ((error_code IS NOT NULL) = (state = 'failed')),
  CHECK ((error_message IS NOT NULL) = (error_code IS NOT NULL)),
  CHECK ((result_path IS NOT NULL) = (state = 'completed')),
  CHECK ((fraction = 1) = (state = 'completed')),
  CHECK (cancel_requested_at IS NULL OR state IN ('running', 'cancelled'))
) STRICT;

CREATE INDEX job_to_claim ON job (priority DESC, queued_at, job_id) WHERE state = 'pending';
CREATE INDEX job_running ON job (job_id) WHERE state = 'running';
CREATE INDEX job_by_age ON job (created_at DESC, job_id DESC);
CREATE INDEX job_by_snapshot ON job (snapshot_id);

-- Every change of state, and every request for one. Nothing here is ever changed.
CREATE TABLE job_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  at TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('pending', 'running', 'completed', 'failed', 'cancelled', 'cancel_requested')),
  actor TEXT NOT NULL,
  cause TEXT NOT NULL
) STRICT;

CREATE INDEX job_event_by_job ON job_event (job_id, seq);

CREATE TRIGGER job_event_is_append_only BEFORE UPDATE ON job_event
BEGIN
  SELECT RAISE(ABORT, 'job_event is append-only');
END;
