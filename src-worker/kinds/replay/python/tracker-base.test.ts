import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hasPython } from '../../../../tests/support/run-replay.ts';

const folder = fileURLToPath(new URL('../../../../resources/python', import.meta.url));

function runPython(lines: readonly string[]): string {
  const script = ['import sys', `sys.path.insert(0, ${JSON.stringify(folder)})`, ...lines].join('\n');
  const { status, stdout, stderr } = spawnSync('python3', ['-B', '-c', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

describe.skipIf(!hasPython())('hindcast_tracker.TrackerBase (needs python3)', () => {
  it('keeps the latest tick of each subject and falls back to the one without (contract section 2.1)', () => {
    const said = runPython([
      'from hindcast_tracker import TrackerBase',
      'class Forgetful(TrackerBase):',
      '    def __init__(self): pass',
      'tracker = Forgetful()',
      'seen = [tracker._get_data("BTC")]',
      'tracker.tick({"asof_ts": 1})',
      'tracker.tick({"symbol": "BTC", "asof_ts": 2})',
      'tracker.tick({"symbol": "BTC", "asof_ts": 3})',
      'seen += [tracker._get_data("BTC")["asof_ts"], tracker._get_data("ETH")["asof_ts"], Forgetful()._get_data("BTC")]',
      'print(seen)',
    ]);
    expect(said).toBe('[None, 3, 1, None]');
  });

  it('asks for predict to be defined', () => {
    const said = runPython([
      'from hindcast_tracker import TrackerBase',
      'try: TrackerBase().predict("BTC", 60, 15)',
      'except NotImplementedError as error: print(error)',
    ]);
    expect(said).toBe('a tracker must define predict');
  });
});
