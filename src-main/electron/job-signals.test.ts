import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { ApiEvent } from '../../src-core/api/events.ts';
import type { JobRow } from '../../src-core/api/job-row.ts';
import { JobNotices } from './job-notices.ts';
import { RunningJobs } from './running-jobs.ts';
import { StayAwake } from './stay-awake.ts';

function jobIn(state: JobRow['state'], jobId = 'a', more: Partial<JobRow> = {}): JobRow {
  return {
    ...({ progress: null, warnings: [], error: null, headline: null, name: 'Momentum' } as unknown as JobRow),
    jobId,
    state,
    ...more,
  };
}

function progressOf(jobId: string, fraction: number): ApiEvent {
  const progress = {
    phase: 'simulating',
    fraction,
    current_date: null,
    message: '',
    eta_seconds: null,
  } as const;
  return { type: 'progress', jobId, progress };
}

describe('running jobs', () => {
  function told(...events: ApiEvent[]): [number, number][] {
    const heard: [number, number][] = [];
    const jobs = new RunningJobs((count, fraction) => heard.push([count, fraction]));
    for (const event of events) jobs.take(event);
    return heard;
  }

  it('are counted, with how far they are together', () => {
    const heard = told(
      { type: 'job', job: jobIn('running', 'a') },
      { type: 'job', job: jobIn('running', 'b') },
      progressOf('a', 0.5),
      { type: 'job', job: jobIn('completed', 'a') },
      { type: 'job_removed', jobId: 'b' },
    );
    expect(heard).toEqual([
      [1, 0],
      [2, 0],
      [2, 0.25],
      [1, 0],
      [0, 0],
    ]);
  });

  it('are not those that wait, have ended, or are unknown', () => {
    const events: ApiEvent[] = [
      { type: 'job', job: jobIn('pending') },
      { type: 'job', job: jobIn('failed') },
      progressOf('x', 0.5),
      { type: 'job_removed', jobId: 'x' },
      { type: 'logged', jobId: 'a' },
    ];
    expect(told(...events)).toEqual([]);
  });

  it('keep what they have reached when their row changes', () => {
    const running: ApiEvent = { type: 'job', job: jobIn('running', 'a') };
    expect(told(running, progressOf('a', 0.5), running).at(-1)).toEqual([1, 0.5]);
  });
});

describe('the system', () => {
  it('is kept awake once for as long as anything runs', () => {
    const blocker = { start: vi.fn(() => 7), stop: vi.fn() };
    const awake = new StayAwake(blocker);
    for (const isBusy of [false, true, true, false, false, true]) awake.while(isBusy);
    awake.release();
    awake.release();
    expect(blocker.start.mock.calls).toEqual([['prevent-app-suspension'], ['prevent-app-suspension']]);
    expect(blocker.stop.mock.calls).toEqual([[7], [7]]);
  });
});

describe('notices of jobs', () => {
  function notices(isFocused: boolean): {
    jobs: JobNotices;
    shown: { title?: string; body?: string; click: () => void }[];
    bar: ReturnType<typeof vi.fn>;
    showJob: ReturnType<typeof vi.fn>;
  } {
    const shown: { title?: string; body?: string; click: () => void }[] = [];
    const bar = vi.fn();
    const showJob = vi.fn();
    const window = { isFocused: () => isFocused, setProgressBar: bar } as unknown as BrowserWindow;
    const jobs = new JobNotices({
      window: () => window,
      showJob,
      notify: (options) => {
        const notice = new EventEmitter();
        return Object.assign(notice, {
          show: () => shown.push({ ...options, click: () => notice.emit('click') }),
        });
      },
    });
    return { jobs, shown, bar, showJob };
  }

  it('say how a job ended to whoever looks elsewhere, and lead to it', () => {
    const { jobs, shown, showJob } = notices(false);
    const headline = { label: 'Score', value: 0.0521 } as JobRow['headline'];
    jobs.onEnded(jobIn('completed', 'a', { headline }));
    jobs.onEnded(jobIn('completed', 'b', { warnings: ['14 days are missing'] }));
    jobs.onEnded(jobIn('failed', 'c', { error: { code: 'MODEL_FAILED', message: 'tick() threw.' } }));
    expect(shown.map(({ title, body }) => [title, body])).toEqual([
      ['Momentum completed', 'Score +0.0521'],
      ['Momentum completed with warnings', '14 days are missing'],
      ['Momentum failed', 'tick() threw.'],
    ]);
    shown[2]?.click();
    expect(showJob).toHaveBeenCalledExactlyOnceWith('c');
  });

  it('are not for whoever looks at the window, nor of what was cancelled', () => {
    const focused = notices(true);
    focused.jobs.onEnded(jobIn('completed'));
    const elsewhere = notices(false);
    elsewhere.jobs.onEnded(jobIn('cancelled'));
    expect([...focused.shown, ...elsewhere.shown]).toEqual([]);
  });

  it('show progress on the taskbar, and take it away at the end', () => {
    const { jobs, bar } = notices(true);
    jobs.onRunning(2, 0.4);
    jobs.onRunning(0, 0);
    expect(bar.mock.calls).toEqual([[0.4], [-1]]);
  });
});
