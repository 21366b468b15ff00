import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiClient, ConnectionState } from '../../../src-core/api/client.ts';
import type { NumberedEvent } from '../../../src-core/api/events.ts';
import { applyEvents, fromSnapshot, type LiveState } from './live-state.ts';

export interface LiveStoreState {
  /** Undefined until the first snapshot. */
  readonly live: LiveState | undefined;
  /** Why there is no snapshot, when the last attempt failed. */
  readonly error: unknown;
  readonly connection: ConnectionState;
}

export interface LiveStore extends StoreApi<LiveStoreState> {
  /** Takes a new snapshot. */
  refresh: () => Promise<void>;
  close: () => void;
}

/** Runs `flush` soon, once for many events. */
export type Schedule = (flush: () => void) => void;

const millisecondsBetweenDraws = 50;
const afterAMoment: Schedule = (flush) => void setTimeout(flush, millisecondsBetweenDraws);

/**
 * Holds a snapshot and follows the events: those that come while a snapshot is on its way wait for it; a gap, another
 * epoch or a connection that was lost mean a new snapshot.
 */
export function createLiveStore(
  api: Pick<ApiClient, 'call' | 'onEvent' | 'onConnection'>,
  schedule: Schedule = afterAMoment,
): LiveStore {
  const store = createStore<LiveStoreState>(() => ({
    live: undefined,
    error: undefined,
    connection: 'open',
  }));
  let waiting: NumberedEvent[] = [];
  let isScheduled = false;
  let underWay: Promise<void> | undefined;
  let isStale = false;

  const take = async (): Promise<void> => {
    do {
      isStale = false;
      try {
        const snapshot = await api.call('app.snapshot', {});
        store.setState({ live: fromSnapshot(snapshot), error: undefined });
      } catch (error) {
        store.setState({ error });
        return;
      }
      waiting = waiting.filter((event) => event.epoch === store.getState().live?.epoch);
      flush();
    } while (isStale);
  };

  const refresh = (): Promise<void> => {
    isStale = true;
    underWay ??= take().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  const flush = (): void => {
    const { live } = store.getState();
    if (live === undefined || waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    const next = applyEvents(live, events);
    if (next !== undefined) store.setState({ live: next });
    else void refresh();
  };

  const stopEvents = api.onEvent((event) => {
    waiting.push(event);
    if (isScheduled || underWay !== undefined) return;
    isScheduled = true;
    schedule(() => {
      isScheduled = false;
      if (underWay === undefined) flush();
    });
  });
  const stopConnection = api.onConnection((connection) => {
    const wasLost = store.getState().connection === 'lost';
    store.setState({ connection });
    if (connection === 'open' && wasLost) void refresh();
  });

  void refresh();
  return Object.assign(store, {
    refresh,
    close: () => {
      stopEvents();
      stopConnection();
    },
  });
}
