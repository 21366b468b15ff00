import { X } from 'lucide-react';
import { usePermission } from '../../state/api-context.tsx';
import { useJob } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { IconButton } from '../../ui/IconButton.tsx';

/** Cancels a job that runs; nothing for who may not. */
export function CancelJob({ jobId, name }: { jobId: string; name: string }) {
  const isCancelling = useJob(jobId)?.isCancelling === true;
  const cancel = useCommand('jobs.cancel');
  if (!usePermission('SUBMIT')) return null;
  return (
    <IconButton
      label={`Cancel ${name}`}
      icon={<X aria-hidden />}
      disabled={cancel.isBusy || isCancelling}
      onClick={() => void cancel.run({ jobIds: [jobId] })}
    />
  );
}
