import { Download } from 'lucide-react';
import { useState } from 'react';
import type { Activity } from '../../../src-core/api/activity.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { Button } from '../../ui/Button.tsx';
import { notify } from '../../ui/toasts.ts';
import { useHandOver } from './use-hand-over.ts';

/** Takes away what an activity has exported; nothing for activities that export nothing. */
export function SaveExport({ activity, onSaved }: { activity: Activity; onSaved: () => void }) {
  const handOver = useHandOver();
  const [isBusy, setBusy] = useState(false);
  const { export_id: exportId, file_name: fileName } = activity.result ?? {};
  if (typeof exportId !== 'string' || typeof fileName !== 'string') return null;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      if (await handOver(exportId, fileName)) onSaved();
    } catch (thrown) {
      notify({ message: toErrorEnvelope(thrown).message, tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button busy={isBusy} icon={<Download aria-hidden />} onClick={() => void save()}>
      Save {fileName}
    </Button>
  );
}
