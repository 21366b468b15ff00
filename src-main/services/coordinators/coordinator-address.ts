import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { nearestName } from '../../../src-core/errors/nearest-name.ts';
import { parseBaseUrl } from '../coordinator/address-and-key.ts';
import type { Home } from '../home/home.ts';
import { coordinatorsDocument } from './coordinators-document.ts';
import type { DefaultCoordinator } from './default-coordinator.ts';

/**
 * The address of a coordinator that a spec gives by its address or by the name that it is saved under.
 *
 * @throws HindcastError `UNKNOWN_COORDINATOR` when none is saved under the name; `BAD_INPUT` for a bad address
 */
export async function coordinatorAddress(
  home: Home,
  preset: DefaultCoordinator,
  coordinator: string,
): Promise<string> {
  const wanted = coordinator.trim();
  if (/^https?:/i.test(wanted)) return parseBaseUrl(wanted);
  const { coordinators } = await coordinatorsDocument(home, () => new Date()).read();
  const found = coordinators.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return parseBaseUrl(found.url ?? preset.url);
  const known = coordinators.map(({ name }) => name);
  const nearest = nearestName(wanted, known);
  throw new HindcastError(
    'UNKNOWN_COORDINATOR',
    `There is no coordinator "${wanted}".${nearest === undefined ? '' : ` Did you mean "${nearest}"?`} ` +
      `Write its address, or one of the saved names: ${known.join(', ')}.`,
    { details: { coordinator: wanted, known } },
  );
}
