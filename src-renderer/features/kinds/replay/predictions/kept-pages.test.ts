import { describe, expect, it } from 'vitest';
import { HindcastError } from '../../../../../src-core/errors/hindcast-error.ts';
import { firstChoice, keepPages, pagesOf, readFirstPage, type PagesPlace } from './kept-pages.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The screen of a run with three predictions, and what it has asked. */
function openScreen(answer: () => unknown = () => ({ total: 3, rows: [] })) {
  const asked: unknown[] = [];
  const api = {
    call: async (name: string, input: unknown) => {
      asked.push([name, input]);
      await Promise.resolve();
      return answer();
    },
  } as PagesPlace['api'];
  const place: PagesPlace = { api, kept: new Map(), jobId: 'a', resultHash: 'hash' };
  return { place, asked };
}

describe('the first page of the predictions', () => {
  it('is there when the tab is opened, and is not asked for again', async () => {
    const { place, asked } = openScreen();
    readFirstPage(place);
    await settled();
    const { pages } = pagesOf(place, { ...firstChoice });
    pages.want(0, 20);
    expect(pages.store.getState().total).toBe(3);
    expect(asked).toEqual([
      ['results.predictions', { jobId: 'a', ...firstChoice, offset: 0, limit: expect.any(Number) }],
    ]);
  });

  it('is not read ahead once others were looked at, and takes nothing from them', () => {
    const { place, asked } = openScreen();
    const chosen = pagesOf(place, { ...firstChoice, descending: true });
    keepPages(place.kept, chosen);
    readFirstPage(place);
    expect(asked).toEqual([]);
    expect(pagesOf(place, { ...firstChoice, descending: true })).toBe(chosen);
  });

  it('is nothing for another choice, nor for another result', () => {
    const { place } = openScreen();
    readFirstPage(place);
    const { pages } = pagesOf(place, firstChoice);
    expect(pagesOf(place, { ...firstChoice, scope: 'x' }).pages).not.toBe(pages);
    expect(pagesOf({ ...place, resultHash: 'another' }, firstChoice).pages).not.toBe(pages);
  });

  it('that may not be read, or not now, fails in silence and is asked for again by the tab', async () => {
    let isAllowed = false;
    const { place, asked } = openScreen(() => {
      if (isAllowed) return { total: 3, rows: [] };
      throw new HindcastError('PERMISSION_DENIED', 'Not for this session.');
    });
    readFirstPage(place);
    await settled();
    isAllowed = true;
    const { pages } = pagesOf(place, firstChoice);
    pages.want(0, 20);
    await settled();
    expect([asked.length, pages.store.getState().total]).toEqual([2, 3]);
  });
});
