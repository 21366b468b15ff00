import type { PredictionMarks, PredictionMarksQuery } from '../../../src-core/data/prediction-queries.ts';
import { largestRows, selectRows } from '../../../src-core/result/prediction-order.ts';
import { numberExpressions, type NumberColumn, type PredictionFile } from './prediction-file.ts';

const marked = [
  'ts',
  'value',
  'entryPrice',
  'resolvedTs',
  'resolvedPrice',
  'score',
] as const satisfies NumberColumn[];

/** The predictions of a subject in a span, as marks beside its candles. */
export async function predictionMarks(
  file: PredictionFile,
  { subject, from, to, points }: PredictionMarksQuery,
): Promise<PredictionMarks> {
  const ts = await file.numbers('ts');
  const { codes } = await file.texts('subject');
  const wanted = await file.codeOf('subject', subject);
  const rows = selectRows({ length: file.rows, codes: [{ codes, wanted }], span: { ts, from, to } });
  const kept = rows.length <= points ? rows : largestRows(rows, await file.numbers('value'), points);
  const found = await file.select(
    marked.map((column) => numberExpressions[column]),
    kept,
  );
  const gather = (column: (typeof marked)[number]): Float64Array => {
    const index = marked.indexOf(column);
    return Float64Array.from(found, (values) => (values[index] as number | null) ?? Number.NaN);
  };
  return {
    ts: gather('ts'),
    value: gather('value'),
    entryPrice: gather('entryPrice'),
    resolvedTs: gather('resolvedTs'),
    resolvedPrice: gather('resolvedPrice'),
    score: gather('score'),
    total: rows.length,
  };
}
