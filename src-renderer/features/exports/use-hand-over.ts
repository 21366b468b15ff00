import { useCallback } from 'react';
import { usePlatform } from '../../app/platform.tsx';
import { useApi, useInfo } from '../../state/api-context.tsx';
import { notify } from '../../ui/toasts.ts';

/** Hands over an export that the host has made, as the shell can: a dialog, or a download. Answers whether it was taken. */
export function useHandOver(): (exportId: string, fileName: string) => Promise<boolean> {
  const api = useApi();
  const platform = usePlatform();
  const { capabilities } = useInfo();
  return useCallback(
    async (exportId: string, fileName: string) => {
      if (!capabilities.fileDialogs) {
        await platform.downloadExport(exportId, fileName);
        return true;
      }
      const { savedTo } = await api.call('exports.save', { exportId });
      if (savedTo !== null) notify({ message: `Saved as ${savedTo}.` });
      return savedTo !== null;
    },
    [api, platform, capabilities],
  );
}
