import type { ReactNode } from 'react';
import { formatCount, formatSeconds } from '../../../../src-core/result/format-figure.ts';
import { lookaheadWords } from '../../../../src-core/result/lookahead.ts';
import type { SummaryBase } from '../../../../src-core/result/summary-base.ts';
import { Panel } from '../../../ui/Panel.tsx';
import type { ReplayParts } from './read-summary.ts';
import styles from './replay.module.css';

const modeWords = {
  strict: 'strict: the known defects of the public harness are mended',
  compatible: 'compatible: the numbers of the public harness are reproduced, with its defects',
} as const;

/** Under which rules the run was made, and whether it was checked for looking ahead. */
export function RunRules({
  rules: { mode, lookahead },
  summary: { counts, timings_seconds: timings },
}: {
  rules: ReplayParts;
  summary: Pick<SummaryBase, 'counts' | 'timings_seconds'>;
}) {
  const total = timings['total'];
  return (
    <Panel title="How it was run">
      <dl className={styles.rules}>
        {mode !== undefined && <Rule name="Mode">{modeWords[mode]}</Rule>}
        {lookahead !== undefined && <Rule name="Looking ahead">{lookaheadWords(lookahead)}</Rule>}
        <Rule name="Ticks">{tickWords(counts)}</Rule>
        {total !== undefined && <Rule name="Time">{formatSeconds(total)} in the worker</Rule>}
      </dl>
    </Panel>
  );
}

function Rule({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function tickWords(counts: SummaryBase['counts']): string {
  const errors = counts['tick_errors'] ?? 0;
  const ticks = formatCount(counts['ticks'] ?? 0);
  return errors === 0 ? ticks : `${ticks}, ${formatCount(errors)} of them failed`;
}
