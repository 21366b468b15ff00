import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { createHome, resolveHome } from '../home/home.ts';
import { systemClock } from '../jobs/clock.ts';
import { SessionSecretStore } from '../settings/secret-store.ts';
import { Coordinators } from './coordinators.ts';
import { NetworkStatus } from './network-status.ts';

it('D32 set to stay offline, nothing is connected to even when asked, and it says why', async () => {
  const home = resolveHome(join(temporaryFolder(), 'home'), {});
  createHome(home);
  const connected: string[] = [];
  let isOffline = true;
  const coordinators = new Coordinators({
    home,
    secrets: new SessionSecretStore(),
    clock: systemClock,
    network: new NetworkStatus(() => undefined),
    preset: { url: 'http://127.0.0.1:8000', apiKey: undefined },
    isOffline: () => Promise.resolve(isOffline),
    fetch: (url) => {
      connected.push(url);
      return Promise.resolve(Response.json([]));
    },
  });
  await coordinators.ask(null);
  expect(await coordinators.asked()).toEqual([]);
  await expect(coordinators.client('default')).rejects.toMatchObject({
    code: 'COORDINATOR_UNREACHABLE',
    message: expect.stringContaining('set to stay offline'),
  });
  expect(await coordinators.indexes.get('default')).toBeUndefined();
  expect(connected).toEqual([]);
  isOffline = false;
  expect(await coordinators.asked()).toEqual(['default']);
  const client = await coordinators.client('default', 'single');
  expect(await client.index()).toEqual([]);
  expect(connected).toHaveLength(1);
  isOffline = true;
  await expect(client.index()).rejects.toMatchObject({ code: 'COORDINATOR_UNREACHABLE' });
  expect(connected).toHaveLength(1);
});
