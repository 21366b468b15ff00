import type { ScoredRows } from './scored-rows.ts';

/**
 * By how much the scores of a run exceed those of the baseline, for every prediction of the same scope and time that
 * both have scored; in time order.
 */
export function pairedDifferences(baseline: ScoredRows, run: ScoredRows): Float64Array {
  const rowsOfScope = rowsByScope(run);
  const next = new Map<string, number>();
  const differences = new Float64Array(Math.min(baseline.ts.length, run.ts.length));
  let paired = 0;
  for (let row = 0; row < baseline.ts.length; row++) {
    const scope = baseline.scopeNames[baseline.scope[row] as number] as string;
    const others = rowsOfScope.get(scope);
    if (others === undefined) continue;
    const ts = baseline.ts[row] as number;
    let at = next.get(scope) ?? 0;
    while (at < others.length && (run.ts[others[at] as number] as number) < ts) at++;
    const other = others[at];
    if (other !== undefined && run.ts[other] === ts) {
      differences[paired++] = (run.score[other] as number) - (baseline.score[row] as number);
      // A time that comes twice is paired in order.
      at++;
    }
    next.set(scope, at);
  }
  return differences.slice(0, paired);
}

function rowsByScope({ scope, scopeNames }: ScoredRows): Map<string, Uint32Array> {
  const counts = new Uint32Array(scopeNames.length);
  for (const code of scope) counts[code] = (counts[code] as number) + 1;
  const rows = scopeNames.map((_, code) => new Uint32Array(counts[code] as number));
  counts.fill(0);
  scope.forEach((code, row) => {
    const place = counts[code] as number;
    (rows[code] as Uint32Array)[place] = row;
    counts[code] = place + 1;
  });
  return new Map(scopeNames.map((name, code) => [name, rows[code] as Uint32Array]));
}
