import type { Home } from '../home/home.ts';
import { systemClock, type Clock } from '../jobs/clock.ts';
import type { App } from './app.ts';
import type { ShellPorts } from './shell-ports.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';

/** Opens the services of a home, creating it when needed. */
export function openApp(_home: Home, _ports: ShellPorts, _clock: Clock = systemClock): Promise<App> {
  return Promise.reject(new HindcastError('INTERNAL', 'The services are not put together yet.'));
}
