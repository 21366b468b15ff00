import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JobLog, readJobLog, type LogLine } from './job-log.ts';
import { FakeClock } from '../testing/fake-clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function linesOf(jobId: string): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of readJobLog(folder, jobId)) lines.push(line);
  return lines;
}

it('keeps each printed line, and reads past one that a crash cut off', async () => {
  const log = new JobLog(folder, 'job', new FakeClock());
  log.append('info', 'model', 'one\ntwo\n');
  await log.close();
  appendFileSync(join(folder, 'job.jsonl'), '{"at":"2026');
  expect(await linesOf('job')).toEqual([
    { at: '2026-11-21T12:00:00.000Z', level: 'info', origin: 'model', message: 'one' },
    { at: '2026-11-21T12:00:00.000Z', level: 'info', origin: 'model', message: 'two' },
  ]);
});

it('does not let a model that prints without end fill the disk', async () => {
  const log = new JobLog(folder, 'job', new FakeClock());
  const line = 'x'.repeat(1000);
  for (let count = 0; count < 20_000; count++) log.append('info', 'model', line);
  await log.close();
  expect(statSync(join(folder, 'job.jsonl')).size).toBeLessThan(11 * 1024 * 1024);
  expect((await linesOf('job')).at(-1)?.message).toMatch(/is full/);
});

it('is empty for a job that never started, and harmless where it cannot be written', async () => {
  expect(await linesOf('none')).toEqual([]);
  const log = new JobLog(join(folder, 'no-such-folder'), 'job', new FakeClock());
  log.append('info', 'hindcast', 'lost');
  await log.close();
});
