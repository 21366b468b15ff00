import { formatSeconds } from '../../../../src-core/result/format-figure.ts';
import type { SummaryBase } from '../../../../src-core/result/summary-base.ts';

export interface ReceiptLine {
  readonly name: string;
  readonly value: string;
}

export interface ReceiptGroup {
  readonly title: string;
  readonly lines: readonly ReceiptLine[];
}

/** Every hash and version that a result depends on, in groups; its candle files are a table of their own. */
export function receiptGroups({ receipt, timings_seconds: timings }: SummaryBase): ReceiptGroup[] {
  const { files: _files, model_files: code, dataset_version_ids: datasets, runtime, ...plain } = receipt;
  const {
    strict_hash: strict,
    canonical_hash: canonical,
    snapshot_id: snapshot,
    model_hash: model,
    ...rest
  } = plain;
  const { job_id: job, ...versions } = rest;
  const named = (record: Readonly<Record<string, string>>): ReceiptLine[] =>
    Object.entries(record).map(([name, value]) => ({ name, value }));
  return [
    {
      title: 'What came out',
      lines: [
        { name: 'Job', value: job },
        { name: 'Strict hash, every bit', value: strict },
        { name: 'Canonical hash, 12 digits', value: canonical },
      ],
    },
    {
      title: 'Code',
      lines: [{ name: 'All files of the model', value: model }, ...named(code)],
    },
    {
      title: 'Data',
      lines: [{ name: 'Snapshot', value: snapshot }, ...named(datasets)],
    },
    {
      title: 'Versions',
      lines: named({ ...versions, ...runtime }).map(({ name, value }) => ({ name: words(name), value })),
    },
    {
      title: 'Time in the worker',
      lines: Object.entries(timings).map(([name, seconds]) => ({
        name: words(name),
        value: formatSeconds(seconds),
      })),
    },
  ].filter(({ lines }) => lines.length > 0);
}

/** `engine_version` as people read it. */
function words(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
