import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../../../src-core/api/client.ts';
import { createPredictionPages, rowAt, rowsPerPage, type PredictionChoice } from './prediction-pages.ts';

const everything: PredictionChoice = {
  sort: 'row',
  descending: false,
  scope: null,
  status: null,
  from: null,
  to: null,
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A host with that many predictions, that answers when it is told to. */
function host(total: number) {
  const calls: { page: number; answer: () => void; refuse: () => void }[] = [];
  const call = (_name: string, { offset, limit }: { offset: number; limit: number }) =>
    new Promise((resolve, reject) => {
      const count = Math.max(0, Math.min(limit, total - offset));
      const rows = Array.from({ length: count }, (_, index) => ({ row: offset + index }));
      calls.push({
        page: offset / limit,
        answer: () => resolve({ total, rows }),
        refuse: () => reject(new Error('gone')),
      });
    });
  const pages = createPredictionPages({ call } as unknown as Pick<ApiClient, 'call'>, 'job', everything);
  const asked = (): number[] => calls.map(({ page }) => page);
  const answerAll = async (): Promise<void> => {
    for (const one of calls.splice(0)) one.answer();
    await settled();
  };
  return { pages, calls, asked, answerAll };
}

describe('pages of predictions', () => {
  it('asks for the first page alone until it is known how many there are', async () => {
    const { pages, asked, answerAll } = host(10_000);
    pages.want(0, 30);
    expect(asked()).toEqual([0]);
    await answerAll();
    expect(pages.store.getState().total).toBe(10_000);
    expect(rowAt(pages.store.getState(), 42)).toEqual({ row: 42 });
    expect(rowAt(pages.store.getState(), 9_000)).toBeUndefined();
    expect(asked()).toEqual([1]);
  });

  it('skips pages that a fast hand has passed', async () => {
    const { pages, asked, answerAll } = host(1_000_000);
    pages.want(0, 30);
    await answerAll();
    await answerAll();
    for (let row = 0; row < 900_000; row += 10_000) pages.want(row, row + 30);
    expect(asked().length).toBeLessThanOrEqual(2);
    await answerAll();
    expect(asked()).toContain(890_000 / rowsPerPage);
    await answerAll();
    await answerAll();
    expect(rowAt(pages.store.getState(), 890_000)).toEqual({ row: 890_000 });
  });

  it('keeps a limited number of pages, those near what is in view', async () => {
    const { pages, answerAll } = host(1_000_000);
    pages.want(0, 10);
    await answerAll();
    for (let page = 1; page < 100; page++) {
      pages.want(page * rowsPerPage, page * rowsPerPage + 10);
      await answerAll();
      await answerAll();
    }
    expect(pages.store.getState().pages.size).toBeLessThanOrEqual(60);
    expect(rowAt(pages.store.getState(), 99 * rowsPerPage)).toBeDefined();
    expect(rowAt(pages.store.getState(), 0)).toBeUndefined();
  });

  it('asks for nothing beyond the end, and stops at a failure until told to try again', async () => {
    const { pages, calls, asked, answerAll } = host(rowsPerPage);
    pages.want(0, 10);
    calls.splice(0)[0]?.refuse();
    await settled();
    expect(pages.store.getState().error).toEqual(new Error('gone'));
    expect(asked()).toEqual([]);
    pages.tryAgain();
    await answerAll();
    pages.want(150, rowsPerPage - 1);
    expect(asked()).toEqual([]);
    expect(pages.store.getState()).toMatchObject({ total: rowsPerPage, error: undefined });
  });
});
