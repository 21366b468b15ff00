import { vi } from 'vitest';
import type { SqliteJobStore } from '../store/sqlite-job-store.ts';

type RefusableCall =
  | 'insertOrGet'
  | 'claim'
  | 'recordWorker'
  | 'markProgress'
  | 'markStalled'
  | 'beat'
  | 'get'
  | 'complete'
  | 'together'
  | 'cancel'
  | 'release';

/**
 * Makes a store refuse calls as SQLite does, with an error of that code.
 *
 * @param first what is done of a call before it is refused
 */
export function refuse<Name extends RefusableCall>(
  store: SqliteJobStore,
  name: Name,
  code: string,
  {
    times = 1,
    first,
  }: { times?: number; first?: (...parameters: Parameters<SqliteJobStore[Name]>) => void } = {},
): void {
  const call: RefusableCall = name;
  const spy = vi.spyOn(store, call);
  for (let time = 0; time < times; time++) {
    spy.mockImplementationOnce((...parameters: unknown[]) => {
      first?.(...(parameters as Parameters<SqliteJobStore[Name]>));
      throw Object.assign(new Error(`refused: ${code}`), { code });
    });
  }
}
