import { useState, type ReactNode } from 'react';
import type { Check } from '../../../src-core/api/contract/app.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { checkTitles, checkupVerdict } from './check-words.ts';
import styles from './settings.module.css';

const badges: Readonly<Record<Check['status'], ReactNode>> = {
  ok: <Badge tone="good">✓ ok</Badge>,
  warning: <Badge tone="warn">⚠ warning</Badge>,
  failed: <Badge tone="danger">✕ failed</Badge>,
};

/** Tries everything that runs need on this machine; nothing for who may start none. */
export function CheckupPanel() {
  const mayStart = usePermission('SUBMIT');
  const checkup = useCommand('app.checkup', 'inline');
  const [checks, setChecks] = useState<readonly Check[] | undefined>(undefined);
  if (!mayStart) return null;
  const examine = async (): Promise<void> => setChecks((await checkup.run({}))?.checks);
  return (
    <Panel
      title="Check of this machine"
      actions={
        <Button busy={checkup.isBusy} onClick={() => void examine()}>
          Check
        </Button>
      }
    >
      <p className={styles.hint}>
        Tries what runs need: folder and disk, the libraries that Hindcast brings, its processes, and Python.
      </p>
      {checkup.error !== undefined && <ErrorState error={toErrorEnvelope(checkup.error)} compact />}
      <p role="status">{checks !== undefined && checkupVerdict(checks)}</p>
      {checks !== undefined && (
        <ul className={styles.findings} aria-label="What was checked">
          {checks.map(({ name, status, detail }) => (
            <li key={name}>
              {badges[status]}
              <span>
                {checkTitles[name]} <span className={styles.hint}>{detail}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
