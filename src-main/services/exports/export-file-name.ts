import type { StoredResult } from '../results/result-store.ts';
import type { ExportFormat } from './write-export.ts';

const longestName = 60;

/** A name that says what is inside and that every file system takes: `mean-reversion-1a2b3c4d.csv`. */
export function exportFileName(
  results: readonly Pick<StoredResult, 'jobId' | 'summary'>[],
  format: ExportFormat,
): string {
  const [first] = results;
  const name = results.length === 1 ? (first?.summary.name ?? '') : `${results.length}-backtests`;
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, longestName)
    .replaceAll(/^-+|-+$/g, '');
  return `${plain || 'backtest'}-${first?.jobId.slice(0, 8)}.${format}`;
}
