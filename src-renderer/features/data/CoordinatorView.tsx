import { useSearchParams } from 'wouter';
import { useQuery } from '../../state/query/use-query.ts';
import { AskCoordinators } from '../coordinators/AskCoordinators.tsx';
import { useAskedCoordinators } from '../coordinators/use-asked-coordinators.ts';
import { Field } from '../../ui/Field.tsx';
import { Select } from '../../ui/Select.tsx';
import { CoordinatorList } from '../coordinators/CoordinatorList.tsx';
import { BackfillPanel } from './BackfillPanel.tsx';
import { PullPanel } from './PullPanel.tsx';
import styles from './data.module.css';

/** Coordinators: what there is to pull from them, and backfills that run there. */
export function CoordinatorView() {
  const { data } = useQuery('coordinators.list', {}, { tags: ['coordinators'] });
  const asked = useAskedCoordinators()?.asked;
  const [search, setSearch] = useSearchParams();
  const chosen = search.get('coordinator');
  const current = data?.find(({ coordinatorId }) => coordinatorId === chosen) ?? data?.[0];
  return (
    <div className={styles.view}>
      <CoordinatorList />
      {data !== undefined && current !== undefined && (
        <>
          {data.length > 1 && (
            <Field label="Coordinator to pull from, or to start backfills on" className={styles.coordinator}>
              <Select
                value={current.coordinatorId}
                onValueChange={(coordinator) => setSearch({ tab: 'coordinators', coordinator })}
                options={data.map(({ coordinatorId, name, url }) => ({
                  value: coordinatorId,
                  label: name,
                  hint: url,
                }))}
              />
            </Field>
          )}
          {asked?.some(({ coordinatorId }) => coordinatorId === current.coordinatorId) === true ? (
            <>
              <PullPanel key={`pull ${current.coordinatorId}`} coordinator={current} />
              <BackfillPanel key={`backfill ${current.coordinatorId}`} coordinator={current} />
            </>
          ) : (
            <AskCoordinators coordinatorId={current.coordinatorId} />
          )}
        </>
      )}
    </div>
  );
}
