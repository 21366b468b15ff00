-- What a job waits for outlives the job it names, so that whoever asks for it again is told instead of running it too early.

DROP INDEX job_dependency_on;
ALTER TABLE job_dependency RENAME TO job_dependency_before;

CREATE TABLE job_dependency (
  job_id TEXT NOT NULL REFERENCES job (job_id) ON DELETE CASCADE,
  after_job_id TEXT NOT NULL,
  is_met INTEGER NOT NULL CHECK (is_met IN (0, 1)),
  PRIMARY KEY (job_id, after_job_id),
  CHECK (job_id <> after_job_id)
) STRICT, WITHOUT ROWID;
INSERT INTO job_dependency (job_id, after_job_id, is_met)
  SELECT job_id, after_job_id, is_met FROM job_dependency_before;

DROP TABLE job_dependency_before;
CREATE INDEX job_dependency_on ON job_dependency (after_job_id) WHERE is_met = 0;
