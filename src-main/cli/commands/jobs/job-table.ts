import { percentDone } from '../../../../src-core/job/percent-done.ts';
import { formatFigure } from '../../../../src-core/result/format-figure.ts';
import type { JobRecord } from '../../../services/jobs/store/job-record.ts';
import { alignColumns } from '../../align-columns.ts';

/** What a list of jobs shows of one. */
export type ListedJob = Pick<
  JobRecord,
  'jobId' | 'state' | 'createdAt' | 'name' | 'error' | 'headline' | 'progress'
>;

const titles = ['JOB', 'STATE', 'CREATED', 'NAME'];
const gap = 2;
/** Enough for the code of an error, on terminals that are too narrow for more. */
const narrowestOutcome = 24;

/**
 * Jobs as a table. What came of a job is cut to one line that ends with the terminal's.
 *
 * @param columns of the terminal; undefined where the output is none
 */
export function jobTable(jobs: readonly ListedJob[], columns: number | undefined): string {
  const facts = alignColumns([titles, ...jobs.map(factsOf)]).split('\n');
  const room =
    columns === undefined ? Infinity : columns - Math.max(...facts.map(({ length }) => length)) - gap;
  const width = Math.max(room, narrowestOutcome);
  return alignColumns([
    titles.concat('RESULT'),
    ...jobs.map((job) => factsOf(job).concat(oneLine(outcomeOf(job), width))),
  ]);
}

function factsOf({ jobId, state, createdAt, name }: ListedJob): string[] {
  return [jobId.slice(0, 12), state, createdAt, name];
}

/** What came of a job, or how far it is. */
export function outcomeOf(job: ListedJob): string {
  if (job.error !== null) return `${job.error.code}: ${job.error.message}`;
  if (job.headline !== null) return `${job.headline.label} ${formatFigure(job.headline.value, 4, 'always')}`;
  return job.state === 'running' ? `${percentDone(job.progress.fraction)} %` : '-';
}

/** The first line of a text, and an ellipsis for what is left out. */
function oneLine(text: string, width: number): string {
  const [first = ''] = text.split('\n', 1);
  if (first === text && text.length <= width) return text;
  return `${first.slice(0, width - 1).trimEnd()}…`;
}
