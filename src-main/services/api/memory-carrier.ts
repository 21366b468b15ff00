import type { Carrier } from '../../../src-core/api/client.ts';
import type { NumberedEvent } from '../../../src-core/api/events.ts';
import { sessionOf, type Role } from '../../../src-core/api/permissions.ts';
import type { ApiHost } from './api-host.ts';
import type { EventHub } from './event-hub.ts';

/** Carries calls inside one process, for tests. Everything is cloned, so that nothing unclonable can pass. */
export function memoryCarrier(host: ApiHost, hub: EventHub, role: Role): Carrier {
  const session = sessionOf(role);
  const stops = new Set<() => void>();
  return {
    request: async (request) => structuredClone(await host.handle(structuredClone(request), session, role)),
    onEvent: (listener) => {
      const stop = hub.subscribe((event: NumberedEvent) => {
        const copy = structuredClone(event);
        // As on every other carrier, nobody hears of an event inside the call that caused it.
        queueMicrotask(() => listener(copy));
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
