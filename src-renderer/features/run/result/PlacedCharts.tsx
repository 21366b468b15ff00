import type { Chart } from '../../../../src-core/result/series.ts';
import { ResultChart } from '../../../charts/ResultChart.tsx';
import styles from './result.module.css';

/** The charts with these ids, in this order, side by side. A result of an older version may lack some. */
export function PlacedCharts({ charts, ids }: { charts: readonly Chart[]; ids: readonly string[] }) {
  const placed = ids.flatMap((id) => charts.find((chart) => chart.id === id) ?? []);
  if (placed.length === 0) return null;
  return (
    <div className={styles.grid}>
      {placed.map((chart) => (
        <ResultChart key={chart.id} chart={chart} />
      ))}
    </div>
  );
}
