import { X } from 'lucide-react';
import type { Activity } from '../../../src-core/api/activity.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useActivities, useLiveStore } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import type { Tone } from '../../ui/tone.ts';
import { SaveExport } from '../exports/SaveExport.tsx';
import styles from './data.module.css';

const ends: Readonly<Record<Exclude<Activity['state'], 'running'>, { tone: Tone; words: string }>> = {
  completed: { tone: 'good', words: '✓ done' },
  failed: { tone: 'danger', words: '✕ failed' },
  cancelled: { tone: 'neutral', words: 'cancelled' },
};

/** What is under way beside the queue, and what has ended and not been dismissed; the latest first. */
export function ActivityList({ label, keep }: { label: string; keep: (activity: Activity) => boolean }) {
  const activities = useActivities(keep).toReversed();
  if (activities.length === 0) return null;
  return (
    <ul className={styles.activities} aria-label={label}>
      {activities.map((activity) => (
        <ActivityRow key={activity.activityId} activity={activity} />
      ))}
    </ul>
  );
}

function ActivityRow({ activity }: { activity: Activity }) {
  const { activityId, kind, title, state, fraction, message, error } = activity;
  const mayChange = usePermission('SUBMIT');
  const cancel = useCommand('activities.cancel');
  const dismiss = useCommand('activities.dismiss');
  const live = useLiveStore();
  const doDismiss = async (): Promise<void> => {
    // The host tells nobody what is not there any more.
    if ((await dismiss.run({ activityId })) !== undefined) await live.refresh();
  };
  return (
    <li className={styles.activity}>
      <span className={styles.activityTitle}>{title}</span>
      {state === 'running' ? (
        <>
          <span className={styles.activityBar}>
            <ProgressBar label={title} fraction={fraction} text={message === '' ? 'starting' : message} />
          </span>
          {mayChange && (
            <Button
              busy={cancel.isBusy}
              title={
                kind === 'backfill'
                  ? 'The coordinator goes on with it; who operates that can cancel it there'
                  : undefined
              }
              onClick={() => void cancel.run({ activityId })}
            >
              {kind === 'backfill' ? 'Stop following' : 'Cancel'}
            </Button>
          )}
        </>
      ) : (
        <>
          <Badge tone={ends[state].tone}>{ends[state].words}</Badge>
          <span className={styles.activityBar}>{error?.message ?? message}</span>
          <SaveExport activity={activity} onSaved={() => void doDismiss()} />
          {mayChange && (
            <IconButton
              label={`Dismiss ${title}`}
              icon={<X aria-hidden />}
              onClick={() => void doDismiss()}
            />
          )}
        </>
      )}
    </li>
  );
}
