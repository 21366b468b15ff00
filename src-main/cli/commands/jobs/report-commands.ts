import type { Finding, QueueStats } from '../../../../src-core/api/contract/queue.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { defaultRetryDelaysSeconds } from '../../../../src-core/job/retry-policy.ts';
import { percentDone } from '../../../../src-core/job/percent-done.ts';
import { createHome } from '../../../services/home/home.ts';
import { systemClock } from '../../../services/jobs/clock.ts';
import { openDatabase } from '../../../services/jobs/store/database.ts';
import { examineQueue } from '../../../services/jobs/doctor/examine-queue.ts';
import { AppLog } from '../../../services/log/app-log.ts';
import { systemProcessTree } from '../../../services/jobs/running/process-tree.ts';
import { SqliteJobStore } from '../../../services/jobs/store/sqlite-job-store.ts';
import { alignColumns } from '../../align-columns.ts';
import { writeResult } from '../../command-io.ts';
import { homeOf, type CommonOptions } from '../../common-options.ts';
import { terminalIo } from '../../terminal-io.ts';
import { toTheSecond } from './to-the-second.ts';
import { tellTrouble, withJobStore } from './with-job-store.ts';

/** `hindcast jobs groups` */
export async function listGroups(options: CommonOptions): Promise<void> {
  await withJobStore(options, (store) => {
    const groups = store.groups.list();
    const document = groups.map(({ groupId, name, createdBy, createdAt, counts, fraction }) => ({
      group_id: groupId,
      name,
      created_by: createdBy,
      created_at: createdAt,
      counts,
      fraction,
    }));
    writeResult(terminalIo(options), { groups: document }, () => {
      if (groups.length === 0) return 'There are no groups.';
      const rows = groups.map(({ groupId, name, createdAt, counts, fraction }) => [
        groupId,
        toTheSecond(createdAt),
        `${percentDone(fraction)} %`,
        Object.entries(counts)
          .filter(([, count]) => count > 0)
          .map(([state, count]) => `${count} ${state}`)
          .join(', '),
        name,
      ]);
      return alignColumns([['GROUP', 'CREATED', 'DONE', 'JOBS', 'NAME'], ...rows], [2]);
    });
  });
}

/** `hindcast jobs stats` */
export async function showStatistics(options: CommonOptions): Promise<void> {
  await withJobStore(options, (store) => {
    const stats = store.statistics.read();
    const paused = store.order.paused();
    const { depth, waitSeconds, runSeconds, failures, retries, days } = stats;
    const document = {
      depth,
      paused,
      wait_seconds: snake(waitSeconds),
      run_seconds: snake(runSeconds),
      failures: failures.map(({ code, last7Days, all }) => ({ code, last_7_days: last7Days, all })),
      retries: snake(retries),
      days,
      running: store.running().map((job) => ({
        job_id: job.jobId,
        name: job.name,
        started_at: job.startedAt,
        stalled_at: job.stalledAt,
        peak_memory_bytes: job.peakMemoryBytes,
        retries: job.retries,
      })),
    };
    writeResult(terminalIo(options), document, () => describe(stats, paused));
  });
}

function describe(
  stats: ReturnType<SqliteJobStore['statistics']['read']>,
  paused: QueueStats['paused'],
): string {
  const { depth, waitSeconds, runSeconds, failures, retries, days } = stats;
  const times = ({ count, median, p90 }: QueueStats['waitSeconds']['all']): string[] =>
    median === null || p90 === null
      ? ['none', '', '']
      : [`${count} jobs`, `median ${median.toFixed(1)} s`, `90 % within ${p90.toFixed(1)} s`];
  return [
    paused === null
      ? 'The queue is running.'
      : `The queue is paused since ${toTheSecond(paused.at)} by ${paused.by}.`,
    `${depth.running} running, ${depth.ready} ready, ${depth.scheduled} for later, ${depth.blocked} waiting for others`,
    '',
    alignColumns([
      ['wait, last 7 days', ...times(waitSeconds.last7Days)],
      ['wait, all', ...times(waitSeconds.all)],
      ['run, last 7 days', ...times(runSeconds.last7Days)],
      ['run, all', ...times(runSeconds.all)],
      ['retries', `${retries.last7Days} in the last 7 days, ${retries.all} in all`],
      ...failures.map(({ code, last7Days, all }) => [code, `${last7Days} in the last 7 days, ${all} in all`]),
    ]),
    '',
    alignColumns(
      [
        ['DAY', 'CREATED', 'COMPLETED', 'FAILED', 'CANCELLED'],
        ...days.map(({ day, created, completed, failed, cancelled }) => [
          day,
          String(created),
          String(completed),
          String(failed),
          String(cancelled),
        ]),
      ],
      [1, 2, 3, 4],
    ),
  ].join('\n');
}

function snake<Value>({ last7Days, all }: { last7Days: Value; all: Value }): object {
  return { last_7_days: last7Days, all };
}

export interface DoctorOptions extends CommonOptions {
  readonly repair?: boolean;
  readonly deep?: boolean;
}

/** `hindcast jobs doctor`: ends with an error when something is wrong that was not repaired. */
export async function examineJobs(options: DoctorOptions): Promise<void> {
  const home = homeOf(options);
  createHome(home);
  // Not by way of recovery: it would put in order what is to be found.
  const store = new SqliteJobStore(openDatabase(home.database, systemClock.now()), systemClock);
  const log = new AppLog(home, systemClock);
  store.onHistory((entries) => log.history(entries));
  try {
    const parts = {
      home,
      store,
      tree: systemProcessTree,
      retryDelaysSeconds: defaultRetryDelaysSeconds,
      onTrouble: tellTrouble,
    };
    const choice = { repair: options.repair ?? false, deep: options.deep ?? false };
    const findings = await examineQueue(parts, choice);
    const open = findings.filter(({ severity, isRepaired }) => severity === 'error' && !isRepaired);
    const document = {
      healthy: open.length === 0,
      findings: findings.map(({ isRepaired, ...finding }) => ({ ...finding, is_repaired: isRepaired })),
    };
    writeResult(terminalIo(options), document, () =>
      findings.length === 0 ? 'Nothing is wrong with the queue.' : findings.map(describeFinding).join('\n'),
    );
    if (open.length > 0) {
      const codes = [...new Set(open.map(({ code }) => code))].join(', ');
      throw new HindcastError('INTERNAL', `Something is wrong with the queue: ${codes}.`, {
        details: { codes },
      });
    }
  } finally {
    store.close();
  }
}

function describeFinding({ severity, code, message, repair, isRepaired }: Finding): string {
  const advice = repair === null ? '' : ` --repair ${repair}.`;
  return `${isRepaired ? 'repaired' : severity}  ${code}  ${message}${isRepaired ? '' : advice}`;
}
