import { percentDone } from '../../../../src-core/job/percent-done.ts';
import { formatFigure } from '../../../../src-core/result/format-figure.ts';
import type { JobRecord } from '../../../services/jobs/store/job-record.ts';
import { alignColumns } from '../../align-columns.ts';
import { toTheSecond } from './to-the-second.ts';

/** What a list of jobs shows of one. */
export type ListedJob = Pick<
  JobRecord,
  'jobId' | 'state' | 'createdAt' | 'name' | 'error' | 'headline' | 'progress'
>;

interface Column {
  /** Its title, then a cell for each job. */
  readonly cells: readonly string[];
  readonly width: number;
  /** How narrow it may be made. */
  readonly least: number;
}

const gap = 2;
const leastName = 12;
/** Enough for the code of an error; with it, all columns fit a terminal of 80. */
const leastResult = 19;

/**
 * Jobs as a table, a line for each. Where a terminal is too narrow for all, long cells are cut, then columns left out.
 *
 * @param columns of the terminal; left out where the output is none
 */
export function jobTable(jobs: readonly ListedJob[], columns = Infinity): string {
  const job = columnOf(['JOB', ...jobs.map(({ jobId }) => jobId.slice(0, 12))]);
  const state = columnOf(['STATE', ...jobs.map((listed) => listed.state)]);
  const created = columnOf(['CREATED', ...jobs.map(({ createdAt }) => toTheSecond(createdAt))]);
  const name = columnOf(['NAME', ...jobs.map((listed) => listed.name)], leastName);
  const result = columnOf(['RESULT', ...jobs.map(outcomeOf)], leastResult);
  const fewest = [job, state, name];
  const shown =
    [
      [job, state, created, name, result],
      [job, state, name, result],
    ].find((choice) => leastWidth(choice) <= columns) ?? fewest;
  const cells = cutTo(shown, Math.max(0, columns - leastWidth(shown)));
  return alignColumns(job.cells.map((_, row) => cells.map((column) => column[row] ?? '')));
}

/** What came of a job, or how far it is. */
export function outcomeOf(job: ListedJob): string {
  if (job.error !== null) return `${job.error.code}: ${job.error.message}`;
  if (job.headline !== null) return `${job.headline.label} ${formatFigure(job.headline.value, 4, 'always')}`;
  return job.state === 'running' ? `${percentDone(job.progress.fraction)} %` : '-';
}

function columnOf(texts: readonly string[], least = Infinity): Column {
  const cells = texts.map(oneLine);
  const width = Math.max(...cells.map(({ length }) => length));
  return { cells, width, least: Math.min(least, width) };
}

function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { least }) => sum + gap + least, -gap);
}

/** The cells of each column, of which the first take what room there is beyond the least. */
function cutTo(columns: readonly Column[], room: number): string[][] {
  let left = room;
  return columns.map(({ cells, width, least }) => {
    const given = Math.min(width, least + left);
    left -= given - least;
    return cells.map((cell) => (cell.length <= given ? cell : ellipsis(cell.slice(0, given - 1))));
  });
}

function oneLine(text: string): string {
  const [first = ''] = text.split('\n', 1);
  return first === text ? text : ellipsis(first);
}

function ellipsis(text: string): string {
  return `${text.trimEnd()}…`;
}
