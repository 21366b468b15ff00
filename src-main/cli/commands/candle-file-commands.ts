import type { CandleExportTimes } from '../../../src-core/data/candle-export.ts';
import type { CommonOptions } from '../common-options.ts';
import { runCancellable } from './data-commands.ts';

interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
}

export interface ExportCandlesOptions extends CommonOptions, RangeOptions {
  readonly format: string;
  readonly out: string;
  readonly epochMs?: boolean;
}

/** `hindcast data export` */
export async function exportData(feed: string, options: ExportCandlesOptions): Promise<void> {
  const { runDataExport } = await import('../data/data-export.ts');
  const { format, out, epochMs = false } = options;
  const times: CandleExportTimes = epochMs ? 'epoch_ms' : 'iso';
  const request = { feed, format, out, times, ...rangeOf(options) };
  await runCancellable(options, (data, io) => runDataExport({ ...data, ...request }, io));
}

export interface ResampleOptions extends CommonOptions, RangeOptions {
  readonly granularity: string;
  readonly replace?: boolean;
}

/** `hindcast data resample` */
export async function resampleData(feed: string, options: ResampleOptions): Promise<void> {
  const { runDataResample } = await import('../data/data-resample.ts');
  const { granularity, replace = false } = options;
  const request = { feed, granularity, replace, ...rangeOf(options) };
  await runCancellable(options, (data, io) => runDataResample({ ...data, ...request }, io));
}

function rangeOf({ from, to }: RangeOptions): RangeOptions {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
