import type { ScoredRows } from './scored-rows.ts';

/**
 * By how much the scores of a run exceed those of the baseline, for every prediction of the same scope and time that
 * both have scored; in time order.
 */
export function pairedDifferences(baseline: ScoredRows, run: ScoredRows): Float64Array {
  const rowsOfScope = rowsByScope(run);
  const others = baseline.scopeNames.map((name) => rowsOfScope[run.scopeNames.indexOf(name)]);
  const next = new Uint32Array(baseline.scopeNames.length);
  const differences = new Float64Array(Math.min(baseline.ts.length, run.ts.length));
  let paired = 0;
  for (let row = 0; row < baseline.ts.length; row++) {
    const scope = baseline.scope[row] as number;
    const candidates = others[scope];
    if (candidates === undefined) continue;
    const ts = baseline.ts[row] as number;
    let at = next[scope] as number;
    while (at < candidates.length && (run.ts[candidates[at] as number] as number) < ts) at++;
    const other = candidates[at];
    if (other !== undefined && run.ts[other] === ts) {
      differences[paired++] = (run.score[other] as number) - (baseline.score[row] as number);
      // A time that comes twice is paired in order.
      at++;
    }
    next[scope] = at;
  }
  return differences.slice(0, paired);
}

/** By code of a scope: its rows, in order. */
function rowsByScope({ scope, scopeNames }: ScoredRows): Uint32Array[] {
  const counts = new Uint32Array(scopeNames.length);
  for (let row = 0; row < scope.length; row++) (counts[scope[row] as number] as number)++;
  const rows = scopeNames.map((_, code) => new Uint32Array(counts[code] as number));
  counts.fill(0);
  for (let row = 0; row < scope.length; row++) {
    const code = scope[row] as number;
    (rows[code] as Uint32Array)[(counts[code] as number)++] = row;
  }
  return rows;
}
