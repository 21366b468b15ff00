import { useMemo } from 'react';
import type { Chart } from '../../src-core/result/series.ts';
import { usePreferences } from '../state/preferences.ts';
import { ChartCard } from './ChartCard.tsx';
import { tableOf } from './chart-table.ts';
import { useChartTheme } from './chart-theme.ts';
import { chartOption, extentOf } from './from-chart.ts';
import { heatMapOption } from './heat-map.ts';

/** A chart of a result, `charts.json`, as a card. */
export function ResultChart({ chart, fileName }: { chart: Chart; fileName?: string }) {
  const theme = useChartTheme();
  const zone = usePreferences((state) => state.timeZone);
  const option = useMemo(
    () => (chart.form === 'heat_map' ? heatMapOption : chartOption)(chart, { theme, zone }),
    [chart, theme, zone],
  );
  const extent = useMemo(() => extentOf(chart), [chart]);
  const isEmpty = chart.lines.every(({ y }) => y.every((value) => value === null));
  return (
    <ChartCard
      title={chart.title}
      help={chart.help}
      option={option}
      table={() => tableOf(chart, zone)}
      fileName={fileName ?? chart.id}
      extent={extent}
      canBrush
      empty={isEmpty ? 'This run has no values for it.' : undefined}
    />
  );
}
