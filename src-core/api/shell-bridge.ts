import type { Carrier } from './client.ts';
import type { ApiRequest, ApiResponse } from './envelope.ts';
import type { NumberedEvent } from './events.ts';

/** The global under which the desktop shell shows itself to its page; absent in a browser. */
export const shellBridgeName = 'hindcast';

/** What the desktop shell tells its page. */
export type ShellMessage =
  | { type: 'event'; event: NumberedEvent }
  /** A command of `commands.ts` was chosen in the native menu. */
  | { type: 'command'; id: string }
  /** The person clicked a notification about this job. */
  | { type: 'show_job'; jobId: string };

/** All that the page of the desktop window gets from its shell. */
export interface ShellBridge {
  invoke(request: ApiRequest): Promise<ApiResponse>;
  /** Answers how to stop. */
  subscribe(listener: (message: ShellMessage) => void): () => void;
  /** Node's name of the operating system: `darwin`, `linux`, `win32`. */
  readonly platform: string;
}

/** Carries the API over the bridge. Main and page end together, so the connection is never lost. */
export function bridgeCarrier(bridge: ShellBridge): Carrier {
  const stops = new Set<() => void>();
  return {
    request: (request) => bridge.invoke(request),
    onEvent: (listener) => {
      const stop = bridge.subscribe((message) => {
        if (message.type === 'event') listener(message.event);
      });
      stops.add(stop);
      return () => {
        stops.delete(stop);
        stop();
      };
    },
    onConnection: () => () => undefined,
    close: () => {
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}
