import { usePermission } from '../../state/api-context.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './coordinators.module.css';
import { useAskedCoordinators } from './use-asked-coordinators.ts';

/**
 * Lets a person have coordinators asked what they have: nothing connects before that. Nothing is shown when all were.
 *
 * @param coordinatorId all when left out
 */
export function AskCoordinators({ coordinatorId }: { coordinatorId?: string }) {
  const coordinators = useAskedCoordinators();
  const settings = useQuery('settings.get', {}, { tags: ['settings'] });
  const mayAsk = usePermission('SUBMIT');
  const ask = useCommand('coordinators.ask');
  const others =
    coordinators?.others.filter(
      (other) => coordinatorId === undefined || other.coordinatorId === coordinatorId,
    ) ?? [];
  const [first] = others;
  if (first === undefined || settings.data === undefined || !mayAsk) return null;
  if (settings.data.offline) {
    return (
      <p className={styles.ask}>Hindcast is set to stay offline, so no coordinator is asked for anything.</p>
    );
  }
  return (
    <p className={styles.ask}>
      <Button
        busy={ask.isBusy}
        onClick={() => void ask.run({ coordinatorId: others.length === 1 ? first.coordinatorId : null })}
      >
        {others.length === 1
          ? `Ask the coordinator ${first.name} what it has`
          : 'Ask the coordinators what they have'}
      </Button>{' '}
      Nothing is connected to before you ask.
    </p>
  );
}
