import { createApiClient, type ApiClient } from '../../src-core/api/client.ts';
import { bridgeCarrier, shellBridgeName, type ShellBridge } from '../../src-core/api/shell-bridge.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { navigate } from './hash-location.ts';
import { browserPlatform, type Platform } from './platform.tsx';

/** What the page runs over. */
export interface Host {
  readonly api: ApiClient;
  readonly platform: Platform;
}

/** Connects to what shows this page: the desktop shell through its bridge, or the server that sent it. */
export function openHost(): Promise<Host> {
  const bridge = (globalThis as { [shellBridgeName]?: ShellBridge })[shellBridgeName];
  if (bridge !== undefined) return Promise.resolve(desktopHost(bridge));
  return Promise.reject(new HindcastError('CONNECTION_LOST', 'There is no host to talk to.'));
}

function desktopHost(bridge: ShellBridge): Host {
  // A notification may be clicked at any time, whatever is on screen.
  bridge.subscribe((message) => {
    if (message.type === 'show_job') navigate(`/runs/${message.jobId}`);
  });
  return {
    api: createApiClient(bridgeCarrier(bridge)),
    platform: {
      ...browserPlatform,
      onMenuCommand: (listener) =>
        bridge.subscribe((message) => {
          if (message.type === 'command') listener(message.id);
        }),
    },
  };
}
