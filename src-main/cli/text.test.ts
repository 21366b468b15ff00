import { describe, expect, it } from 'vitest';
import { alignColumns } from './align-columns.ts';
import { commandStep, jobStep, lineDisplay, progressDisplay } from './progress-display.ts';

it('aligns columns, numbers to the right, and leaves no trailing spaces', () => {
  expect(
    alignColumns(
      [
        ['a', '1', ''],
        ['long', '100', 'x'],
      ],
      [1],
    ),
  ).toBe('a       1\nlong  100  x');
});

describe('progress as lines', () => {
  it('comes at most ten times a second, but always with a new phase', () => {
    const lines: string[] = [];
    let now = 0;
    const stream = { write: (text: string) => lines.push(text) } as unknown as NodeJS.WritableStream;
    const display = lineDisplay(stream, () => now);
    const at = (fraction: number, phase: 'loading' | 'simulating') =>
      display.show(
        jobStep({ jobId: 'abc' }, { phase, fraction, current_date: null, message: '', eta_seconds: null }),
      );
    at(0.1, 'loading');
    now = 50;
    at(0.2, 'loading');
    at(0.3, 'simulating');
    now = 120;
    at(0.4, 'simulating');
    now = 160;
    at(0.5, 'simulating');
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.map((line) => line['fraction'])).toEqual([0.1, 0.3, 0.5]);
    expect(told[0]).toEqual({
      type: 'progress',
      job_id: 'abc',
      phase: 'loading',
      fraction: 0.1,
      current_date: null,
      message: '',
      eta_seconds: null,
    });
  });
});

describe('progress as a bar', () => {
  it('shows no percentage as long as none is known', async () => {
    let written = '';
    const write = (text: string): boolean => Boolean((written += text));
    const terminal = { isTTY: true, columns: 80, write, cursorTo: write, clearLine: write };
    const display = await progressDisplay(terminal as unknown as NodeJS.WriteStream);
    display.show(commandStep({ label: 'writing 2 days', done: 0, total: null, unit: 'percent' }));
    expect(written).toContain('writing 2 days');
    expect(written).not.toContain('%');
    display.show(commandStep({ label: 'writing 2 days', done: 30, total: 100, unit: 'percent' }));
    display.stop();
    expect(written).toContain('30 %  writing 2 days');
  });

  it('draws nothing, and hides no cursor, before there is something to tell', async () => {
    const written: string[] = [];
    const write = (text: string): number => written.push(text);
    const terminal = { isTTY: true, columns: 80, write, cursorTo: write, clearLine: write };
    const display = await progressDisplay(terminal as unknown as NodeJS.WriteStream);
    display.stop();
    expect(written).toEqual([]);
    display.show(commandStep({ label: 'reading a.csv', done: 0, total: 1, unit: 'files' }));
    expect(written.join('')).toContain('reading a.csv');
    display.stop();
  });
});
