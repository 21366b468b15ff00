import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Button } from '../../ui/Button.tsx';
import { HelpTip } from '../../ui/HelpTip.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { classNames } from '../../ui/class-names.ts';
import type { ComparedMetric, ComparedRun, ComparedSetting, ComparedValue } from './comparison-rows.ts';
import styles from './compare.module.css';

export interface ComparisonTableProps {
  runs: readonly ComparedRun[];
  names: readonly string[];
  metrics: readonly ComparedMetric[];
  settings: readonly ComparedSetting[];
  /** Metrics that are not listed because all runs have the same. */
  hidden: number;
  onBaseline: (jobId: string) => void;
}

/** Columns are runs, in the colours of their curves; rows are metrics and settings. */
export function ComparisonTable(props: ComparisonTableProps) {
  const { runs, names, metrics, settings, hidden } = props;
  const span = runs.length + 1;
  return (
    // Ten runs are wider than any window: the table scrolls by itself, and what scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroller} tabIndex={0} role="region" aria-label="Comparison of runs">
      <table className={styles.table}>
        <caption>
          <VisuallyHidden>
            Metrics and settings of {runs.length} runs; the first is the baseline
          </VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>Metric or setting</VisuallyHidden>
            </th>
            {runs.map(({ jobId }, index) => (
              <th key={jobId} scope="col">
                <span
                  className={styles.swatch}
                  style={{ color: `var(--series-${(index % 8) + 1})` }}
                  aria-hidden
                />
                <Link href={`/runs/${jobId}`}>{names[index]}</Link>
                {index === 0 ? (
                  <span className={styles.baseline}>baseline</span>
                ) : (
                  <Button look="quiet" onClick={() => props.onBaseline(jobId)}>
                    Make baseline
                  </Button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <Section title="Metrics" span={span}>
          {metrics.map(({ metric, values }) => (
            <tr key={metric.name}>
              <th scope="row">
                {metric.label}
                {metric.unit !== '' && <span className={styles.unit}>, {metric.unit}</span>}
                {metric.description !== '' && <HelpTip term={metric.label}>{metric.description}</HelpTip>}
              </th>
              {values.map((value, index) => (
                <MetricCell key={runs[index]?.jobId} value={value} />
              ))}
            </tr>
          ))}
          {hidden > 0 && (
            <tr>
              <td colSpan={span} className={styles.note}>
                {hidden === 1 ? '1 metric is' : `${hidden} metrics are`} the same in all runs.
              </td>
            </tr>
          )}
        </Section>
        <Section title="Settings that differ" span={span}>
          {settings.map(({ path, values }) => (
            <tr key={path}>
              <th scope="row">{path}</th>
              {values.map((value, index) => (
                <td key={runs[index]?.jobId} className={styles.setting} title={value}>
                  {value ?? '–'}
                </td>
              ))}
            </tr>
          ))}
          {settings.length === 0 && (
            <tr>
              <td colSpan={span} className={styles.note}>
                The runs have the same settings, data and code.
              </td>
            </tr>
          )}
        </Section>
      </table>
    </div>
  );
}

function Section({ title, span, children }: { title: string; span: number; children: ReactNode }) {
  return (
    <tbody>
      <tr>
        <th colSpan={span} scope="rowgroup" className={styles.section}>
          {title}
        </th>
      </tr>
      {children}
    </tbody>
  );
}

function MetricCell({ value }: { value: ComparedValue }) {
  return (
    <td className={styles.value}>
      <span className={classNames(value.isBest && styles.best)}>
        {value.isBest && (
          <>
            <span aria-hidden>★ </span>
            <VisuallyHidden>best: </VisuallyHidden>
          </>
        )}
        {value.text}
      </span>
      {value.difference !== undefined && (
        <span className={styles.difference}>
          <VisuallyHidden>against the baseline: </VisuallyHidden>
          {value.difference}
          {value.interval !== undefined && (
            <span title="95 % interval, paired by time"> ({value.interval})</span>
          )}
        </span>
      )}
    </td>
  );
}
