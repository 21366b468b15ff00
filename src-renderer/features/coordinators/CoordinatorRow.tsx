import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import { useApi, usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { toErrorEnvelope, type ErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import styles from './coordinators.module.css';

type Test = OutputOf<'coordinators.test'>;

/** One coordinator: whether it answers, and what can be done with it. */
export function CoordinatorRow({ coordinator, onEdit }: { coordinator: Coordinator; onEdit: () => void }) {
  const { coordinatorId, name, url, hasKey } = coordinator;
  const api = useApi();
  const mayChange = usePermission('SUBMIT');
  const remove = useCommand('coordinators.remove');
  const [isAsking, setAsking] = useState(false);
  const [isTesting, setTesting] = useState(false);
  const [outcome, setOutcome] = useState<Test | { error: ErrorEnvelope } | undefined>(undefined);
  const test = async (): Promise<void> => {
    setTesting(true);
    try {
      setOutcome(await api.call('coordinators.test', { coordinatorId }));
    } catch (thrown) {
      setOutcome({ error: toErrorEnvelope(thrown) });
    } finally {
      setTesting(false);
    }
  };
  return (
    <li className={styles.row}>
      <span className={styles.names}>
        <strong>{name}</strong>
        <code className={styles.url}>{url}</code>
      </span>
      {hasKey && <Badge title="An API key is stored">key</Badge>}
      <span role="status" className={styles.outcome}>
        {outcome !== undefined && <Outcome outcome={outcome} />}
      </span>
      {mayChange && (
        <>
          <Button busy={isTesting} onClick={() => void test()}>
            Test the connection
          </Button>
          <IconButton label={`Change ${name}`} icon={<Pencil aria-hidden />} onClick={onEdit} />
          <IconButton
            label={`Remove ${name}`}
            icon={<Trash2 aria-hidden />}
            onClick={() => setAsking(true)}
          />
        </>
      )}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Remove ${name}?`}
        description="Its address and key are forgotten. Candles that came from it stay."
        confirmLabel="Remove"
        danger
        busy={remove.isBusy}
        onConfirm={() => void remove.run({ coordinatorId }).then(() => setAsking(false))}
      />
    </li>
  );
}

function Outcome({ outcome }: { outcome: Test | { error: ErrorEnvelope } }) {
  if ('reachable' in outcome && outcome.reachable && outcome.error === null) {
    const who = outcome.info === null ? '' : ` · ${outcome.info.crunchId} on ${outcome.info.network}`;
    return (
      <Badge tone="good">
        ✓ answers in {Math.round(outcome.milliseconds)} ms{who}
      </Badge>
    );
  }
  return <span className={styles.trouble}>✕ {outcome.error?.message ?? 'It does not answer.'}</span>;
}
