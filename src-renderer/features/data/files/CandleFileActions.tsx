import { useState } from 'react';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { usePermission } from '../../../state/api-context.tsx';
import { Button } from '../../../ui/Button.tsx';
import type { DayRange } from '../DayCalendar.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { largerPeriods } from './larger-periods.ts';
import { ResampleDialog } from './ResampleDialog.tsx';

/** What can be made of chosen days: a file, candles of a longer period. */
export function CandleFileActions({ feed, range }: { feed: Feed; range: DayRange }) {
  const [shows, setShows] = useState<'export' | 'resample' | null>(null);
  const mayChange = usePermission('SUBMIT');
  const mayExport = usePermission('EXPORT_DATA');
  const periods = largerPeriods(feed);
  const close = (): void => setShows(null);
  return (
    <>
      {mayExport && <Button onClick={() => setShows('export')}>Export candles</Button>}
      {mayChange && periods.length > 0 && (
        <Button onClick={() => setShows('resample')}>Resample candles</Button>
      )}
      {shows === 'export' && <ExportDialog feed={feed} range={range} onClose={close} />}
      {shows === 'resample' && <ResampleDialog feed={feed} periods={periods} range={range} onClose={close} />}
    </>
  );
}
