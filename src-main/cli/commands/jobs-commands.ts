import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../../src-core/errors/nearest-name.ts';
import { isTerminal, jobStates, type JobState } from '../../../src-core/job/job-state.ts';
import { formatFigure } from '../../../src-core/result/format-figure.ts';
import { currentUser } from '../../services/jobs/current-user.ts';
import { readJobLog } from '../../services/jobs/job-log.ts';
import type { JobRecord } from '../../services/jobs/job-record.ts';
import type { JobStore } from '../../services/jobs/job-store.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';
import { eventToJson, jobToJson } from '../job-json.ts';
import { openJobStore } from '../open-job-services.ts';

export interface ListOptions extends CommonOptions {
  readonly state?: readonly string[];
  readonly search?: string;
  readonly limit: string;
  readonly cursor?: string;
}

const longestPage = 1000;

/** `hindcast jobs list` */
export async function listJobs(options: ListOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > longestPage) {
    throw new HindcastError(
      'BAD_INPUT',
      `--limit is "${options.limit}". Write a number from 1 to ${longestPage}.`,
    );
  }
  const states = options.state?.map(readState);
  await withStore(options, (store) => {
    const page = store.list({
      limit,
      ...(states === undefined ? {} : { states }),
      ...(options.search === undefined ? {} : { text: options.search }),
      ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    });
    writeResult(terminalIo(options), { jobs: page.jobs.map(jobToJson), next_cursor: page.nextCursor }, () => {
      if (page.jobs.length === 0) return 'There are no such jobs.';
      const rows = page.jobs.map((job) => [
        job.jobId.slice(0, 12),
        job.state,
        job.createdAt,
        job.name,
        outcomeOf(job),
      ]);
      const table = alignColumns([['JOB', 'STATE', 'CREATED', 'NAME', 'RESULT'], ...rows]);
      return page.nextCursor === null ? table : `${table}\nMore: --cursor ${page.nextCursor}`;
    });
  });
}

/** `hindcast jobs show JOB` */
export async function showJob(id: string, options: CommonOptions): Promise<void> {
  await withStore(options, (store, root) => {
    const job = store.find(id);
    const events = store.events(job.jobId);
    writeResult(terminalIo(options), { ...jobToJson(job), events: events.map(eventToJson) }, () => {
      const facts = [
        ['job', job.jobId],
        ['name', job.name],
        ['kind', job.kind],
        ['state', `${job.state}${job.attempt > 1 ? ` (attempt ${job.attempt})` : ''}`],
        ['progress', `${Math.floor(job.progress.fraction * 100)} %, ${job.progress.phase}`],
        ['created', `${job.createdAt} by ${job.createdBy}`],
        ['started', job.startedAt ?? '-'],
        ['ended', job.completedAt ?? '-'],
        ['result', outcomeOf(job)],
        ['files', job.resultPath === null ? '-' : `${root}/${job.resultPath}`],
        ...job.warnings.map((warning) => ['warning', warning]),
      ];
      const history = events.map((event) => [event.at, event.type, event.actor, event.cause]);
      return `${alignColumns(facts)}\n\n${alignColumns(history)}`;
    });
  });
}

/** `hindcast jobs cancel JOB` */
export async function cancelJob(id: string, options: CommonOptions): Promise<void> {
  await withStore(options, (store) => {
    const before = store.find(id);
    const job = store.requestCancel(before.jobId, currentUser());
    writeResult(terminalIo(options), jobToJson(job), () => {
      const short = job.jobId.slice(0, 12);
      if (isTerminal(before.state)) return `Job ${short} had ended already: ${job.state}.`;
      return job.state === 'cancelled' ? `Job ${short} is cancelled.` : `Job ${short} was asked to stop.`;
    });
  });
}

/** `hindcast jobs logs JOB` */
export async function showJobLog(id: string, options: CommonOptions): Promise<void> {
  const home = homeOf(options);
  await withStore(options, async (store) => {
    const job = store.find(id);
    if (options.json === true) {
      const lines = [];
      for await (const line of readJobLog(home.logs, job.jobId)) lines.push(line);
      writeResult(terminalIo(options), { job_id: job.jobId, lines }, () => '');
      return;
    }
    for await (const line of readJobLog(home.logs, job.jobId)) {
      process.stdout.write(`${line.at} ${line.level.padEnd(5)} ${line.origin.padEnd(8)} ${line.message}\n`);
    }
  });
}

async function withStore(
  options: CommonOptions,
  use: (store: JobStore, root: string) => void | Promise<void>,
): Promise<void> {
  const home = homeOf(options);
  const store = await openJobStore(home);
  try {
    await use(store, home.root);
  } finally {
    store.close();
  }
}

function readState(text: string): JobState {
  const state = jobStates.find((candidate) => candidate === text);
  if (state !== undefined) return state;
  const nearest = nearestName(text, jobStates);
  throw new HindcastError(
    'BAD_INPUT',
    `There is no state "${text}"${nearest === undefined ? '' : `, did you mean "${nearest}"?`} ` +
      `States: ${jobStates.join(', ')}.`,
  );
}

function outcomeOf(job: JobRecord): string {
  if (job.error !== null) return `${job.error.code}: ${job.error.message}`;
  if (job.headline !== null) return `${job.headline.label} ${formatFigure(job.headline.value, 4, 'always')}`;
  return job.state === 'running' ? `${Math.floor(job.progress.fraction * 100)} %` : '-';
}
