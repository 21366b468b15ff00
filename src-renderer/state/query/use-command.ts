import { useCallback, useState } from 'react';
import type { InputOf, OperationName, OutputOf } from '../../../src-core/api/contract.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { notify } from '../../ui/toasts.ts';
import { useApi } from '../api-context.tsx';

export interface Command<Name extends OperationName> {
  /** Answers `undefined` when it failed; the failure is in `error`, or was said in a toast. */
  run: (input: InputOf<Name>) => Promise<OutputOf<Name> | undefined>;
  readonly isBusy: boolean;
  readonly error: unknown;
  clearError: () => void;
}

/**
 * Something that changes the world.
 *
 * @param failure `toast` (usual) says failures in a toast; `inline` leaves them to the caller, who shows `error`
 */
export function useCommand<Name extends OperationName>(
  name: Name,
  failure: 'toast' | 'inline' = 'toast',
): Command<Name> {
  const api = useApi();
  const [running, setRunning] = useState(0);
  const [error, setError] = useState<unknown>(undefined);
  const run = useCallback(
    async (input: InputOf<Name>) => {
      setRunning((count) => count + 1);
      setError(undefined);
      try {
        return await api.call(name, input);
      } catch (thrown) {
        setError(thrown);
        if (failure === 'toast') notify({ message: toErrorEnvelope(thrown).message, tone: 'danger' });
        return undefined;
      } finally {
        setRunning((count) => count - 1);
      }
    },
    [api, name, failure],
  );
  const clearError = useCallback(() => setError(undefined), []);
  return { run, isBusy: running > 0, error, clearError };
}
