import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const worker = fileURLToPath(new URL('./job-worker.ts', import.meta.url));

it('a worker ends when the process that started it is gone before it has loaded', async () => {
  const child = fork(worker, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.disconnect();
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(1);
});
