import { Play } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { InputOf } from '../../../src-core/api/contract.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Field } from '../../ui/Field.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { notify } from '../../ui/toasts.ts';
import { setFilter } from '../queue/queue-view-store.ts';
import { everything } from '../queue/filter-jobs.ts';
import { describeBatch, troubleOfBatch } from './batch.ts';
import { forgetDraft, useDraft } from './draft-store.ts';
import type { SpecDraft } from './spec-value.ts';
import styles from './new.module.css';

const runKeys = 'Mod+Enter';

/** Runs several specs as one group. */
export function BatchBar({ specs }: { specs: readonly SpecDraft[] }) {
  const [, navigate] = useLocation();
  const { checkLookahead } = useDraft();
  const [name, setName] = useState('');
  const submit = useCommand('jobs.submitBatch', 'inline');
  const troubles = useMemo(() => troubleOfBatch(specs), [specs]);
  const run = async (): Promise<void> => {
    if (troubles.length > 0 || name.trim() === '') return;
    const outcome = await submit.run({
      name: name.trim(),
      specs: specs as InputOf<'jobs.submitBatch'>['specs'],
      checkLookahead,
    });
    if (outcome === undefined) return;
    notify(describeBatch(outcome));
    forgetDraft();
    setFilter({ ...everything, group: outcome.groupId ?? '' });
    navigate('/');
  };
  useCommands([
    {
      id: 'new.run',
      title: 'Run the backtests',
      group: 'New backtest',
      keys: runKeys,
      run: () => void run(),
    },
  ]);
  return (
    <Panel title={`${specs.length} backtests as one group`}>
      <div className={styles.submit}>
        <Field label="Name of the group" hint="They are counted and can be cancelled as one.">
          <TextField
            required
            maxLength={200}
            placeholder="window sweep"
            value={name}
            onValueChange={setName}
          />
        </Field>
        <div className={styles.buttons}>
          <Button
            look="primary"
            icon={<Play aria-hidden />}
            busy={submit.isBusy}
            disabled={troubles.length > 0 || name.trim() === ''}
            onClick={() => void run()}
          >
            Run {specs.length} backtests
          </Button>
          <KeyHint keys={runKeys} />
        </div>
        <Checkbox
          checked={checkLookahead}
          onCheckedChange={(checked) => useDraft.setState({ checkLookahead: checked })}
        >
          Check that the models do not look ahead
        </Checkbox>
        {troubles.length > 0 && (
          <ul className={styles.problems} aria-label="Problems">
            {troubles.map((trouble) => (
              <li key={trouble} className={styles.problem}>
                {trouble}
              </li>
            ))}
          </ul>
        )}
        {submit.error !== undefined && (
          <p role="alert" className={styles.problem}>
            {toErrorEnvelope(submit.error).message}
          </p>
        )}
      </div>
    </Panel>
  );
}
