import { useState } from 'react';
import type { Finding } from '../../../src-core/api/contract/queue.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { formatWhole } from '../../format/number.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { countRepairable, repairWords, verdictWords } from './finding-words.ts';
import styles from './settings.module.css';

/** More say nothing that these do not. */
const mostShown = 100;

/** Looks for what is wrong with the queue and its files, and repairs that; nothing for who may change nothing. */
export function DoctorPanel() {
  const mayChange = usePermission('SUBMIT');
  const doctor = useCommand('queue.doctor', 'inline');
  const [deep, setDeep] = useState(false);
  const [findings, setFindings] = useState<readonly Finding[] | undefined>(undefined);
  if (!mayChange) return null;
  const examine = async (repair: boolean): Promise<void> => {
    const answer = await doctor.run({ repair, deep });
    if (answer !== undefined) setFindings(answer.findings);
  };
  const repairable = countRepairable(findings ?? []);
  return (
    <Panel
      title="Check of the queue"
      actions={
        <>
          {repairable > 0 && (
            <Button look="primary" busy={doctor.isBusy} onClick={() => void examine(true)}>
              Repair {formatWhole(repairable)}
            </Button>
          )}
          <Button busy={doctor.isBusy} onClick={() => void examine(false)}>
            Check
          </Button>
        </>
      }
    >
      <p className={styles.hint}>
        Looks for what a crash or another program may have left: jobs that stand still, results that are
        damaged or belong to no job, files that nobody needs. Repairing deletes no result: what belongs to no
        job is moved to lost+found in the home.
      </p>
      <Checkbox checked={deep} onCheckedChange={setDeep}>
        Also read every file of every result, which takes longer
      </Checkbox>
      {doctor.error !== undefined && <ErrorState error={toErrorEnvelope(doctor.error)} compact />}
      <p role="status">{findings !== undefined && verdictWords(findings)}</p>
      {findings !== undefined && findings.length > 0 && <Findings findings={findings} />}
    </Panel>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className={styles.findings} aria-label="Findings">
      {findings.slice(0, mostShown).map((finding) => (
        <li key={`${finding.code} ${finding.subject} ${finding.message}`}>
          <FindingBadge finding={finding} />
          <span>
            {finding.message} <span className={styles.hint}>{repairWords(finding)}</span>
          </span>
        </li>
      ))}
      {findings.length > mostShown && <li>And {formatWhole(findings.length - mostShown)} more.</li>}
    </ul>
  );
}

function FindingBadge({ finding: { severity, isRepaired } }: { finding: Finding }) {
  if (isRepaired) return <Badge tone="good">✓ repaired</Badge>;
  return severity === 'error' ? <Badge tone="danger">✕ error</Badge> : <Badge tone="warn">⚠ warning</Badge>;
}
