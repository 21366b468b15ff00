import Database from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { JobState } from '../../src-core/job/job-state.ts';
import { resolveHome, type Home } from '../../src-main/services/home/home.ts';
import { queueRules } from '../../src-main/services/jobs/testing/queue-rules.ts';
import { readVerifiedSummary, type StoredSummary } from '../../src-main/services/results/result-files.ts';
import type { ChaosJob } from './chaos-jobs.ts';

/** What a job gives when nothing disturbs it, by its id. */
export type Reference = ReadonlyMap<
  string,
  Pick<StoredSummary, 'metrics' | 'counts'> & { strictHash: string }
>;

/** What was done in a round, as far as it decides what may be found after it. */
export interface RoundRecord {
  /** Jobs that were accepted and not removed since. */
  readonly accepted: ReadonlySet<string>;
  readonly cancelled: ReadonlySet<string>;
  readonly hasFilledDisk: boolean;
  readonly hasKilledModels: boolean;
}

interface AuditedJob {
  job_id: string;
  name: string;
  state: JobState;
  error_code: string | null;
  error_message: string | null;
  last_cause: string;
  seconds_to_cancel: number | null;
}

/** How a job may end when its model process is killed: what the worker sees is a model that left. */
const endsOfKilledModels = new Set(['MODEL_EXITED', 'MODEL_FAILED', 'OUT_OF_MEMORY', 'MODEL_LOAD_FAILED']);
const transientEnds = new Set(['WORKER_CRASHED', 'INTERRUPTED']);

/** Looks through a home that no process uses any more. Answers with what breaks a rule, in words. */
export async function auditHome(
  root: string,
  jobs: readonly ChaosJob[],
  reference: Reference,
  record: RoundRecord,
): Promise<string[]> {
  const home = resolveHome(root, {});
  const violations: string[] = [];
  const database = new Database(home.database, { timeout: 0 });
  try {
    violations.push(...auditDatabase(database));
    const rows = database.prepare(selectJobs).all() as AuditedJob[];
    const ids = new Set(rows.map((row) => row.job_id));
    for (const id of record.accepted)
      if (!ids.has(id)) violations.push(`Q28: job ${id} was accepted and is lost`);
    for (const row of rows) {
      const job = jobs.find(({ name }) => name === row.name);
      if (job !== undefined) violations.push(...auditEnd(row, job, record));
      violations.push(...(await auditResult(home, row, reference)));
    }
    const strangers = readdirSync(home.results).filter((name) => !ids.has(name));
    if (strangers.length > 0) violations.push(`Q24: results of no job: ${strangers.join(', ')}`);
  } finally {
    database.close();
  }
  const left = readdirSync(home.tmp);
  if (left.length > 0) violations.push(`Q30: left in tmp: ${left.join(', ')}`);
  return violations;
}

const selectJobs = `SELECT job_id, name, state, error_code, error_message,
    (SELECT cause FROM job_event WHERE job_event.job_id = job.job_id ORDER BY seq DESC LIMIT 1) AS last_cause,
    (SELECT max((julianday(completed_at) - julianday(at)) * 86400) FROM job_event
     WHERE job_event.job_id = job.job_id AND type = 'cancel_requested' AND state = 'cancelled') AS seconds_to_cancel
  FROM job ORDER BY created_at`;

function auditDatabase(database: Database.Database): string[] {
  const violations: string[] = [];
  const integrity = database.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') violations.push(`Q28: integrity_check says ${String(integrity)}`);
  const dangling = database.pragma('foreign_key_check') as unknown[];
  if (dangling.length > 0) violations.push(`Q28: ${dangling.length} references lead nowhere`);
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
  } catch (thrown) {
    violations.push(`Q28: the database is still locked: ${(thrown as Error).message}`);
  }
  for (const [rule, sql] of Object.entries(queueRules)) {
    const broken = database.prepare(sql).pluck().all() as string[];
    if (broken.length > 0) violations.push(`${rule}: broken by ${broken.join(', ')}`);
  }
  return violations;
}

function auditEnd(row: AuditedJob, job: ChaosJob, record: RoundRecord): string[] {
  const what = `${row.job_id} (${row.name})`;
  switch (row.state) {
    case 'pending':
    case 'running':
      return [`Q28: job ${what} is still ${row.state}`];
    case 'completed':
      return job.naturalEnd === 'completed' ? [] : [`Q29: job ${what} completed, though it cannot`];
    case 'cancelled': {
      const isWanted = record.cancelled.has(row.job_id) || row.last_cause.startsWith('it waited for');
      return isWanted ? [] : [`Q2: job ${what} is cancelled, though nobody asked: ${row.last_cause}`];
    }
    case 'failed': {
      const code = row.error_code ?? '';
      const isDue =
        code === job.naturalEnd ||
        // How often it was tried again is one of the rules for all databases.
        transientEnds.has(code) ||
        (code === 'DISK_FULL' && record.hasFilledDisk) ||
        (endsOfKilledModels.has(code) && record.hasKilledModels);
      return isDue ? [] : [`Q25: job ${what} failed without reason, ${code}: ${row.error_message ?? ''}`];
    }
  }
}

async function auditResult(home: Home, row: AuditedJob, reference: Reference): Promise<string[]> {
  const folder = join(home.results, row.job_id);
  const what = `${row.job_id} (${row.name})`;
  if (row.state !== 'completed') {
    return existsSync(folder) ? [`Q24: job ${what} is ${row.state} and has a result`] : [];
  }
  try {
    const { metrics, counts, receipt } = await readVerifiedSummary(folder, row.job_id);
    const expected = reference.get(row.job_id);
    if (expected === undefined) return [];
    const found = { metrics, counts, strictHash: receipt.strict_hash };
    return isDeepStrictEqual(found, expected)
      ? []
      : [`Q29: the result of job ${what} is not that of a quiet run`];
  } catch (thrown) {
    return [`Q29: job ${what} is completed, but ${(thrown as Error).message}`];
  }
}

/** What each job gave in a home where nothing disturbed it. */
export async function readReference(root: string): Promise<Reference> {
  const { results } = resolveHome(root, {});
  const found = new Map<
    string,
    { metrics: StoredSummary['metrics']; counts: StoredSummary['counts']; strictHash: string }
  >();
  for (const jobId of readdirSync(results)) {
    const { metrics, counts, receipt } = await readVerifiedSummary(join(results, jobId), jobId);
    found.set(jobId, { metrics, counts, strictHash: receipt.strict_hash });
  }
  return found;
}

/** Jobs of which a process still lived when another one already ran it: their signs of life are mixed. Rule Q28. */
export function auditJournals(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const lives = new Set<string>();
    let former = '';
    for (const pid of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (pid === former || pid === '') continue;
      if (lives.has(pid))
        return [`Q28: ${basename(name, '.txt')} ran twice at the same time (processes ${pid}, ${former})`];
      lives.add(pid);
      former = pid;
    }
    return [];
  });
}
