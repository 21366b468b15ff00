import { useState } from 'react';
import { useQuery } from '../../state/query/use-query.ts';
import { CoordinatorList } from '../coordinators/CoordinatorList.tsx';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { BackfillHistory } from './BackfillHistory.tsx';
import { OfferPanel } from './OfferPanel.tsx';
import styles from './data.module.css';

/** Coordinators: what they offer, backfills that run there, pulling from them. */
export function CoordinatorView() {
  const { data } = useQuery('coordinators.list', {}, { tags: ['coordinators'] });
  const [chosen, setChosen] = useState<string | null>(null);
  const current = data?.find(({ coordinatorId }) => coordinatorId === chosen) ?? data?.[0];
  return (
    <div className={styles.machine}>
      <CoordinatorList />
      {data !== undefined && current !== undefined && (
        <>
          {data.length > 1 && (
            <Field label="Coordinator">
              <Select
                value={current.coordinatorId}
                onValueChange={setChosen}
                options={data.map(({ coordinatorId, name, url }) => ({
                  value: coordinatorId,
                  label: name,
                  hint: url,
                }))}
              />
            </Field>
          )}
          <OfferPanel key={current.coordinatorId} coordinator={current} />
          <BackfillHistory coordinatorId={current.coordinatorId} />
        </>
      )}
    </div>
  );
}
