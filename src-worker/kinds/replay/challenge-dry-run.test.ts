import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeProfileSchema } from '../../../src-core/kinds/replay/challenge/profile.ts';
import { planReplay } from '../../../src-core/kinds/replay/kind.ts';
import { replaySpecSchema } from '../../../src-core/kinds/replay/spec.ts';
import { dryRun } from './challenge-dry-run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-challenge-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, source: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, source);
  return path;
}

function planOf(model: string, challenge: object = {}) {
  return planReplay(
    replaySpecSchema.parse({
      kind: 'replay',
      name: 'check',
      challenge: challengeProfileSchema.parse({ name: 'mine', ...challenge }),
      model: { path: model },
      feed: { source: 'made-up', subject: 'BTC', granularity: '1m' },
      start: '2024-01-01',
      end: '2024-12-31',
    }),
  );
}

describe('the dry run of a challenge', () => {
  it('shows what model and scorer do, and warns of nothing when they are in order', async () => {
    const report = await dryRun(planOf(join('examples', 'models', 'mean-reversion.ts')), 'mine');
    expect(report).toMatchObject({ challenge: 'mine', ticks: 62, predictions: 62, scored: 61, warnings: [] });
    expect(report.samples).toHaveLength(5);
    expect(new Set(report.probes.map((probe) => probe.score))).toEqual(new Set([1, -1]));
  });

  it('warns of a scoring function that is a stub', async () => {
    const path = await write('stub.mjs', 'export const score = () => ({ value: 0, success: true });');
    const challenge = { scoring: { path, export: 'score' } };
    const report = await dryRun(planOf(join('examples', 'models', 'mean-reversion.ts'), challenge), 'mine');
    expect(report.warnings.join(' ')).toContain('It looks like a stub');
  });

  it('warns of a model that says the same every time, and of one that does not fit the output fields', async () => {
    const constant = await write(
      'constant.mjs',
      'export default { tick() {}, predict: () => ({ value: 1 }) };',
    );
    expect((await dryRun(planOf(constant), 'mine')).warnings).toEqual([
      'The model gave 1 every time, whatever the candles.',
    ]);
    const failing = await write(
      'failing.mjs',
      'export default { tick() {}, predict: () => ({ value: NaN }) };',
    );
    const { warnings } = await dryRun(planOf(failing), 'mine');
    expect(warnings.join(' ')).toContain('62 of 62 predictions');
    expect(warnings.join(' ')).not.toContain('every time');
    const other = await write('other.mjs', 'export default { tick() {}, predict: () => ({ score: 1 }) };');
    const report = await dryRun(planOf(other), 'mine');
    expect(report.scored).toBe(0);
    expect(report.warnings.join(' ')).toMatch(/62 of 62 predictions: .*value/);
  });

  it('calls the method with the arguments that the challenge names, in its order', async () => {
    const path = await write(
      'called.mjs',
      `let first; export default { tick() {}, forecast(...given) { first ??= JSON.stringify(given); return { up: first === '["BTC",{"scope_key":"BTC-300","subject":"BTC","prediction_interval_seconds":60,"resolve_horizon_seconds":300,"step_seconds":15}]' ? 0.9 : 0.1, note: first }; } };`,
    );
    const challenge = {
      scopes: [{ resolve_horizon_seconds: 300 }],
      call: {
        method: 'forecast',
        arguments: [
          { name: 'subject', value: 'subject' },
          { name: 'scope', value: 'scope' },
        ],
      },
      output: [
        { name: 'up', type: 'float', default: 0.5 },
        { name: 'note', type: 'string', default: '' },
      ],
      scoring: 'signed_return',
    };
    const report = await dryRun(planOf(path, challenge), 'mine');
    expect(JSON.parse(report.samples[0]?.output ?? '{}')).toMatchObject({ up: 0.9 });
  });
});
