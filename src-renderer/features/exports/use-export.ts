import { useCallback, useState } from 'react';
import type { InputOf } from '../../../src-core/api/contract.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { useApi } from '../../state/api-context.tsx';
import { notify } from '../../ui/toasts.ts';
import { useHandOver } from './use-hand-over.ts';

export type ExportFormat = InputOf<'exports.create'>['format'];

/** Makes an export on the host, then hands it over. */
export function useExport(): {
  run: (jobIds: readonly string[], format: ExportFormat) => Promise<void>;
  isBusy: boolean;
} {
  const api = useApi();
  const handOver = useHandOver();
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(
    async (jobIds: readonly string[], format: ExportFormat) => {
      setBusy(true);
      try {
        const { exportId, fileName } = await api.call('exports.create', { jobIds: [...jobIds], format });
        await handOver(exportId, fileName);
      } catch (thrown) {
        notify({ message: toErrorEnvelope(thrown).message, tone: 'danger' });
      } finally {
        setBusy(false);
      }
    },
    [api, handOver],
  );
  return { run, isBusy };
}
