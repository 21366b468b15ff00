import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { CoordinatorDialog } from './CoordinatorDialog.tsx';
import { CoordinatorRow } from './CoordinatorRow.tsx';
import styles from './coordinators.module.css';

/** The coordinators that candles can come from. */
export function CoordinatorList() {
  const { data, error, refetch } = useQuery('coordinators.list', {}, { tags: ['coordinators'] });
  const mayChange = usePermission('SUBMIT');
  const [edited, setEdited] = useState<Coordinator | 'new' | undefined>(undefined);
  const [changes, setChanges] = useState(0);
  return (
    <Panel
      title="Coordinators"
      actions={
        mayChange && (
          <Button icon={<Plus aria-hidden />} onClick={() => setEdited('new')}>
            Add a coordinator
          </Button>
        )
      }
    >
      {data === undefined ? (
        error === undefined ? (
          <LoadingState label="Loading the coordinators" rows={2} />
        ) : (
          <ErrorState error={error} compact action={<Button onClick={refetch}>Try again</Button>} />
        )
      ) : (
        <ul className={styles.list}>
          {data.map((coordinator) => (
            <CoordinatorRow
              // What a test has shown holds no more once anything was changed.
              key={`${coordinator.coordinatorId} ${changes}`}
              coordinator={coordinator}
              onEdit={() => setEdited(coordinator)}
            />
          ))}
          {data.length === 0 && <li>There is none. Add the one of your competition.</li>}
          {!mayChange && <li className={styles.note}>{ownerOnly('add, test and change coordinators')}</li>}
        </ul>
      )}
      {edited !== undefined && (
        <CoordinatorDialog
          coordinator={edited === 'new' ? null : edited}
          onClose={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            setChanges(changes + 1);
          }}
        />
      )}
    </Panel>
  );
}
