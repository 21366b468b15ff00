import { every, type Clock } from '../clock.ts';

/** How often whoever runs a job renews its lease. Rule Q21. */
const leaseMilliseconds = 5000;

/** Renews a lease now and then; the answer ends that. */
export function keepLease(clock: Clock, renew: () => void): () => void {
  return every(clock, leaseMilliseconds, renew);
}
