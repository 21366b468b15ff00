import fc from 'fast-check';
import { appendFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { LogPages } from './log-pages.ts';

const jobId = 'a'.repeat(32);

function lineOf(number: number): string {
  const message = `line ${number} ${'é'.repeat(number % 40)}`;
  return `${JSON.stringify({ at: '2026-11-21T12:00:00.000Z', level: 'info', origin: 'model', message })}\n`;
}

function textOf(first: number, last: number): string {
  return Array.from({ length: last - first }, (_, index) => lineOf(first + index)).join('');
}

function numbers(lines: readonly { message: string }[]): number[] {
  return lines.map(({ message }) => Number(message.split(' ')[1]));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
}

describe('pages of a log', () => {
  it('are any lines of it, as it grows', async () => {
    const folder = temporaryFolder();
    const file = join(folder, `${jobId}.jsonl`);
    const pages = new LogPages(folder);
    let written = 0;
    writeFileSync(file, '');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 900 }),
        fc.nat({ max: 6000 }),
        fc.integer({ min: 1, max: 1200 }),
        async (more, from, limit) => {
          appendFileSync(file, textOf(written, written + more));
          written += more;
          const page = await pages.read(jobId, from, limit);
          expect(page.total).toBe(written);
          expect(page.nextLine).toBe(Math.min(from + limit, written));
          expect(numbers(page.lines)).toEqual(range(from, page.nextLine));
          // Whoever has not read anything before finds the same.
          expect(await new LogPages(folder).read(jobId, from, limit)).toEqual(page);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leave out what a crash has cut off, and wait for a line to end', async () => {
    const folder = temporaryFolder();
    const file = join(folder, `${jobId}.jsonl`);
    const pages = new LogPages(folder);
    writeFileSync(file, `${lineOf(0)}{"at":"2026-`);
    expect(await pages.read(jobId, 0, 10)).toMatchObject({ nextLine: 1, total: 1 });
    appendFileSync(file, `\n${lineOf(2)}`);
    const page = await pages.read(jobId, 0, 10);
    expect([numbers(page.lines), page.nextLine, page.total]).toEqual([[0, 2], 3, 3]);
  });

  it('are none of a log that is not there, and begin anew with one that does', async () => {
    const folder = temporaryFolder();
    const file = join(folder, `${jobId}.jsonl`);
    const pages = new LogPages(folder);
    expect(await pages.read(jobId, 5, 10)).toEqual({ lines: [], nextLine: 0, total: 0 });
    writeFileSync(file, textOf(0, 1500));
    expect((await pages.read(jobId, 1400, 10)).total).toBe(1500);
    truncateSync(file, 0);
    appendFileSync(file, textOf(7, 9));
    const page = await pages.read(jobId, 0, 10);
    expect([numbers(page.lines), page.total]).toEqual([[7, 8], 2]);
    rmSync(file);
    expect((await pages.read(jobId, 0, 10)).total).toBe(0);
  });

  it('are the same for readers at the same time', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, `${jobId}.jsonl`), textOf(0, 20_000));
    const pages = new LogPages(folder);
    const read = await Promise.all([0, 5000, 19_990].map((from) => pages.read(jobId, from, 20)));
    expect(read.map(({ total }) => total)).toEqual([20_000, 20_000, 20_000]);
    expect(read.map(({ lines }) => numbers(lines))).toEqual([
      range(0, 20),
      range(5000, 5020),
      range(19_990, 20_000),
    ]);
  });
});
