import { Download } from 'lucide-react';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useExport, type ExportFormat } from './use-export.ts';

const formats: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'Predictions as CSV' },
  { format: 'json', label: 'Summary and charts as JSON' },
  { format: 'html', label: 'Report as HTML' },
];

const most = 10;

/** Exports of one completed job, or a report on several. */
export function ExportMenu({ jobIds }: { jobIds: readonly string[] }) {
  const mayExport = usePermission('EXPORT_DATA');
  const { run, isBusy } = useExport();
  const isUsable = mayExport && jobIds.length > 0 && jobIds.length <= most;
  const trigger = (
    <Button
      busy={isBusy}
      disabled={!isUsable}
      icon={<Download aria-hidden />}
      title={whyNot(mayExport, jobIds.length)}
    >
      Export
    </Button>
  );
  return (
    <Menu
      trigger={trigger}
      items={formats
        .filter(({ format }) => format === 'html' || jobIds.length === 1)
        .map(({ format, label }) => ({ label, onSelect: () => void run(jobIds, format) }))}
    />
  );
}

function whyNot(mayExport: boolean, jobs: number): string | undefined {
  if (!mayExport) return ownerOnly('export results');
  return jobs > 0 && jobs <= most ? undefined : `Choose 1 to ${most} completed jobs to export them`;
}
