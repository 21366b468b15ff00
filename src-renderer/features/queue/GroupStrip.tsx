import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { Layers, X } from 'lucide-react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { percentDone } from '../../../src-core/job/percent-done.ts';
import { formatWhole } from '../../format/number.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useLiveStore } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { classNames } from '../../ui/class-names.ts';
import { countJobs } from './bulk-outcome.ts';
import styles from './groups.module.css';
import { groupFraction, groupsOf, groupTrouble, isDone, type JobGroup } from './job-groups.ts';
import { setFilter, useQueueView } from './queue-view-store.ts';
import { tellOutcome } from './tell-outcome.ts';
import { useGroupNames } from './use-group-names.ts';

/** Of the groups with nothing left to do, the newest are shown; all are in the table. */
const mostDone = 3;

/** The groups of the queue: how far each is; choosing one shows its jobs alone. */
export function GroupStrip({ jobs }: { jobs: readonly JobRow[] }) {
  const chosen = useQueueView((view) => view.filter.group);
  const [showsAll, setShowsAll] = useState(false);
  const groups = useMemo(() => groupsOf(jobs), [jobs]);
  const names = useGroupNames(groups);
  if (groups.length === 0) return null;
  const open = groups.filter((group) => !isDone(group)).length;
  const shown = groups.filter(
    (group, index) => showsAll || index < open + mostDone || group.groupId === chosen,
  );
  const hidden = groups.length - shown.length;
  return (
    <div className={styles.strip}>
      <ul aria-label="Groups" className={styles.groups}>
        {shown.map((group) => (
          <GroupChip
            key={group.groupId}
            group={group}
            name={names.get(group.groupId) ?? 'group'}
            isChosen={group.groupId === chosen}
          />
        ))}
      </ul>
      {(hidden > 0 || showsAll) && (
        <Button look="quiet" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Show fewer groups' : `${formatWhole(hidden)} more`}
        </Button>
      )}
    </div>
  );
}

function GroupChip({ group, name, isChosen }: { group: JobGroup; name: string; isChosen: boolean }) {
  const live = useLiveStore();
  const fraction = useStore(live, ({ live: state }) =>
    groupFraction(
      group,
      state?.jobs ?? {},
      (jobId) => (state?.progress[jobId] ?? state?.jobs[jobId]?.progress)?.fraction ?? 0,
    ),
  );
  const mayChange = usePermission('SUBMIT');
  const trouble = groupTrouble(group.counts);
  const isOver = isDone(group);
  const count = `${formatWhole(group.ended)} of ${formatWhole(group.jobIds.length)}`;
  return (
    <li className={classNames(styles.chip, isChosen && styles.chosen)}>
      <button
        type="button"
        aria-pressed={isChosen}
        className={styles.choose}
        title={isChosen ? 'Show all jobs again' : `Show only the jobs of ${name}`}
        onClick={() => setFilter({ group: isChosen ? '' : group.groupId })}
      >
        <Layers aria-hidden />
        <span className={styles.name}>{name}</span>
        <span className={styles.count}>{count}</span>
        {trouble !== undefined && <span className={styles.trouble}>{trouble}</span>}
      </button>
      {!isOver && (
        <ProgressBar
          label={`Progress of the group ${name}`}
          fraction={fraction}
          // Only a result in place is 100 %.
          text={`${percentDone(fraction)} %`}
          className={styles.progress}
        />
      )}
      {!isOver && mayChange && <CancelGroup group={group} name={name} />}
    </li>
  );
}

function CancelGroup({ group, name }: { group: JobGroup; name: string }) {
  const [isAsking, setAsking] = useState(false);
  const cancel = useCommand('queue.cancelGroup');
  const open = countJobs(group.jobIds.length - group.ended);
  const confirm = async (): Promise<void> => {
    const outcome = await cancel.run({ groupId: group.groupId });
    setAsking(false);
    tellOutcome(`Cancelled in ${name}`, [], outcome);
  };
  return (
    <>
      <IconButton
        label={`Cancel the group ${name}`}
        icon={<X aria-hidden />}
        onClick={() => setAsking(true)}
      />
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        danger
        busy={cancel.isBusy}
        title={`Cancel what is left of ${name}?`}
        description={`${open} that wait or run are cancelled, and leave no result. Those that have ended stay as they are.`}
        confirmLabel={`Cancel ${open}`}
        onConfirm={() => void confirm()}
      />
    </>
  );
}
