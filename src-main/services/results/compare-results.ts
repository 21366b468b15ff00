import type { Manifest } from '../../../src-core/result/manifest.ts';
import { canonicalJson } from '../../../src-core/wire/canonical-json.ts';
import type { StoredSummary } from './result-files.ts';

/** A result, as far as a comparison looks at it. */
export interface ComparableResult {
  readonly manifest: Manifest;
  readonly summary: StoredSummary;
}

/** Something that a result was made from; null stands for "was not there". */
export interface InputDifference {
  readonly input: 'candle file' | 'code file' | 'version' | 'runtime';
  readonly name: string;
  readonly before: string | null;
  readonly now: string | null;
}

export interface MetricDifference {
  readonly metric: string;
  readonly before: number | null;
  readonly now: number | null;
}

export interface Comparison {
  /** Every byte of the tables and every metric; or all values to 12 significant digits; or neither. */
  readonly verdict: 'bit_for_bit' | 'twelve_digits' | 'different';
  readonly inputs: readonly InputDifference[];
  readonly metrics: readonly MetricDifference[];
}

/** Compares a result with the one of a second run: what went in, and what came out. */
export function compareResults(before: ComparableResult, now: ComparableResult): Comparison {
  const metrics = differingMetrics(before.summary, now.summary);
  const sameTables = canonicalJson(tableHashes(before.manifest)) === canonicalJson(tableHashes(now.manifest));
  const sameDigits = before.summary.receipt.canonical_hash === now.summary.receipt.canonical_hash;
  return {
    verdict: sameTables && metrics.length === 0 ? 'bit_for_bit' : sameDigits ? 'twelve_digits' : 'different',
    inputs: differingInputs(before.summary, now.summary),
    metrics,
  };
}

/** The inputs of two runs that differ, data first. */
export function differingInputs(before: StoredSummary, now: StoredSummary): InputDifference[] {
  const [old, recent] = [before.receipt, now.receipt];
  return [
    ...differences('candle file', fileHashes(old.files), fileHashes(recent.files)),
    ...differences('code file', old.model_files, recent.model_files),
    ...differences('version', versions(old), versions(recent)),
    ...differences('runtime', old.runtime, recent.runtime),
  ];
}

function differences(
  input: InputDifference['input'],
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): InputDifference[] {
  return namesOf(before, now)
    .map((name) => ({ input, name, before: before[name] ?? null, now: now[name] ?? null }))
    .filter((difference) => difference.before !== difference.now);
}

function differingMetrics(before: StoredSummary, now: StoredSummary): MetricDifference[] {
  return namesOf(before.metrics, now.metrics)
    .map((metric) => ({
      metric,
      before: before.metrics[metric] ?? null,
      now: now.metrics[metric] ?? null,
    }))
    .filter((difference) => difference.before !== difference.now);
}

function namesOf(...records: readonly object[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}

function tableHashes(manifest: Manifest): Record<string, string> {
  const tables = manifest.files.filter((file) => file.name.endsWith('.parquet'));
  return Object.fromEntries(tables.map((file) => [file.name, file.sha256]));
}

function fileHashes(files: StoredSummary['receipt']['files']): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file.path, file.sha256]));
}

function versions(receipt: StoredSummary['receipt']): Record<string, string> {
  return {
    engine: receipt.engine_version,
    metrics: receipt.metrics_version,
    hindcast: receipt.hindcast_version,
  };
}
