import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiClient } from '../../../../src-core/api/client.ts';
import type { LogLine } from '../../../../src-core/api/contract/jobs.ts';

/** A line of a log with its number, counted from 1. */
export interface NumberedLine extends LogLine {
  readonly number: number;
}

export interface JobLogState {
  /** The newest lines, at most {@link linesKept}. */
  readonly lines: readonly NumberedLine[];
  /** Lines that the log has, with those that are not kept here. */
  readonly total: number;
  /** Whether it has been read to its end once. */
  readonly isLoaded: boolean;
  /** Why it could not be read, when the last attempt failed. */
  readonly error: unknown;
}

export interface JobLog {
  readonly store: StoreApi<JobLogState>;
  /** Reads what is new, now and whenever the log grows, until the answer is called. */
  follow: () => () => void;
}

export const linesKept = 20_000;
const linesPerPage = 5000;
const nothing: JobLogState = { lines: [], total: 0, isLoaded: false, error: undefined };

/** The log of a job as it is on the host; keeps what it has read while nobody follows. */
export function createJobLog(
  api: Pick<ApiClient, 'call' | 'onEvent' | 'onConnection'>,
  jobId: string,
): JobLog {
  const store = createStore<JobLogState>(() => nothing);
  let nextLine: number | undefined;
  let isReading = false;
  let hasGrown = false;
  let followers = 0;
  const hasMore = (): boolean => hasGrown && followers > 0;

  const page = async (fromLine: number, limit: number) => api.call('jobs.log', { jobId, fromLine, limit });

  const readToEnd = async (): Promise<void> => {
    let from = nextLine ?? Math.max(0, (await page(0, 1)).total - linesKept);
    for (;;) {
      const { lines, nextLine: next, total } = await page(from, linesPerPage);
      if (total < from) {
        // Another log under the same id: the job was deleted and submitted anew.
        store.setState(nothing);
        from = 0;
        continue;
      }
      // Lines that cannot be read are left out, so numbers count from the end of the page.
      const first = next - lines.length + 1;
      const added = lines.map((line, index) => ({ ...line, number: first + index }));
      nextLine = next;
      const isEnd = next >= total;
      store.setState(({ lines: known, isLoaded }) => ({
        lines: added.length === 0 ? known : [...known, ...added].slice(-linesKept),
        total,
        isLoaded: isLoaded || isEnd,
        error: undefined,
      }));
      if (isEnd) return;
      from = next;
    }
  };

  const read = async (): Promise<void> => {
    hasGrown = true;
    if (isReading) return;
    isReading = true;
    try {
      while (hasMore()) {
        hasGrown = false;
        await readToEnd();
      }
    } catch (error) {
      store.setState({ error, isLoaded: true });
    } finally {
      isReading = false;
    }
  };

  return {
    store,
    follow: () => {
      followers++;
      const stopEvents = api.onEvent(({ event }) => {
        if (event.type === 'logged' && event.jobId === jobId) void read();
      });
      const stopConnection = api.onConnection((state) => {
        if (state === 'open') void read();
      });
      void read();
      return () => {
        followers--;
        stopEvents();
        stopConnection();
      };
    },
  };
}
