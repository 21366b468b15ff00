import { Suspense, lazy } from 'react';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { SpecForm } from './SpecForm.tsx';
import { setDraftSpec, setDraftText, useDraft } from './draft-store.ts';
import styles from './new.module.css';

const JsonEditor = lazy(() => import('./JsonEditor.tsx'));

/** The draft in one of its two forms. The form waits while the JSON cannot be read, so that nothing typed is lost. */
export function SpecEditor({
  kinds,
  isJson,
  errors,
  onShowJson,
}: {
  kinds: OutputOf<'jobs.kinds'>;
  isJson: boolean;
  errors: Readonly<Record<string, string>>;
  onShowJson: () => void;
}) {
  const { spec, text, textError, batch } = useDraft();
  const kind = kinds.find((known) => known.kind === spec['kind']) ?? kinds[0];
  if (isJson) {
    return (
      <div className={styles.editor}>
        <Suspense fallback={<LoadingState label="Loading the editor" rows={12} />}>
          <JsonEditor label="Job spec as JSON" text={text} onChange={setDraftText} />
        </Suspense>
      </div>
    );
  }
  if (textError !== undefined) {
    return (
      <Panel title="The form waits" className={styles.form}>
        <p className={styles.problem}>{textError}</p>
        <p className={styles.hint}>
          What stands on the JSON tab is kept. Mend it there, or go back to what could be read last.
        </p>
        <div className={styles.buttons}>
          <Button look="primary" onClick={onShowJson}>
            Mend the JSON
          </Button>
          <Button onClick={() => setDraftSpec(spec)}>Go back to what could be read</Button>
        </div>
      </Panel>
    );
  }
  if (batch !== undefined) {
    return (
      <Panel title="The form shows one backtest" className={styles.form}>
        <p className={styles.hint}>On the JSON tab stand {batch.length}, in [ ]. They run as one group.</p>
        <div className={styles.buttons}>
          <Button look="primary" onClick={onShowJson}>
            Show the JSON
          </Button>
          <Button onClick={() => setDraftSpec(spec)}>Keep the first alone</Button>
        </div>
      </Panel>
    );
  }
  return (
    <Panel className={styles.form}>
      {kind !== undefined && (
        <SpecForm
          kind={kind.kind}
          schema={kind.schema}
          spec={spec}
          onSpecChange={setDraftSpec}
          errors={errors}
        />
      )}
    </Panel>
  );
}
