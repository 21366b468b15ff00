import { useCallback, useState } from 'react';
import type { InputOf } from '../../../src-core/api/contract.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { usePlatform } from '../../app/platform.tsx';
import { useApi, useInfo } from '../../state/api-context.tsx';
import { notify } from '../../ui/toasts.ts';

export type ExportFormat = InputOf<'exports.create'>['format'];

/** Makes an export on the host, then hands it over as the shell can: a dialog, or a download. */
export function useExport(): {
  run: (jobIds: readonly string[], format: ExportFormat) => Promise<void>;
  isBusy: boolean;
} {
  const api = useApi();
  const platform = usePlatform();
  const { capabilities } = useInfo();
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(
    async (jobIds: readonly string[], format: ExportFormat) => {
      setBusy(true);
      try {
        const { exportId, fileName } = await api.call('exports.create', { jobIds: [...jobIds], format });
        if (capabilities.fileDialogs) {
          const { savedTo } = await api.call('exports.save', { exportId });
          if (savedTo !== null) notify({ message: `Saved as ${savedTo}.` });
        } else {
          await platform.downloadExport(exportId, fileName);
        }
      } catch (thrown) {
        notify({ message: toErrorEnvelope(thrown).message, tone: 'danger' });
      } finally {
        setBusy(false);
      }
    },
    [api, platform, capabilities],
  );
  return { run, isBusy };
}
