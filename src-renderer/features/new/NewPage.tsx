import { Play } from 'lucide-react';
import { Suspense, lazy, useEffect, useMemo, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { InputOf } from '../../../src-core/api/contract.ts';
import { Page } from '../../app/Page.tsx';
import { useCommands } from '../../commands/use-commands.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PermissionState } from '../../ui/PermissionState.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { notify } from '../../ui/toasts.ts';
import { Preflight } from './Preflight.tsx';
import { SpecForm } from './SpecForm.tsx';
import { checkSpec } from './check-spec.ts';
import { forgetDraft, setDraftSpec, setDraftText, useDraft } from './draft-store.ts';
import type { FieldSchema } from './json-schema.ts';
import styles from './new.module.css';
import { useDraftOrigin } from './use-draft-origin.ts';
import { useSettled } from './use-settled.ts';

const JsonEditor = lazy(() => import('./JsonEditor.tsx'));
const tabs = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;
/** How long the spec must rest before the host is asked about it. */
const restMilliseconds = 300;

/** A new backtest: what to run on what, and what that meets. */
export default function NewPage() {
  const maySubmit = usePermission('SUBMIT');
  const kinds = useQuery('jobs.kinds', {});
  const origin = useDraftOrigin();
  return (
    <Page title="New backtest">
      {!maySubmit ? (
        <PermissionState>
          Running backtests needs the permission SUBMIT. Open Hindcast as its owner.
        </PermissionState>
      ) : kinds.error !== undefined || origin.error !== undefined ? (
        <ErrorState error={kinds.error ?? origin.error} title="The form could not be made" />
      ) : kinds.data === undefined || !origin.isReady ? (
        <LoadingState label="Loading the form" rows={12} />
      ) : (
        <NewBacktest kinds={kinds.data} />
      )}
    </Page>
  );
}

function NewBacktest({ kinds }: { kinds: readonly { kind: string; title: string; schema: unknown }[] }) {
  const { spec, text, textError, checkLookahead } = useDraft();
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const [showsErrors, setShowsErrors] = useState(false);
  const submit = useCommand('jobs.submit', 'inline');
  const check = useMemo(() => checkSpec(spec), [spec]);
  const settled = useSettled(spec, restMilliseconds);
  const tab = search.get('as') === 'json' ? 'json' : 'form';
  const kind = kinds.find((known) => known.kind === spec['kind']) ?? kinds[0];
  const { clearError } = submit;
  useEffect(() => {
    clearError();
  }, [spec, clearError]);

  const run = async (force: boolean): Promise<void> => {
    setShowsErrors(true);
    if (textError !== undefined || check.sentence !== undefined) return;
    const submitted = await submit.run({
      spec: spec as InputOf<'jobs.submit'>['spec'],
      checkLookahead,
      force,
    });
    if (submitted === undefined) return;
    if (submitted.existing) {
      notify({
        message: 'This very run exists already; here it is.',
        action: { label: 'Run it anyway', run: () => void run(true) },
      });
    } else {
      forgetDraft();
    }
    navigate(`/runs/${submitted.jobId}`);
  };
  useCommands([
    {
      id: 'new.run',
      title: 'Run the backtest',
      group: 'New backtest',
      keys: 'Mod+Enter',
      run: () => void run(false),
    },
  ]);
  const problem =
    textError ??
    (submit.error === undefined
      ? showsErrors
        ? check.sentence
        : undefined
      : toErrorEnvelope(submit.error).message);
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <Tabs
          label="How to write it"
          tabs={tabs}
          value={tab}
          onValueChange={(next) =>
            setSearch(
              (before) => {
                before.set('as', next);
                return before;
              },
              { replace: true },
            )
          }
        >
          {tab === 'form' ? (
            <Panel>
              {kind === undefined ? null : (
                <SpecForm
                  kind={kind.kind}
                  schema={kind.schema as FieldSchema}
                  spec={spec}
                  onSpecChange={setDraftSpec}
                  errors={showsErrors ? check.byPath : {}}
                />
              )}
            </Panel>
          ) : (
            <div className={styles.editor}>
              <Suspense fallback={<LoadingState label="Loading the editor" rows={12} />}>
                <JsonEditor label="Job spec as JSON" text={text} onChange={setDraftText} />
              </Suspense>
            </div>
          )}
        </Tabs>
        {check.unknownKeys.length > 0 && (
          <ul className={styles.unknown} aria-label="Unknown keys">
            {check.unknownKeys.map((told) => (
              <li key={told}>⚠ {told} It is kept here, but refused when submitted.</li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles.side}>
        <Preflight spec={settled} />
        <div className={styles.submit}>
          {problem !== undefined && (
            <p role="alert" className={styles.problem}>
              {problem}
            </p>
          )}
          <Checkbox
            checked={checkLookahead}
            onCheckedChange={(checked) => useDraft.setState({ checkLookahead: checked })}
          >
            Check that the model does not look ahead
          </Checkbox>
          <div className={styles.buttons}>
            <Button
              look="primary"
              icon={<Play aria-hidden />}
              busy={submit.isBusy}
              onClick={() => void run(false)}
            >
              Run backtest
            </Button>
            <Button
              look="quiet"
              onClick={() => {
                forgetDraft();
                navigate('/new');
              }}
            >
              Start over
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
}
