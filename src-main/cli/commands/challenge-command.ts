import { resolve } from 'node:path';
import type { ChallengeCheckReport } from '../../../src-core/kinds/replay/challenge/check-report.ts';
import { starterChallenge } from '../../../src-core/kinds/replay/challenge/starter.ts';
import { parseJobSpec } from '../../../src-core/kinds/registry.ts';
import { inlineSpec } from '../../services/jobs/submission/spec-files.ts';
import { DataWorkerClient } from '../../services/processes/data-worker-client.ts';
import { ForkedNodeSpawner } from '../../services/processes/forked-node-spawner.ts';
import { alignColumns } from '../align-columns.ts';
import { writeResult } from '../command-io.ts';
import type { CommonOptions } from '../common-options.ts';
import { readJsonFile } from '../read-json-file.ts';
import { terminalIo } from '../terminal-io.ts';

export interface ChallengeCheckOptions extends CommonOptions {
  readonly model: string;
  readonly export?: string;
  readonly python?: string;
}

/** Candles are made up where the challenge names no feed; any will do. */
const madeUpFeed = { source: 'made-up', subject: 'BTC', kind: 'candle', granularity: '1m' };

/** `hindcast challenge check FILE --model PATH`: dry-runs scorer and model on a handful of made-up candles. */
export async function checkChallengeCommand(file: string, options: ChallengeCheckOptions): Promise<void> {
  const isStarter = file === starterChallenge.name;
  const profile = isStarter ? starterChallenge : ((await readJsonFile(file)) as { feed?: unknown } | null);
  const parsed = parseJobSpec(
    {
      kind: 'replay',
      name: 'challenge check',
      challenge: isStarter ? file : resolve(file),
      model: {
        path: resolve(options.model),
        ...(options.export === undefined ? {} : { export: options.export }),
        ...(options.python === undefined ? {} : { python: options.python }),
      },
      ...(profile?.feed === undefined ? { feed: madeUpFeed } : {}),
      start: '2024-01-01',
      end: '2024-12-31',
    },
    file,
  );
  const { spec } = await inlineSpec(parsed, process.cwd());
  const worker = new DataWorkerClient(new ForkedNodeSpawner(process.env));
  try {
    const report = await worker.request('checkChallenge', { spec, challenge: file });
    writeResult(terminalIo(options), report, () => describeReport(report));
  } finally {
    await worker.close();
  }
}

function describeReport(report: ChallengeCheckReport): string {
  const { challenge, candles, ticks, predictions, scored, samples, probes, warnings } = report;
  const score = (value: number | null): string => (value === null ? 'not scored' : String(value));
  return [
    `${challenge}: ${ticks} ticks on ${candles} made-up candles, ${predictions} predictions, ${scored} scored`,
    '',
    'The model predicted',
    alignColumns(samples.map((sample) => [`  ${sample.at}`, sample.output, score(sample.score)])),
    '',
    'The scoring function gave',
    alignColumns(probes.map((probe) => [`  ${probe.output}`, probe.reason ?? score(probe.score)])),
    '',
    ...(warnings.length === 0 ? ['No warnings.'] : warnings.map((warning) => `warning: ${warning}`)),
  ].join('\n');
}
