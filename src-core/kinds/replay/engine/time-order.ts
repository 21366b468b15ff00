import type { CandleBatch } from './model-driver.ts';

/** Visits one stretch of candles of one subject: rows `from` (included) to `to` (not included) of the batch. */
export type SubjectVisitor = (subjectIndex: number, from: number, to: number) => void;

/**
 * Walks a batch in time order across subjects (rule R3): by candle time, ties in the order of the plan's subjects.
 * Rows of one subject that no other subject's candle interrupts are visited in one call.
 */
export function walkInTimeOrder(batch: CandleBatch, visit: SubjectVisitor): void {
  const subjects = batch.subjects;
  if (subjects.length === 1) {
    const only = subjects[0];
    if (only !== undefined && only.length > 0) visit(0, 0, only.length);
    return;
  }
  const next = subjects.map(() => 0);
  for (;;) {
    const current = earliest(batch, next, -1);
    if (current < 0) return;
    const columns = subjects[current];
    if (columns === undefined) return;
    const rival = earliest(batch, next, current);
    const from = next[current] ?? 0;
    let to = from + 1;
    if (rival < 0) {
      to = columns.length;
    } else {
      const rivalTs = subjects[rival]?.ts[next[rival] ?? 0] ?? 0;
      while (to < columns.length && isBefore(columns.ts[to] ?? 0, rivalTs, current < rival)) to++;
    }
    visit(current, from, to);
    next[current] = to;
  }
}

/** The subject whose next candle is earliest, leaving one out; -1 when none is left. */
function earliest(batch: CandleBatch, next: readonly number[], except: number): number {
  let best = -1;
  let bestTs = Number.POSITIVE_INFINITY;
  for (let index = 0; index < batch.subjects.length; index++) {
    const columns = batch.subjects[index];
    const row = next[index] ?? 0;
    if (index === except || columns === undefined || row >= columns.length) continue;
    const ts = columns.ts[row] ?? 0;
    if (ts < bestTs) {
      best = index;
      bestTs = ts;
    }
  }
  return best;
}

function isBefore(ts: number, rivalTs: number, winsTies: boolean): boolean {
  return winsTies ? ts <= rivalTs : ts < rivalTs;
}
