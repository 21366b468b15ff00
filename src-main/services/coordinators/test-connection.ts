import type { OutputOf } from '../../../src-core/api/contract.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { CoordinatorClient } from '../coordinator/coordinator-client.ts';
import type { Clock } from '../jobs/clock.ts';

/**
 * Asks a coordinator how it is, who it is, and something that needs its key, if it has one: who it is it tells everyone
 * (contract section 1.2), so that alone would say nothing about the key.
 */
export async function testConnection(
  client: CoordinatorClient,
  clock: Clock,
): Promise<OutputOf<'coordinators.test'>> {
  const startedAt = clock.monotonicMilliseconds();
  try {
    await client.health();
  } catch (error) {
    return { reachable: false, milliseconds: 0, info: null, error: toErrorEnvelope(error) };
  }
  const milliseconds = clock.monotonicMilliseconds() - startedAt;
  const [info, jobs] = await Promise.allSettled([client.info(), client.backfillJobs()]);
  const failed = [info, jobs].find((outcome) => outcome.status === 'rejected');
  return {
    reachable: true,
    milliseconds,
    info: info.status === 'fulfilled' ? info.value : null,
    error: failed === undefined ? null : toErrorEnvelope(failed.reason),
  };
}
