import { resolveHome } from '../src-main/services/home/home.ts';
import { stampOfProcess } from '../src-main/services/processes/process-stamp.ts';
import { openStore } from './queue-jobs.ts';

/**
 * One of several processes that take jobs from one queue as fast as they can, for as many milliseconds as the parent says.
 * It answers with how many it took.
 */
const [root = ''] = process.argv.slice(2);
const store = openStore(resolveHome(root, {}));
const ownerProcess = stampOfProcess(process.pid);
process.on('message', (milliseconds: number) => {
  const end = performance.now() + milliseconds;
  let claims = 0;
  while (performance.now() < end) {
    if (store.attempts.claim({ leaseId: `${process.pid}-${claims}`, ownerProcess }) !== undefined) claims++;
  }
  process.send?.(claims, undefined, undefined, () => process.disconnect());
  store.close();
});
process.send?.('ready');
