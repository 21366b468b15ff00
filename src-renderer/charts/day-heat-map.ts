import { formatFigure } from '../../src-core/result/format-figure.ts';
import { baseOption, type ChartStyle } from './base-option.ts';
import type { ChartTable } from './chart-table.ts';
import type { ChartOption } from './echarts.ts';

/** One value a UTC day; null for a day without one. */
export interface DayValue {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly value: number | null;
}

const cell = 15;
const yearHeight = 7 * cell + 34;
const left = 36;
const legendHeight = 40;

/** Calendars of years under each other, one cell a day, from loss over nothing to gain. */
export function dayHeatMapOption(title: string, days: readonly DayValue[], style: ChartStyle): ChartOption {
  const { theme } = style;
  const base = baseOption(style, { description: title, legend: false, slider: false, wheelZoom: false });
  const years = yearsOf(days);
  const largest = Math.max(...days.map(({ value }) => Math.abs(value ?? 0)), Number.MIN_VALUE);
  return {
    ...base,
    grid: undefined,
    tooltip: {
      ...(base['tooltip'] as object),
      trigger: 'item',
      formatter: ({ value }: { value: [string, number] }) =>
        `${value[0]}\n${formatFigure(value[1], 4, 'always')}`,
    },
    visualMap: {
      type: 'continuous',
      min: -largest,
      max: largest,
      calculable: false,
      orient: 'horizontal',
      left,
      bottom: 0,
      itemWidth: 10,
      itemHeight: 120,
      text: [formatFigure(largest, 4, 'always'), formatFigure(-largest, 4, 'always')],
      textStyle: { color: theme.textSecondary, fontSize: theme.labelSize },
      inRange: { color: [theme.bad, theme.raised, theme.good] },
    },
    calendar: years.map(({ first, last }, index) => ({
      range: [first, last],
      cellSize: [cell, cell],
      top: index * yearHeight + 28,
      left,
      orient: 'horizontal',
      splitLine: { show: false },
      itemStyle: { color: 'transparent', borderColor: theme.gridLine, borderWidth: 1 },
      dayLabel: { firstDay: 1, color: theme.textHint, fontSize: theme.labelSize, nameMap: 'en' },
      monthLabel: { color: theme.textSecondary, fontSize: theme.labelSize, nameMap: 'en' },
      yearLabel: {
        show: years.length > 1,
        color: theme.textSecondary,
        fontSize: theme.labelSize,
        margin: 24,
      },
    })),
    series: years.map(({ days: inYear }, index) => ({
      id: `days-${index}`,
      type: 'heatmap',
      coordinateSystem: 'calendar',
      calendarIndex: index,
      data: inYear.flatMap(({ day, value }) => (value === null ? [] : [[day, value]])),
      itemStyle: { borderColor: theme.surface, borderWidth: 1 },
      emphasis: { itemStyle: { borderColor: theme.accent } },
    })),
  };
}

/** Height in pixels that the calendars of these days need. */
export function dayHeatMapHeight(days: readonly DayValue[]): number {
  return yearsOf(days).length * yearHeight + legendHeight;
}

/** The days as a table. */
export function dayTable(name: string, days: readonly DayValue[]): ChartTable {
  return { columns: ['Day, UTC', name], rows: days.map(({ day, value }) => [day, value]) };
}

interface Year {
  first: string;
  last: string;
  days: DayValue[];
}

/** Days of each year, from the first of the first month to the last day that is there. */
function yearsOf(days: readonly DayValue[]): Year[] {
  const byYear = Map.groupBy(days, ({ day }) => day.slice(0, 4));
  return [...byYear.values()].map((inYear) => {
    const sorted = inYear.toSorted((a, b) => a.day.localeCompare(b.day));
    const first = sorted[0]?.day ?? '';
    return { first: `${first.slice(0, 7)}-01`, last: sorted.at(-1)?.day ?? first, days: sorted };
  });
}
