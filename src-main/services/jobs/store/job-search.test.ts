import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobListFilter } from './job-list-query.ts';
import { atItsTurn, type NewJob } from './job-record.ts';
import { JobBench } from '../testing/job-bench.ts';

let bench: JobBench;
beforeEach(() => {
  bench = new JobBench();
});
afterEach(() => bench.remove());

function insert(number: number, change: Partial<NewJob> = {}): string {
  const jobId = number.toString(16).padStart(32, '0');
  bench.store.insertOrGet({
    jobId,
    kind: 'replay',
    name: `job ${number}`,
    spec: {},
    outline: {
      feeds: [],
      firstDay: '2022-01-01',
      lastDay: '2022-01-02',
      modelPath: '/m/Mean.ts',
      modelLabel: 'Mean.ts',
    },
    options: { checkLookahead: false },
    priority: 'normal',
    createdBy: 'ada',
    snapshot: { snapshotId: 's', files: [], datasetVersionIds: {} },
    modelHash: 'm',
    codeFiles: {},
    maxRetries: 3,
    schedule: atItsTurn,
    ...change,
  });
  return jobId;
}

/** Numbers of the jobs found, through the records and through the rows alike. */
function found(filter: Partial<JobListFilter>): number[] {
  const asked = { limit: 100, ...filter };
  const byRecord = bench.store.list(asked);
  const byRow = bench.store.lists.page(asked);
  expect(byRow.rows.map(({ jobId }) => jobId)).toEqual(byRecord.jobs.map(({ jobId }) => jobId));
  expect(byRow.nextCursor).toBe(byRecord.nextCursor);
  return byRecord.jobs.map(({ jobId }) => Number.parseInt(jobId, 16));
}

describe('lists', () => {
  it('Q34 filter by each of what there is, and by all together', async () => {
    const groupId = bench.store.groups.create('sweep', 'ada');
    insert(1);
    await bench.clock.advance(86_400_000);
    insert(2, { createdBy: 'bob', kind: 'other' });
    insert(3, { name: 'ÄRGER with Äpfel', schedule: { ...atItsTurn, groupId } });
    await bench.clock.advance(86_400_000);
    insert(0xabc, { name: 'job 1' });
    bench.store.requestCancel(insert(5), 'ada');
    expect(found({})).toEqual([0xabc, 5, 3, 2, 1]);
    expect(found({ owner: 'bob' })).toEqual([2]);
    expect(found({ kind: 'other' })).toEqual([2]);
    expect(found({ name: 'job 1' })).toEqual([0xabc, 1]);
    expect(found({ name: 'job' })).toEqual([]);
    expect(found({ states: ['cancelled'] })).toEqual([5]);
    expect(found({ states: ['pending', 'cancelled'] })).toEqual([0xabc, 5, 3, 2, 1]);
    expect(found({ states: ['running'] })).toEqual([]);
    expect(found({ groupId })).toEqual([3]);
    expect(found({ createdFrom: '2026-11-22' })).toEqual([0xabc, 5, 3, 2]);
    expect(found({ createdTo: '2026-11-22' })).toEqual([3, 2, 1]);
    expect(found({ createdFrom: '2026-11-22', createdTo: '2026-11-22', owner: 'ada' })).toEqual([3]);
    expect(found({ text: 'ärger' })).toEqual([3]);
    expect(found({ text: 'MEAN.TS' })).toEqual([0xabc, 5, 3, 2, 1]);
    expect(found({ text: 'other' })).toEqual([2]);
    expect(found({ text: '0'.repeat(29) })).toEqual([0xabc, 5, 3, 2, 1]);
    expect(found({ text: `${'0'.repeat(29)}A` })).toEqual([0xabc]);
    expect(found({ text: '%' })).toEqual([]);
    expect(found({ text: '' })).toHaveLength(5);
    const all = { owner: 'ada', kind: 'replay', name: 'job 1', states: ['pending'] as const, text: 'mean' };
    expect(found({ ...all, createdFrom: '2026-11-23' })).toEqual([0xabc]);
  });

  it('Q34 finds by text what a look at every job finds', () => {
    // Signs that mean something to SQL, letters that change their length with their case, and digits of ids.
    const signs = [
      'a',
      'B',
      'e',
      '7',
      ' ',
      '*',
      '?',
      '[',
      ']',
      '^',
      '-',
      '%',
      '_',
      '\\',
      "'",
      'É',
      'ß',
      'İ',
      '🙂',
      '\n',
    ];
    const textOf = (shape: fc.StringConstraints): fc.Arbitrary<string> =>
      fc.string({ ...shape, unit: fc.constantFrom(...signs) });
    const owners = fc.constantFrom('ada', 'bob');
    const states = fc.constantFrom('pending', 'cancelled');
    const jobs = fc.array(fc.record({ name: textOf({ maxLength: 6 }), createdBy: owners, state: states }), {
      minLength: 1,
      maxLength: 8,
    });
    const filters = fc.array(
      fc.record(
        { text: textOf({ minLength: 1, maxLength: 3 }), owner: owners, states: fc.tuple(states) },
        { requiredKeys: ['text'] },
      ),
      { minLength: 1, maxLength: 8 },
    );
    let last = 0;
    fc.assert(
      fc.property(jobs, filters, (asked, questions) => {
        const group = bench.store.groups.create('round', 'ada');
        const there = asked.map(({ name, createdBy, state }) => {
          const id = insert(++last, { name, createdBy, schedule: { ...atItsTurn, groupId: group } });
          if (state === 'cancelled') bench.store.requestCancel(id, 'ada');
          return { number: last, id, createdBy, state, words: `${name}\nreplay\nMean.ts`.toLowerCase() };
        });
        for (const question of questions) {
          const wanted = question.text.toLowerCase();
          const expected = there
            .filter(
              (job) =>
                (job.words.includes(wanted) || job.id.startsWith(wanted)) &&
                (question.owner === undefined || job.createdBy === question.owner) &&
                (question.states === undefined || question.states[0] === job.state),
            )
            .map(({ number }) => number)
            .toReversed();
          expect(found({ ...question, groupId: group })).toEqual(expected);
          const everywhere = found({ ...question, limit: 10_000 });
          expect(everywhere.filter((number) => there.some((job) => job.number === number))).toEqual(expected);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('Q34 pages neither repeat nor skip, whatever is added meanwhile', () => {
    // All at one moment, which is the hard case.
    const numbers = Array.from({ length: 23 }, (_, index) => 100 + index);
    for (const number of numbers) insert(number);
    const seen: number[] = [];
    let cursor: string | undefined;
    let added = 200;
    do {
      const page = bench.store.list({ limit: 5, cursor, text: 'JOB', states: ['pending', 'running'] });
      seen.push(...page.jobs.map(({ jobId }) => Number.parseInt(jobId, 16)));
      cursor = page.nextCursor ?? undefined;
      insert(added++);
      bench.store.attempts.claim({ leaseId: `l${added}`, ownerProcess: '1@' });
    } while (cursor !== undefined);
    expect(seen).toEqual(numbers.toReversed());
  });

  it('Q34 refuse a cursor that is none', () => {
    expect(() => bench.store.list({ limit: 5, cursor: '2026' })).toThrow(/is not a cursor/);
  });
});
