import { Check, Info, Pin, PinOff, TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import type { OutputOf } from '../../../../src-core/api/contract.ts';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { qualityWords } from '../../../../src-core/result/quality-rows.ts';
import { shownStateOf } from '../../../format/job-state.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Popover } from '../../../ui/Popover.tsx';
import { StateChip } from '../../../ui/StateChip.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { QualityReport } from '../QualityReport.tsx';
import { useRunActions } from '../use-run-actions.ts';
import { ActionButtons } from './ActionButtons.tsx';
import { HeadlineFigure } from './HeadlineFigure.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunNotes } from './RunNotes.tsx';
import styles from './header.module.css';

/** What a run is, how it ended, its one figure, and what can be done with it. */
export function RunHeader({ job, result }: { job: JobRow; result: OutputOf<'results.get'> | undefined }) {
  const summary = result?.summary;
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <PinSwitch job={job} />
        <h2 className={styles.name} title={job.name}>
          {job.name}
        </h2>
        <StateChip state={shownStateOf(job)} />
        {job.attempt > 1 && <Badge title="How often it was started">attempt {job.attempt}</Badge>}
        {summary !== undefined && <QualityBadge summary={summary} />}
        {summary?.data.is_synthetic === true && (
          <Badge title="Made-up candles: these figures say nothing about a market">synthetic</Badge>
        )}
        <ActionButtons job={job} hasResult={result !== undefined} />
      </div>
      <div className={styles.middle}>
        {summary !== undefined && <HeadlineFigure summary={summary} kind={job.kind} />}
        <RunFacts job={job} receipt={summary?.receipt} />
        <RunNotes job={job} />
      </div>
    </header>
  );
}

function PinSwitch({ job }: { job: JobRow }) {
  const { mayChange, setPinned } = useRunActions(job);
  if (!mayChange) return job.pinned ? <Pin className={styles.pinned} aria-label="pinned" /> : null;
  return (
    <IconButton
      label={job.pinned ? 'Unpin, so that it can be deleted' : 'Pin, so that it is never cleaned up'}
      icon={job.pinned ? <Pin aria-hidden /> : <PinOff aria-hidden />}
      pressed={job.pinned}
      onClick={() => void setPinned(!job.pinned)}
    />
  );
}

const qualityTitles = {
  clean: 'The data was clean',
  noted: 'What was found in the data',
  warned: 'What was odd about the data',
};
const qualityIcons = {
  clean: <Check aria-hidden />,
  noted: <Info aria-hidden />,
  warned: <TriangleAlert aria-hidden />,
};

/** How good the data was; opens what was wrong with it. */
function QualityBadge({ summary }: { summary: OutputOf<'results.get'>['summary'] }) {
  const quality = summary.data_quality;
  const isWarned = quality.badge === 'warned';
  return (
    <Popover
      title={qualityTitles[quality.badge]}
      trigger={
        <Button
          look="quiet"
          className={classNames(styles.quality, isWarned && styles.warned)}
          icon={qualityIcons[quality.badge]}
        >
          {qualityWords(quality)}
        </Button>
      }
    >
      <QualityReport quality={quality} />
      <p className={styles.more}>
        <Link href="/data">Look at the data</Link>
      </p>
    </Popover>
  );
}
