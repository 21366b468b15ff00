import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzDayFiles } from '../tests/support/fuzz-day-files.ts';
import { fuzzIndex } from '../tests/support/fuzz-index.ts';

/**
 * `node bench/data-fuzz.ts [--cases 100000] [--seed S]`: damages indexes and day files, more often than the tests do, and
 * lets them be read. Ends with status 1 when something was taken that should not have been, or ended otherwise than it
 * should.
 */
type Row = readonly [what: string, figure: string, aim: string];

const usualCases = 100_000;
/** DuckDB takes milliseconds for each file. */
const duckdbEveryNth = 25;

export async function benchDataFuzz(cases = usualCases, seed = 1): Promise<Row[]> {
  const index = fuzzIndex(cases, seed);
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-data-fuzz-'));
  try {
    const files = await fuzzDayFiles(folder, cases, seed, duckdbEveryNth);
    return [
      [
        `damaged indexes, ${cases}, of which still good ${index.accepted}`,
        `${index.faults.length} faults`,
        '0',
      ],
      [
        `damaged day files, ${cases}, of which readable ${files.accepted}`,
        `${files.faults.length} faults`,
        '0',
      ],
      ...[...index.faults, ...files.faults].slice(0, 20).map((fault) => [`  ${fault}`, '', ''] as const),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: String(usualCases) },
      seed: { type: 'string', default: '1' },
    },
  });
  const rows = await benchDataFuzz(Number(values.cases), Number(values.seed));
  for (const row of rows) console.log(row.join('   '));
  process.exitCode = rows.some(([, figure]) => figure.endsWith('faults') && figure !== '0 faults') ? 1 : 0;
  // DuckDB's test connection keeps the process alive.
  process.exit();
}
