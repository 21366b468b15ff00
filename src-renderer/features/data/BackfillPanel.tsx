import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { Panel } from '../../ui/Panel.tsx';
import { ActivityList } from './ActivityList.tsx';
import { BackfillForm } from './BackfillForm.tsx';
import { BackfillHistory } from './BackfillHistory.tsx';
import styles from './data.module.css';

const isBackfill = ({ kind }: { kind: string }): boolean => kind === 'backfill';

/** Backfills on a coordinator: starting one, following it, and those there were. */
export function BackfillPanel({ coordinator }: { coordinator: Coordinator }) {
  return (
    <Panel title={`Backfills on ${coordinator.name}`}>
      <div className={styles.detail}>
        <BackfillForm coordinator={coordinator} />
        <ActivityList label="Backfills that are followed" keep={isBackfill} />
        <BackfillHistory coordinatorId={coordinator.coordinatorId} />
      </div>
    </Panel>
  );
}
