import { X } from 'lucide-react';
import { useMemo } from 'react';
import { formatOrdinal } from '../../format/ordinal.ts';
import { secondsOfTyped, typedMoment } from '../../format/typed-moment.ts';
import { useJobs } from '../../state/live/use-live.ts';
import { usePreferences } from '../../state/preferences.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Combobox } from '../../ui/Combobox.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Field } from '../../ui/Field.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MomentField } from '../../ui/MomentField.tsx';
import { groupsOf } from '../queue/job-groups.ts';
import { useGroupNames } from '../queue/use-group-names.ts';
import { waitingOrder } from '../queue/queue-places.ts';
import { useDraft } from './draft-store.ts';
import type { ScheduleDraft } from './schedule-draft.ts';
import styles from './schedule.module.css';

/** When the backtest may start, beyond its turn. */
export function ScheduleFields({ wasTried }: { wasTried: boolean }) {
  const { schedule } = useDraft();
  const zone = usePreferences((state) => state.timeZone);
  const set = (change: Partial<ScheduleDraft>): void =>
    useDraft.setState({ schedule: { ...schedule, ...change } });
  const { notBefore, after, groupId } = schedule;
  const isUnreadable = notBefore !== null && secondsOfTyped(notBefore) === undefined;
  const count = Number(notBefore !== null) + after.length + Number(groupId !== null);
  const conditions = count > 0 ? `: ${count} ${count === 1 ? 'condition' : 'conditions'}` : '';
  return (
    <Disclosure title={`When it may start${conditions}`} className={styles.fields}>
      <Checkbox
        checked={notBefore !== null}
        onCheckedChange={(isPlanned) =>
          set({ notBefore: isPlanned ? typedMoment(nextDay(Date.now() / 1000), zone) : null })
        }
      >
        Not before a moment
      </Checkbox>
      {notBefore !== null && (
        <MomentField
          label="Not before"
          value={notBefore}
          onValueChange={(moment) => set({ notBefore: moment })}
          error={isUnreadable && wasTried ? 'A day and a time of day are needed.' : undefined}
        />
      )}
      <AfterField after={after} onChange={(jobIds) => set({ after: jobIds })} />
      <GroupField groupId={groupId} onChange={(id) => set({ groupId: id })} />
    </Disclosure>
  );
}

/** The next midnight, UTC. */
const nextDay = (nowSeconds: number): number => Math.ceil((nowSeconds + 1) / 86_400) * 86_400;

function AfterField({ after, onChange }: { after: readonly string[]; onChange: (after: string[]) => void }) {
  const jobs = useJobs();
  const options = useMemo(() => {
    const running = Object.values(jobs).filter(({ state }) => state === 'running');
    const waiting = waitingOrder(Object.values(jobs)).map((jobId, index) => ({
      value: jobId,
      label: jobs[jobId]?.name ?? jobId,
      hint: `${formatOrdinal(index + 1)} of those that wait`,
    }));
    return [
      ...running.map(({ jobId, name }) => ({ value: jobId, label: name, hint: 'runs' })),
      ...waiting,
    ].filter(({ value }) => !after.includes(value));
  }, [jobs, after]);
  return (
    <div className={styles.after}>
      <Field
        label="After these have completed"
        hint="It is cancelled when one of them fails for good, is cancelled or deleted."
      >
        <Combobox
          value={null}
          onValueChange={(jobId) => {
            if (jobId !== null) onChange([...after, jobId]);
          }}
          options={options}
          placeholder="A job that waits or runs"
          emptyText="No such job waits or runs."
        />
      </Field>
      {after.length > 0 && (
        <ul aria-label="Jobs that have to complete first" className={styles.chosen}>
          {after.map((jobId) => {
            const name = jobs[jobId]?.name ?? 'a job that is gone';
            return (
              <li key={jobId}>
                {name}
                <IconButton
                  label={`Do not wait for ${name}`}
                  icon={<X aria-hidden />}
                  onClick={() => onChange(after.filter((other) => other !== jobId))}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function GroupField({
  groupId,
  onChange,
}: {
  groupId: string | null;
  onChange: (groupId: string | null) => void;
}) {
  const jobs = useJobs();
  const groups = useMemo(() => groupsOf(Object.values(jobs)), [jobs]);
  const names = useGroupNames(groups);
  if (groups.length === 0) return null;
  return (
    <Field label="Group" hint="It is counted and cancelled together with the jobs of the group.">
      <Combobox
        value={groupId}
        onValueChange={onChange}
        options={groups.map((group) => ({
          value: group.groupId,
          label: names.get(group.groupId) ?? 'group',
        }))}
        placeholder="None"
        emptyText="There is no such group."
      />
    </Field>
  );
}
