import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { endChildren } from './end-children.ts';

it.skipIf(process.platform === 'win32')(
  'Q17 ends what a model process has started, with it and after it',
  async () => {
    const model = spawn('sh', ['-c', 'sleep 600 & echo started; wait'], { detached: true });
    await once(model.stdout, 'data');
    const closed = once(model, 'close');
    endChildren([model.pid ?? 0, 900_000_001]);
    // The pipe closes when the last process that holds it is gone, the one in the background too.
    expect(await closed).toEqual([null, 'SIGKILL']);
  },
);
