import { formatLabel } from '../../../../src-core/result/format-figure.ts';
import type { Chart } from '../../../../src-core/result/series.ts';
import type { ReportRun } from './report-run.ts';

/** A line of a figure: which numbers it draws, whose colour it has, and which dashes. */
interface FigureLine {
  readonly name: string;
  /** Index into the series of the report. */
  readonly series: number;
  readonly colour: number;
  readonly dash: number;
}

/** A chart as the page draws it; figures of one group show the same moment under the pointer. */
export interface Figure extends Omit<Chart, 'id' | 'lines'> {
  readonly id: string;
  readonly group: string;
  readonly lines: readonly FigureLine[];
}

/** The charts of a report as data, each series of numbers once however many figures draw it. */
export interface FigureSet {
  readonly series: readonly { readonly x: readonly number[]; readonly y: readonly (number | null)[] }[];
  /** Charts that show several runs together. */
  readonly shared: readonly Figure[];
  /** The charts of each run. */
  readonly ofRun: readonly (readonly Figure[])[];
}

/** The figures of a report: those of each run, and those that lay the same chart of several runs over each other. */
export function buildFigures(runs: readonly ReportRun[]): FigureSet {
  const series: { x: readonly number[]; y: readonly (number | null)[] }[] = [];
  const ofRun = runs.map(({ charts }, run) =>
    charts.charts.map((chart): Figure => {
      const lines = chart.lines.map(({ name, x, y }, index) => {
        series.push({ x, y });
        return { name, series: series.length - 1, colour: index, dash: index };
      });
      const labels = chart.labels.map(formatLabel);
      return { ...chart, labels, id: `run-${run + 1}-${chart.id}`, group: `run-${run + 1}`, lines };
    }),
  );
  return { series, shared: sharedFigures(runs, ofRun), ofRun };
}

function sharedFigures(runs: readonly ReportRun[], ofRun: readonly (readonly Figure[])[]): readonly Figure[] {
  const names = runNames(runs);
  const charts = runs.flatMap(({ charts: own }, run) =>
    // Cells of several runs would cover each other.
    own.charts.flatMap((chart, index) =>
      chart.form === 'heat_map'
        ? []
        : [
            {
              chart,
              run,
              name: names[run] as string,
              figure: ofRun[run]?.[index] as Figure,
            },
          ],
    ),
  );
  const byKey = Map.groupBy(charts, ({ chart }) => comparableKey(chart));
  return [...byKey.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const { chart, figure } = group[0] as (typeof charts)[number];
      const lines = group.flatMap(({ figure: source, run, name: runName }) =>
        source.lines.map(({ name, series }) => ({
          name: source.lines.length === 1 ? runName : `${runName}, ${name}`,
          series,
          run,
        })),
      );
      return Object.assign({}, figure, {
        id: `all-${chart.id}`,
        group: 'all',
        lines: lines.map(({ name, series, run }, dash) => ({ name, series, colour: run, dash })),
      });
    });
}

/** Charts can be laid over each other when they are the same chart over the same axes. */
function comparableKey(chart: Chart): string {
  return JSON.stringify([chart.id, chart.form, chart.axis, chart.labels, chart.x_name, chart.y_name]);
}

/** The name of each run; runs that share one are told apart by their number. */
export function runNames(runs: readonly ReportRun[]): string[] {
  const names = runs.map(({ summary }) => summary.name);
  return names.map((name, index) =>
    names.filter((other) => other === name).length === 1 ? name : `${name} (${index + 1})`,
  );
}
