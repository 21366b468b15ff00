import type { BrowserWindow, NotificationConstructorOptions } from 'electron';
import type { JobRow } from '../../src-core/api/job-row.ts';
import { formatFigure } from '../../src-core/result/format-figure.ts';

interface Notice {
  on(event: 'click', listener: () => void): unknown;
  show(): void;
}

export interface JobNoticesParts {
  /** Makes a notification; undefined where the system shows none. */
  readonly notify: ((options: NotificationConstructorOptions) => Notice) | undefined;
  readonly window: () => BrowserWindow | undefined;
  /** The person wants to see this job. */
  readonly showJob: (jobId: string) => void;
}

/** Tells whoever looks elsewhere that a job has ended, and shows progress on the taskbar. */
export class JobNotices {
  readonly #parts: JobNoticesParts;

  constructor(parts: JobNoticesParts) {
    this.#parts = parts;
  }

  onRunning(count: number, fraction: number): void {
    const window = this.#parts.window();
    // A negative value takes the bar away.
    window?.setProgressBar(count === 0 ? -1 : fraction);
  }

  onEnded(job: JobRow): void {
    if (this.#parts.window()?.isFocused() === true || job.state === 'cancelled') return;
    const notice = this.#parts.notify?.({ title: titleOf(job), body: bodyOf(job) });
    notice?.on('click', () => this.#parts.showJob(job.jobId));
    notice?.show();
  }
}

function titleOf(job: JobRow): string {
  if (job.state === 'failed') return `${job.name} failed`;
  return job.warnings.length > 0 ? `${job.name} completed with warnings` : `${job.name} completed`;
}

function bodyOf({ error, headline, warnings }: JobRow): string {
  if (error !== null) return error.message;
  const figure = headline === null ? '' : `${headline.label} ${formatFigure(headline.value, 4, 'always')}`;
  return [figure, ...warnings.slice(0, 1)].filter((text) => text !== '').join('. ');
}
