import { useEffect, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { useCommands } from '../../commands/use-commands.ts';
import type { Query } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { Tabs, type Tab } from '../../ui/Tabs.tsx';
import { rendererKindOf, type KindTab } from '../kinds/registry.ts';
import { KindTabContent, loadTab } from './KindTabContent.tsx';
import { LogView } from './log/LogView.tsx';
import { ReceiptTab } from './receipt/ReceiptTab.tsx';
import { PlainResult } from './result/PlainResult.tsx';
import { ActiveRun } from './unfinished/ActiveRun.tsx';
import { CancelledRun, FailedRun } from './unfinished/EndedRun.tsx';
import { useRunActions } from './use-run-actions.ts';
import styles from './run.module.css';

type Result = Query<OutputOf<'results.get'>>;

const firstTab = 'overview';
/** Tabs that every run has, whatever its kind and state. */
const commonTabs = [
  { value: 'log', label: 'Log' },
  { value: 'receipt', label: 'Receipt' },
];
/** Of a kind without screens of its own. */
const plainTabs: readonly KindTab[] = [
  { value: firstTab, label: 'Overview', load: () => Promise.resolve({ default: PlainResult }) },
];

/** The views of a run. Which one is open stands in the address. */
export function RunTabs({ job, result, tab }: { job: JobRow; result: Result; tab: string | undefined }) {
  const [, navigate] = useLocation();
  const resultTabs = rendererKindOf(job.kind)?.tabs ?? plainTabs;
  const tabs: Tab<string>[] = [
    ...(job.state === 'completed' ? resultTabs : [{ value: firstTab, label: unfinishedLabel(job) }]).map(
      ({ value, label }) => ({ value, label }),
    ),
    ...commonTabs,
  ];
  const value = tabs.find((candidate) => candidate.value === tab)?.value ?? firstTab;
  const open = (next: string): void => navigate(`/runs/${job.jobId}/${next}`);
  const step = (by: number): void => {
    const place = tabs.findIndex((candidate) => candidate.value === value) + by;
    const next = tabs.at(place % tabs.length);
    if (next !== undefined) open(next.value);
  };
  useCommands([
    { id: 'run.next-tab', title: 'Next tab', group: 'Run', keys: ']', run: () => step(1) },
    { id: 'run.previous-tab', title: 'Previous tab', group: 'Run', keys: '[', run: () => step(-1) },
  ]);
  usePreloadedTabs(job);
  const resultTab = resultTabs.find((candidate) => candidate.value === value);
  return (
    <div className={styles.tabs}>
      <Tabs label="Views of the run" tabs={tabs} value={value} onValueChange={open}>
        {content()}
      </Tabs>
    </div>
  );

  function content(): ReactNode {
    if (value === 'log') return <LogTab />;
    if (value === 'receipt') return <ReceiptTab job={job} result={result.data} />;
    if (job.state === 'pending' || job.state === 'running') return <ActiveRun job={job} />;
    if (job.state === 'failed') return <FailedRun job={job} />;
    if (job.state === 'cancelled') return <CancelledRun job={job} />;
    if (result.data === undefined || resultTab === undefined) return <NoResult job={job} result={result} />;
    return <KindTabContent key={value} tab={resultTab} job={job} result={result.data} />;
  }
}

function unfinishedLabel({ state }: JobRow): string {
  if (state === 'pending' || state === 'running') return 'Progress';
  return state === 'failed' ? 'Failure' : 'Overview';
}

/** The code of the other tabs comes while the first one is looked at, so that they open at once. */
function usePreloadedTabs({ kind, state }: JobRow): void {
  useEffect(() => {
    if (state !== 'completed') return;
    // A tab whose code does not come says so when it is opened.
    for (const tab of rendererKindOf(kind)?.tabs ?? []) loadTab(tab).catch(() => undefined);
  }, [kind, state]);
}

function LogTab() {
  return (
    <div className={styles.log}>
      <LogView />
    </div>
  );
}

/** What stands in place of a result that is on its way, gone or damaged. */
function NoResult({ job, result }: { job: JobRow; result: Result }) {
  const actions = useRunActions(job);
  if (result.error === undefined) return <LoadingState label="Loading the result" rows={12} />;
  const { code } = toErrorEnvelope(result.error);
  const isLost = code === 'RESULT_MISSING' || code === 'RESULT_CORRUPT' || code === 'RESULT_INCOMPLETE';
  return (
    <ErrorState
      error={result.error}
      title={isLost ? lostTitles[code] : 'The result could not be read'}
      action={
        <>
          {isLost && actions.mayChange && (
            <Button look="primary" busy={actions.isBusy} onClick={() => void actions.runAgain()}>
              Run again
            </Button>
          )}
          <Button onClick={result.refetch}>Try again</Button>
        </>
      }
    />
  );
}

const lostTitles = {
  RESULT_MISSING: 'The files of the result are gone',
  RESULT_CORRUPT: 'The files of the result are not what was written',
  RESULT_INCOMPLETE: 'The result does not say which data it stands on',
} as const;
