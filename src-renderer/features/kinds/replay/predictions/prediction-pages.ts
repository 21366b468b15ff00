import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiClient } from '../../../../../src-core/api/client.ts';
import type { ParsedInputOf } from '../../../../../src-core/api/contract.ts';
import type { PredictionRow } from '../../../../../src-core/api/contract/results.ts';

/** Which predictions are listed, and in which order. */
export type PredictionChoice = Omit<ParsedInputOf<'results.predictions'>, 'jobId' | 'offset' | 'limit'>;

export interface PredictionPagesState {
  /** Predictions that pass the filter; undefined until the first page is there. */
  readonly total: number | undefined;
  /** Pages that are here, by their number. */
  readonly pages: ReadonlyMap<number, readonly PredictionRow[]>;
  /** Why a page could not be read, when the last attempt failed. */
  readonly error: unknown;
}

export interface PredictionPages {
  readonly store: StoreApi<PredictionPagesState>;
  /** Asks for what is missing of these rows; what was wanted before and is not on its way yet is dropped. */
  want: (first: number, last: number) => void;
  /** Forgets the failure and asks again. */
  tryAgain: () => void;
}

export const rowsPerPage = 200;
const pagesKept = 60;
/** Calls at the same time: a hand that drags through a million rows must not queue up every page it passes. */
const mostCalls = 2;

/** The row at an index; undefined while it is not here. */
export function rowAt({ pages }: PredictionPagesState, index: number): PredictionRow | undefined {
  return pages.get(Math.floor(index / rowsPerPage))?.[index % rowsPerPage];
}

/** Pages of the predictions of a run, asked for as they come into view. */
export function createPredictionPages(
  api: Pick<ApiClient, 'call'>,
  jobId: string,
  choice: PredictionChoice,
): PredictionPages {
  const store = createStore<PredictionPagesState>(() => ({
    total: undefined,
    pages: new Map(),
    error: undefined,
  }));
  const onTheWay = new Set<number>();
  let wanted: readonly number[] = [0];

  const load = async (page: number): Promise<void> => {
    onTheWay.add(page);
    try {
      const { total, rows } = await api.call('results.predictions', {
        jobId,
        ...choice,
        offset: page * rowsPerPage,
        limit: rowsPerPage,
      });
      store.setState(({ pages }) => ({
        total,
        pages: withPage(pages, page, rows, wanted),
        error: undefined,
      }));
    } catch (error) {
      store.setState({ error });
    } finally {
      onTheWay.delete(page);
    }
    pump();
  };

  const pump = (): void => {
    const { pages, total, error } = store.getState();
    if (error !== undefined) return;
    for (const page of wanted) {
      if (onTheWay.size >= mostCalls) return;
      const exists = total === undefined ? page === 0 : page * rowsPerPage < total;
      if (exists && !pages.has(page) && !onTheWay.has(page)) void load(page);
    }
  };

  return {
    store,
    want: (first, last) => {
      const from = Math.floor(first / rowsPerPage);
      const to = Math.floor(last / rowsPerPage);
      // What is in view first, then what comes next in either direction.
      wanted = [
        ...Array.from({ length: to - from + 1 }, (_, index) => from + index),
        to + 1,
        from - 1,
      ].filter((page) => page >= 0);
      pump();
    },
    tryAgain: () => {
      store.setState({ error: undefined });
      pump();
    },
  };
}

/** Keeps the pages that are nearest to what is wanted. */
function withPage(
  pages: ReadonlyMap<number, readonly PredictionRow[]>,
  page: number,
  rows: readonly PredictionRow[],
  wanted: readonly number[],
): ReadonlyMap<number, readonly PredictionRow[]> {
  const next = new Map(pages).set(page, rows);
  if (next.size <= pagesKept) return next;
  const [centre = page] = wanted;
  const farthest = [...next.keys()].reduce((worst, candidate) =>
    Math.abs(candidate - centre) > Math.abs(worst - centre) ? candidate : worst,
  );
  next.delete(farthest);
  return next;
}
