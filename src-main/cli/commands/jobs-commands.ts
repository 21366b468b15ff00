import { join } from 'node:path';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { percentDone } from '../../../src-core/job/percent-done.ts';
import { isTerminal, jobStates } from '../../../src-core/job/job-state.ts';
import { byteSize } from '../../../src-core/text/byte-size.ts';
import { currentUser } from '../../services/jobs/submission/current-user.ts';
import { readJobLog } from '../../services/jobs/logs/job-log.ts';
import type { JobDependency } from '../../services/jobs/store/job-dependencies.ts';
import type { JobRecord } from '../../services/jobs/store/job-record.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult } from '../command-io.ts';
import { homeOf, type CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';
import { dependencyToJson, eventToJson, jobToJson } from '../job-json.ts';
import { parseChoice, parseCount, parseDay } from '../parse-options.ts';
import { cancelGroup } from './jobs/end-commands.ts';
import { jobTable, outcomeOf } from './jobs/job-table.ts';
import { toTheSecond } from './jobs/to-the-second.ts';
import { withJobStore } from './jobs/with-job-store.ts';

export interface ListOptions extends CommonOptions {
  readonly state?: readonly string[];
  readonly owner?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly group?: string;
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
  readonly limit: string;
  readonly cursor?: string;
}

const longestPage = 1000;

/** `hindcast jobs list` */
export async function listJobs(options: ListOptions): Promise<void> {
  const limit = parseCount('--limit', options.limit, 1, longestPage);
  const states = options.state?.map((state) => parseChoice('state', state, jobStates));
  const { owner, kind, name, group, from, to, search, cursor } = options;
  await withJobStore(options, (store) => {
    const page = store.list({
      limit,
      states,
      owner,
      kind,
      name,
      groupId: group === undefined ? undefined : store.groups.find(group).groupId,
      createdFrom: from === undefined ? undefined : parseDay('--from', from),
      createdTo: to === undefined ? undefined : parseDay('--to', to),
      text: search,
      cursor,
    });
    writeResult(terminalIo(options), { jobs: page.jobs.map(jobToJson), next_cursor: page.nextCursor }, () => {
      if (page.jobs.length === 0) return 'There are no such jobs.';
      const table = jobTable(page.jobs, process.stdout.columns);
      return page.nextCursor === null ? table : `${table}\nMore: --cursor ${page.nextCursor}`;
    });
  });
}

/** `hindcast jobs show JOB` */
export async function showJob(id: string, options: CommonOptions): Promise<void> {
  await withJobStore(options, (store, home) => {
    const job = store.find(id);
    const events = store.events(job.jobId);
    writeResult(
      terminalIo(options),
      {
        ...jobToJson(job),
        after: store.dependencies(job.jobId).map((dependency) => dependencyToJson(dependency)),
        events: events.map(eventToJson),
      },
      () => {
        const facts = [
          ['job', job.jobId],
          ['name', job.name],
          ['kind', job.kind],
          ['state', `${job.state}${job.attempt > 1 ? ` (attempt ${job.attempt})` : ''}`],
          ['progress', `${percentDone(job.progress.fraction)} %, ${job.progress.phase}`],
          ['created', `${toTheSecond(job.createdAt)} by ${job.createdBy}`],
          ['started', job.startedAt === null ? '-' : toTheSecond(job.startedAt)],
          ['ended', job.completedAt === null ? '-' : toTheSecond(job.completedAt)],
          ...planOf(job, store.dependencies(job.jobId)),
          ...(job.retries > 0 ? [['retries', `${job.retries} of ${job.maxRetries}`]] : []),
          ...(job.peakMemoryBytes === null ? [] : [['peak memory', byteSize(job.peakMemoryBytes)]]),
          ...(job.resultBytes === null ? [] : [['size', byteSize(job.resultBytes)]]),
          ['result', outcomeOf(job)],
          ['files', job.resultPath === null ? '-' : join(home.root, job.resultPath)],
          ...job.warnings.map((warning) => ['warning', warning]),
        ];
        const history = events.map((event) => [toTheSecond(event.at), event.type, event.actor, event.cause]);
        return `${alignColumns(facts)}\n\n${alignColumns(history)}`;
      },
    );
  });
}

/** `hindcast jobs cancel JOB`, or `--group GROUP` */
export async function cancelJob(
  id: string | undefined,
  options: CommonOptions & { readonly group?: string },
): Promise<void> {
  if (options.group !== undefined && id === undefined) return cancelGroup(options.group, options);
  if (id === undefined || options.group !== undefined) {
    throw new HindcastError('BAD_INPUT', 'Say what to cancel: a job, or --group GROUP.');
  }
  await withJobStore(options, (store) => {
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
  await withJobStore(options, async (store) => {
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

/** What a job waits for, beyond its turn. */
function planOf(job: JobRecord, dependencies: readonly JobDependency[]): string[][] {
  const notBefore = job.notBefore === null ? [] : [['not before', toTheSecond(job.notBefore)]];
  const after = dependencies.map((dependency) => [
    'after',
    `${dependency.jobId.slice(0, 12)}${dependency.isMet ? ', which has completed' : ''}`,
  ]);
  return [...notBefore, ...after];
}
