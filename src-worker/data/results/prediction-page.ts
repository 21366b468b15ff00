import type { PredictionRow } from '../../../src-core/api/contract/results.ts';
import type { PredictionPage, PredictionPageQuery } from '../../../src-core/data/prediction-queries.ts';
import { selectRows, sortRows } from '../../../src-core/result/prediction-order.ts';
import type { NumberColumn, PredictionFile } from './prediction-file.ts';

const pageColumns = [
  'epoch(performed_at)',
  'scope_key',
  'subject',
  'status',
  'value',
  'entry_price',
  'resolved_price',
  'epoch(resolved_at)',
  'actual_return',
  'score',
  'output_json',
  'reason',
];

/** A page of predictions. The order of all of them is kept, so that the next page costs no more than its rows. */
export async function predictionPage(
  file: PredictionFile,
  query: PredictionPageQuery,
): Promise<PredictionPage> {
  const { offset, limit } = query;
  if (isAsStored(query)) {
    const length = Math.max(0, Math.min(limit, file.rows - offset));
    const first = query.descending ? file.rows - 1 - offset : offset;
    const step = query.descending ? -1 : 1;
    const rows = Uint32Array.from({ length }, (_, index) => first + step * index);
    return { total: file.rows, rows: await readRows(file, rows) };
  }
  const order = await orderOf(file, query);
  return { total: order.length, rows: await readRows(file, order.subarray(offset, offset + limit)) };
}

type OrderQuery = Omit<PredictionPageQuery, 'offset' | 'limit' | 'resultFolder'>;

function isAsStored({ sort, scope, status, from, to }: OrderQuery): boolean {
  return sort === 'row' && scope === null && status === null && from === null && to === null;
}

async function orderOf(file: PredictionFile, query: OrderQuery): Promise<Uint32Array> {
  const { sort, descending, scope, status, from, to } = query;
  const name = `order:${JSON.stringify([sort, descending, scope, status, from, to])}`;
  return file.derived(name, async () => {
    const selected = await selectedRows(file, query);
    const rows =
      sort === 'row' ? inRowOrder(selected, descending) : await sorted(file, selected, sort, query);
    return { value: rows, bytes: rows.byteLength };
  });
}

async function sorted(
  file: PredictionFile,
  rows: Uint32Array,
  column: NumberColumn,
  { descending }: OrderQuery,
): Promise<Uint32Array> {
  return sortRows(rows, await file.numbers(column), descending);
}

function inRowOrder(rows: Uint32Array, descending: boolean): Uint32Array {
  return descending ? rows.toReversed() : rows;
}

async function selectedRows(
  file: PredictionFile,
  { scope, status, from, to }: OrderQuery,
): Promise<Uint32Array> {
  const filters = [
    ['scope_key', scope],
    ['status', status],
  ] as const;
  const codes = [];
  for (const [column, name] of filters) {
    if (name === null) continue;
    codes.push({ codes: (await file.texts(column)).codes, wanted: await file.codeOf(column, name) });
  }
  if (from === null && to === null) return selectRows({ length: file.rows, codes });
  const ts = await file.numbers('ts');
  const span = { ts, from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
  return selectRows({ length: file.rows, codes, span });
}

async function readRows(file: PredictionFile, rows: Uint32Array): Promise<PredictionRow[]> {
  const found = await file.select(pageColumns, rows);
  return found.map((values, index) => {
    const [ts, scope, subject, status, value, entry, resolved, resolvedTs, actual, score, output, reason] =
      values;
    return {
      row: rows[index] as number,
      ts: Number(ts),
      scope: String(scope),
      subject: String(subject),
      status: String(status),
      value: numberOrNull(value),
      entryPrice: numberOrNull(entry),
      resolvedPrice: numberOrNull(resolved),
      resolvedTs: numberOrNull(resolvedTs),
      actualReturn: numberOrNull(actual),
      score: numberOrNull(score),
      output: textOrNull(output),
      reason: textOrNull(reason),
    };
  });
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
