import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { dashes } from '../../charts/base-option.ts';
import { Button } from '../../ui/Button.tsx';
import { HelpTip } from '../../ui/HelpTip.tsx';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import { classNames } from '../../ui/class-names.ts';
import type { ComparedMetric, ComparedRun, ComparedRunSetting, ComparedValue } from './comparison-rows.ts';
import styles from './compare.module.css';

export interface ComparisonTableProps {
  runs: readonly ComparedRun[];
  names: readonly string[];
  metrics: readonly ComparedMetric[];
  settings: readonly ComparedRunSetting[];
  /** Leaves out the rows in which all runs are the same. */
  onlyDifferences: boolean;
  onBaseline: (jobId: string) => void;
}

/** Columns are runs, in the colours of their curves; rows are metrics and settings. */
export function ComparisonTable({ runs, names, metrics, settings, ...props }: ComparisonTableProps) {
  const span = runs.length + 1;
  const isShown = ({ differs }: { differs: boolean }): boolean => differs || !props.onlyDifferences;
  const shownMetrics = metrics.filter(isShown);
  const shownSettings = settings.filter(isShown);
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
            <th scope="col" className={styles.corner}>
              <VisuallyHidden>Metric or setting</VisuallyHidden>
            </th>
            {runs.map(({ jobId, summary }, index) => (
              <RunHead
                key={jobId}
                jobId={jobId}
                index={index}
                name={names[index] ?? ''}
                fullName={summary.name}
                onBaseline={props.onBaseline}
              />
            ))}
          </tr>
        </thead>
        <Section title="Metrics" span={span}>
          {shownMetrics.map(({ metric, values }) => (
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
          <Same span={span} count={metrics.length - shownMetrics.length} one="metric" many="metrics" />
        </Section>
        <Section title="Settings, data and code" span={span}>
          {shownSettings.map(({ path, values }) => (
            <tr key={path}>
              <th scope="row" className={styles.path}>
                {path}
              </th>
              {values.map((value, index) => (
                <td key={runs[index]?.jobId} className={styles.setting} title={value}>
                  {value ?? <span title="This run does not have it">–</span>}
                </td>
              ))}
            </tr>
          ))}
          <Same span={span} count={settings.length - shownSettings.length} one="setting" many="settings" />
        </Section>
      </table>
    </div>
  );
}

function RunHead({
  jobId,
  index,
  name,
  fullName,
  onBaseline,
}: {
  jobId: string;
  index: number;
  name: string;
  fullName: string;
  onBaseline: (jobId: string) => void;
}) {
  return (
    <th scope="col" className={styles.run}>
      <span className={styles.runName}>
        <Swatch index={index} />
        <Link href={`/runs/${jobId}`} title={fullName}>
          {name}
        </Link>
      </span>
      {index === 0 ? (
        <span className={styles.baseline}>baseline</span>
      ) : (
        <Button
          look="quiet"
          className={styles.makeBaseline}
          aria-label={`Make baseline: ${name}`}
          onClick={() => onBaseline(jobId)}
        >
          Make baseline
        </Button>
      )}
    </th>
  );
}

/** The run's line in the chart, colour and dashes. */
function Swatch({ index }: { index: number }) {
  const dash = dashes[index % dashes.length] ?? 'solid';
  return (
    <svg className={styles.swatch} viewBox="0 0 24 4" aria-hidden>
      <line
        x1="0"
        y1="2"
        x2="24"
        y2="2"
        strokeWidth="2"
        stroke={`var(--series-${(index % 8) + 1})`}
        {...(dash === 'solid' ? {} : { strokeDasharray: dash.join(' ') })}
      />
    </svg>
  );
}

function Section({ title, span, children }: { title: string; span: number; children: ReactNode }) {
  return (
    <tbody>
      <tr>
        <th colSpan={span} scope="rowgroup" className={styles.section}>
          <span className={styles.inSight}>{title}</span>
        </th>
      </tr>
      {children}
    </tbody>
  );
}

/** How many rows are not shown because nothing differs in them. */
function Same({ span, count, one, many }: { span: number; count: number; one: string; many: string }) {
  if (count === 0) return null;
  return (
    <tr>
      <td colSpan={span} className={styles.note}>
        <span className={styles.inSight}>
          {count === 1 ? `1 ${one} is` : `${count} ${many} are`} the same in all runs.
        </span>
      </td>
    </tr>
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
          <VisuallyHidden>against the baseline: </VisuallyHidden>Δ {value.difference}
        </span>
      )}
      {value.interval !== undefined && (
        <span className={styles.difference} title="95 % interval of the difference, paired by time">
          {value.interval}
        </span>
      )}
    </td>
  );
}
