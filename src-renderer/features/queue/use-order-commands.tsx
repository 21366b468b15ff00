import { lazy, Suspense, useState, type ReactNode } from 'react';
import { prioritySchema } from '../../../src-core/job/job-base.ts';
import { announce } from '../../app/Announcer.tsx';
import type { Command } from '../../commands/command-registry.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useLiveStore } from '../../state/live/use-live.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { notify } from '../../ui/toasts.ts';
import { countJobs } from './bulk-outcome.ts';
import { placeByOne, type QueuePlace } from './move-by-one.ts';
import { waitingOrder, type QueueRow } from './queue-places.ts';
import { tellOutcome } from './tell-outcome.ts';

const ScheduleDialog = lazy(() => import('./ScheduleDialog.tsx'));
const MoveBeforeDialog = lazy(() => import('./MoveBeforeDialog.tsx'));

/** Of the most urgent first. */
const priorities = prioritySchema.options.toReversed();
const group = 'Queue';

/** What can be done about the order in which selected jobs start. */
export interface OrderCommands {
  /** Moving, priority, schedule: in groups, as a menu shows them. */
  readonly groups: readonly (readonly Command[])[];
  /** Of the selected jobs those that wait; only they have a place. */
  readonly waiting: readonly QueueRow[];
  /** What the commands ask in. */
  readonly dialogs: ReactNode;
}

/** Registers the commands too, for keys and palette. */
export function useOrderCommands(selected: readonly QueueRow[]): OrderCommands {
  const live = useLiveStore();
  const mayChange = usePermission('SUBMIT');
  const move = useCommand('queue.move');
  const prioritize = useCommand('queue.prioritize');
  const schedule = useCommand('queue.schedule');
  const [asks, setAsks] = useState<'moment' | 'before' | null>(null);
  const waiting = selected.filter(({ state }) => state === 'pending');
  const jobIds = waiting.map(({ jobId }) => jobId);
  const canMove = (): boolean => mayChange && waiting.length > 0;

  const moveTo = async (place: QueuePlace, where: string): Promise<void> => {
    const outcome = await move.run({ jobIds, place });
    if (outcome === undefined) return;
    const { length } = outcome.moved;
    announce(`Moved ${where}: ${countJobs(length)}.`);
    if (length < jobIds.length) {
      notify({
        message: `${countJobs(jobIds.length - length)} had started already and stayed.`,
        tone: 'warn',
      });
    }
  };
  const moveByOne = (direction: 'up' | 'down'): void => {
    const order = waitingOrder(Object.values(live.getState().live?.jobs ?? {}));
    const place = placeByOne(order, new Set(jobIds), direction);
    if (place === undefined) announce(direction === 'up' ? 'Already the next.' : 'Already the last.');
    else void moveTo(place, direction);
  };
  const groups: Command[][] = [
    [
      {
        id: 'queue.first',
        title: 'Move to the front',
        group,
        keys: 'Alt+Shift+ArrowUp',
        when: canMove,
        run: () => void moveTo({ to: 'front' }, 'to the front'),
      },
      {
        id: 'queue.up',
        title: 'Move up',
        group,
        keys: 'Alt+ArrowUp',
        when: canMove,
        run: () => moveByOne('up'),
      },
      {
        id: 'queue.down',
        title: 'Move down',
        group,
        keys: 'Alt+ArrowDown',
        when: canMove,
        run: () => moveByOne('down'),
      },
      {
        id: 'queue.last',
        title: 'Move to the back',
        group,
        keys: 'Alt+Shift+ArrowDown',
        when: canMove,
        run: () => void moveTo({ to: 'back' }, 'to the back'),
      },
      { id: 'queue.before', title: 'Move before…', group, when: canMove, run: () => setAsks('before') },
    ],
    priorities.map((priority) => ({
      id: `queue.priority.${priority}`,
      title: `Priority ${priority}`,
      group,
      when: () => canMove() && waiting.some((job) => job.priority !== priority),
      run: () =>
        void prioritize
          .run({ jobIds, priority })
          .then((outcome) => tellOutcome(`Priority ${priority}`, waiting, outcome)),
    })),
    [
      {
        id: 'queue.schedule',
        title: 'Start not before…',
        group,
        keys: 'S',
        when: canMove,
        run: () => setAsks('moment'),
      },
      {
        id: 'queue.now',
        title: 'Start now',
        group,
        when: () => canMove() && waiting.some(({ notBefore }) => notBefore !== null),
        run: () =>
          void schedule
            .run({ jobIds, notBefore: null })
            .then((outcome) => tellOutcome('Free to start', waiting, outcome)),
      },
    ],
  ];
  useCommands(groups.flat());
  const dialogs = (
    <Suspense>
      {asks === 'moment' && waiting.length > 0 && (
        <ScheduleDialog jobs={waiting} onClose={() => setAsks(null)} />
      )}
      {asks === 'before' && waiting.length > 0 && (
        <MoveBeforeDialog
          jobIds={jobIds}
          onMove={(place) => void moveTo(place, 'before another job')}
          onClose={() => setAsks(null)}
        />
      )}
    </Suspense>
  );
  return { groups, waiting, dialogs };
}
