import type { JobRow } from '../../../src-core/api/job-row.ts';
import { isDay } from '../../format/day.ts';
import { shownStateOf, type ShownState } from '../../format/job-state.ts';

/** What the queue shows; an empty field lets everything through. */
export interface QueueFilter {
  readonly state: ShownState | 'all' | 'active' | 'pinned';
  /** Part of the name, the notes, the feeds, the model or the beginning of the id, whatever the case. */
  readonly text: string;
  readonly model: string;
  /** Id of the group that they belong to. */
  readonly group: string;
  /** Days of creation, UTC, both included; what is no day holds nothing back. */
  readonly from: string;
  readonly to: string;
}

export const everything: QueueFilter = { state: 'all', text: '', model: '', group: '', from: '', to: '' };

/** Whether any part of the filter holds jobs back. */
export function isFiltering(filter: QueueFilter): boolean {
  return (
    filter.state !== 'all' ||
    filter.text.trim() !== '' ||
    filter.model !== '' ||
    filter.group !== '' ||
    filter.from !== '' ||
    filter.to !== ''
  );
}

/** The jobs that a filter lets through, in the order given. */
export function filterJobs<Row extends JobRow>(jobs: readonly Row[], filter: QueueFilter): Row[] {
  const from = isDay(filter.from) ? filter.from : '';
  const to = isDay(filter.to) ? filter.to : '';
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter(
    (job) =>
      hasState(job, filter.state) &&
      (filter.model === '' || job.model === filter.model) &&
      (filter.group === '' || job.groupId === filter.group) &&
      (from === '' || job.createdAt.slice(0, 10) >= from) &&
      (to === '' || job.createdAt.slice(0, 10) <= to) &&
      words.every((word) => matches(job, word)),
  );
}

function hasState(job: JobRow, wanted: QueueFilter['state']): boolean {
  switch (wanted) {
    case 'all':
      return true;
    case 'active':
      return job.state === 'pending' || job.state === 'running';
    case 'pinned':
      return job.pinned;
    default:
      return shownStateOf(job) === wanted;
  }
}

function matches(job: JobRow, word: string): boolean {
  return (
    job.jobId.startsWith(word) ||
    [job.name, job.notes, job.model, job.kind, ...job.feeds].some((text) => text.toLowerCase().includes(word))
  );
}
