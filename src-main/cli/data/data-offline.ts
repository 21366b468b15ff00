import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { createHome, type Home } from '../../services/home/home.ts';
import { systemClock } from '../../services/jobs/clock.ts';
import { isOffline, staysOffline } from '../../services/settings/offline.ts';
import { SettingsStore } from '../../services/settings/settings-store.ts';
import { writeResult, type CommandIo } from '../command-io.ts';

export interface DataOfflineOptions {
  readonly home: Home;
  /** `on` or `off`; left out, it stays as it is. */
  readonly state?: string;
}

/**
 * `hindcast data offline`: shows or sets whether Hindcast stays offline.
 *
 * @throws HindcastError `BAD_INPUT` for another word than `on` and `off`
 */
export async function runDataOffline({ home, state }: DataOfflineOptions, io: CommandIo): Promise<void> {
  if (state !== undefined && state !== 'on' && state !== 'off') {
    throw new HindcastError('BAD_INPUT', `"${state}" is neither "on" nor "off".`);
  }
  createHome(home);
  const settings = new SettingsStore(home, systemClock);
  const { offline } =
    state === undefined ? await settings.read() : await settings.update({ offline: state === 'on' });
  writeResult(io, { offline }, () =>
    offline
      ? 'Hindcast stays offline: nothing is connected to, even when asked.'
      : 'Hindcast connects to a coordinator when it is asked to, and to nothing else.',
  );
}

/** @throws HindcastError `COORDINATOR_UNREACHABLE` when Hindcast is set to stay offline */
export async function requireOnline(home: Home, environment: NodeJS.ProcessEnv): Promise<void> {
  if (isOffline(await new SettingsStore(home, systemClock).read(), environment)) throw staysOffline();
}
