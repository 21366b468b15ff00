import { release } from 'node:os';
import type { appOperations } from '../../../src-core/api/contract/app.ts';
import { engineVersion, hindcastVersion } from '../../../src-core/engine-version.ts';
import { metricsVersion } from '../../../src-core/metrics/metrics-version.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import type { ShellPorts } from '../app/shell-ports.ts';
import type { StatusLine } from '../app/status-line.ts';
import type { TroubleLog } from '../app/trouble-log.ts';
import { checkup } from '../checkup/checkup.ts';
import type { Home } from '../home/home.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { EventHub } from './event-hub.ts';
import type { Handlers } from './handlers.ts';

export interface AppHandlerParts {
  readonly home: Home;
  readonly ports: Pick<ShellPorts, 'capabilities' | 'spawner'>;
  readonly startedAt: Date;
  readonly hub: EventHub;
  readonly queue: Pick<JobQueue, 'jobRows' | 'slotsNow'>;
  readonly activities: Pick<ActivityLog, 'list'>;
  readonly status: Pick<StatusLine, 'status'>;
  readonly troubles: Pick<TroubleLog, 'recent'>;
  readonly settings: Pick<SettingsStore, 'read'>;
}

/** Says what Hindcast is and what it is doing. */
export function appHandlers(parts: AppHandlerParts): Handlers<keyof typeof appOperations> {
  const { home, ports, startedAt, hub, queue, activities, status } = parts;
  return {
    'app.info': (_, { session }) =>
      Promise.resolve({
        hindcastVersion,
        engineVersion,
        metricsVersion,
        platform: process.platform,
        home: home.root,
        startedAt: startedAt.toISOString(),
        role: session.role,
        permissions: [...session.permissions],
        capabilities: ports.capabilities,
      }),
    // Put together without waiting in between, and numbered last: reading the queue may tell of changes in it.
    'app.snapshot': () => {
      const jobs = queue.jobRows();
      const slots = queue.slotsNow();
      const { epoch, seq } = hub;
      return Promise.resolve({
        epoch,
        seq,
        jobs,
        slots,
        activities: activities.list(),
        status: status.status,
      });
    },
    'app.diagnostics': () => Promise.resolve({ text: diagnosticsOf(parts) }),
    'app.checkup': async () => ({
      checks: await checkup(home, ports.spawner, (await parts.settings.read()).python),
    }),
  };
}

function diagnosticsOf({ home, ports, startedAt, queue, troubles }: AppHandlerParts): string {
  const jobs = queue.jobRows();
  const count = (state: string): number => jobs.filter((job) => job.state === state).length;
  const states = [...new Set(jobs.map((job) => job.state))].map((state) => `${count(state)} ${state}`);
  const failures = jobs.flatMap(({ jobId, error }) =>
    error === null ? [] : `${jobId.slice(0, 12)} ${error.code}`,
  );
  const lines = [
    `Hindcast ${hindcastVersion}, engine ${engineVersion}, metrics ${metricsVersion}, ${ports.capabilities.shell} shell`,
    `Node ${process.version}, V8 ${process.versions.v8}, ${process.platform} ${release()} ${process.arch}`,
    `Started ${startedAt.toISOString()}, home ${home.root}`,
    `Jobs: ${states.join(', ') || 'none'}`,
    `Latest failures: ${failures.slice(0, 10).join(', ') || 'none'}`,
    'Latest errors inside Hindcast:',
    ...troubles.recent().map(({ at, where, code, message }) => `  ${at} ${where} ${code}: ${message}`),
  ];
  return `${lines.join('\n')}\n`;
}
