import { createApiClient, type ApiClient } from '../../src-core/api/client.ts';
import { bridgeCarrier, shellBridgeName, type ShellBridge } from '../../src-core/api/shell-bridge.ts';
import { openWebCarrier } from '../carriers/open-web-carrier.ts';
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
  return bridge === undefined ? webHost() : Promise.resolve(desktopHost(bridge));
}

async function webHost(): Promise<Host> {
  const carrier = await openWebCarrier();
  return {
    api: createApiClient(carrier),
    platform: {
      ...browserPlatform,
      downloadExport: async (exportId, fileName) =>
        browserPlatform.saveFile(fileName, await carrier.download(exportId)),
    },
  };
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
