import type { Snapshot } from '../../../src-core/api/events.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';

export function sampleJob(number: number, change: Partial<JobRow> = {}): JobRow {
  return {
    jobId: String(number).padStart(32, '0'),
    kind: 'replay',
    name: `job ${number}`,
    state: 'pending',
    isCancelling: false,
    priority: 'normal',
    feeds: [],
    firstDay: null,
    lastDay: null,
    model: 'model.ts',
    headline: null,
    warnings: [],
    error: null,
    createdBy: 'owner',
    createdAt: '2022-01-01T00:00:00Z',
    queuedAt: '2022-01-01T00:00:00Z',
    startedAt: null,
    completedAt: null,
    attempt: 1,
    progress: null,
    notes: '',
    pinned: false,
    retries: 0,
    maxRetries: 3,
    startOrder: null,
    notBefore: null,
    blockedBy: 0,
    groupId: null,
    stalledAt: null,
    peakMemoryBytes: null,
    resultBytes: null,
    ...change,
  };
}

export function sampleSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    epoch: 'first',
    seq: 10,
    jobs: [sampleJob(1), sampleJob(2)],
    slots: [],
    activities: [],
    status: {
      cacheBytes: 0,
      resultBytes: 0,
      endedToday: 0,
      pending: 2,
      running: 0,
      network: 'unused',
      paused: null,
      waitsForMemory: null,
    },
    ...change,
  };
}
