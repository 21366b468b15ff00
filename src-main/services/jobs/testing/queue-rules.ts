import { jobStates } from '../../../../src-core/job/job-state.ts';

const states = jobStates.map((state) => `'${state}'`).join(', ');

/** What must hold of every database of jobs at any moment, as queries for the ids of those that break it. */
export const queueRules: Readonly<Record<string, string>> = {
  'Q3 (the history ends with the state)': `SELECT job_id FROM job WHERE state IS NOT (
     SELECT type FROM job_event WHERE job_event.job_id = job.job_id AND type IN (${states}) ORDER BY seq DESC LIMIT 1)`,
  'Q2 (the history has only allowed changes)': `SELECT job_id FROM (
     SELECT job_id, type, lag(type) OVER (PARTITION BY job_id ORDER BY seq) AS former
     FROM job_event WHERE type IN (${states}))
   WHERE NOT (former IS NULL AND type = 'pending'
     OR former = 'pending' AND type IN ('running', 'cancelled', 'failed')
     OR former = 'running' AND type <> 'running'
     OR former IN ('completed', 'failed', 'cancelled') AND type = 'pending')`,
  'Q26 (the history has every attempt)': `SELECT job_id FROM job WHERE attempt <> (
     SELECT count(*) FROM job_event WHERE job_event.job_id = job.job_id AND type = 'running')`,
  'Q22 (one lease for each running job)': `SELECT job_id FROM job
   WHERE (state = 'running') <> (lease_id IS NOT NULL)
     OR lease_id IN (SELECT lease_id FROM job GROUP BY lease_id HAVING count(*) > 1)`,
  'Q10 (blocked by what has not completed)': `SELECT job_id FROM job WHERE blocked_by <> iif(state = 'pending', (
     SELECT count(*) FROM job_dependency WHERE job_dependency.job_id = job.job_id AND is_met = 0), 0)`,
  'Q10 (nothing waits for what will not complete, or has)': `SELECT waiting.job_id
   FROM job AS waiting JOIN job_dependency ON job_dependency.job_id = waiting.job_id
   LEFT JOIN job AS awaited ON awaited.job_id = after_job_id
   WHERE waiting.state = 'pending' AND is_met = 0 AND coalesce(awaited.state, 'deleted') NOT IN ('pending', 'running')`,
  'Q12 (a group with jobs is there)': `SELECT job_id FROM job
   WHERE group_id IS NOT NULL AND group_id NOT IN (SELECT group_id FROM job_group)`,
  'Q25 (as many retries as are allowed, and all before giving up)': `SELECT job_id FROM job WHERE retries > max_retries
     OR error_code IN ('WORKER_CRASHED', 'INTERRUPTED') AND retries < max_retries`,
  'Q32 (whole only when completed)': `SELECT job_id FROM job WHERE (fraction >= 1) <> (state = 'completed')`,
};
