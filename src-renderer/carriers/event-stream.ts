import type { Carrier, ConnectionState } from '../../src-core/api/client.ts';
import type { NumberedEvent } from '../../src-core/api/events.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

/** What a WebSocket tells. */
export interface SocketListener {
  readonly onOpen: () => void;
  readonly onMessage: (text: string) => void;
  readonly onClose: () => void;
}

export interface EventStreamParts {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly token: string;
  /** Opens a WebSocket; the answer closes it. */
  readonly openSocket: (url: string, protocols: string[], listener: SocketListener) => () => void;
  /** Calls back once after some milliseconds; the answer cancels that. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** Asks the server whether it no longer knows the token; rejects while it cannot be reached. */
  readonly isSessionOver: () => Promise<boolean>;
}

export type EventStream = Pick<Carrier, 'onEvent' | 'onConnection' | 'close'>;

/** The same word as in the server's `authentication.ts`. */
const eventProtocol = 'hindcast';
const firstDelayMilliseconds = 250;
const longestDelayMilliseconds = 5000;
/** The server speaks every ten seconds at least. */
const silenceMilliseconds = 25_000;

/**
 * Listens to the server's events and, once that has worked, keeps doing so: a connection that breaks or falls silent is
 * opened again, until the session is over.
 *
 * @throws HindcastError `PERMISSION_DENIED` when the session is over; `CONNECTION_LOST`
 */
export async function openEventStream(parts: EventStreamParts): Promise<EventStream> {
  const events = new Set<(event: NumberedEvent) => void>();
  const connections = new Set<(state: ConnectionState) => void>();
  let cancelTimer = (): void => undefined;
  let closeSocket = (): void => undefined;
  let isClosed = false;
  let delay = firstDelayMilliseconds;
  const tell = (state: ConnectionState): void => {
    for (const listener of connections) listener(state);
  };

  /** Resolves when the connection stands, rejects when it never did; `onEnd` is called when one that stood has ended. */
  const connect = (onEnd: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      let hasOpened = false;
      let hasEnded = false;
      const end = (): void => {
        if (hasEnded) return;
        hasEnded = true;
        cancelTimer();
        if (hasOpened) onEnd();
        else reject(new HindcastError('CONNECTION_LOST', 'Hindcast does not answer.'));
      };
      const expectSign = (): void => {
        cancelTimer();
        cancelTimer = parts.after(silenceMilliseconds, () => closeSocket());
      };
      const url = `${parts.origin.replace(/^http/, 'ws')}/events`;
      const close = parts.openSocket(url, [eventProtocol, `${eventProtocol}.${parts.token}`], {
        onOpen: () => {
          hasOpened = true;
          resolve();
        },
        onMessage: (text) => {
          if (hasEnded) return;
          expectSign();
          const message = JSON.parse(text) as NumberedEvent | { heartbeat: true };
          if ('event' in message) for (const listener of events) listener(message);
        },
        onClose: end,
      });
      closeSocket = () => {
        // Closing politely waits for the other side, which may be gone.
        close();
        end();
      };
      expectSign();
    });

  const reconnect = async (): Promise<void> => {
    try {
      await connect(retryLater);
      delay = firstDelayMilliseconds;
      tell('open');
    } catch {
      if (await parts.isSessionOver().catch(() => false)) tell('ended');
      else wait();
    }
  };
  const wait = (): void => {
    if (isClosed) return;
    cancelTimer = parts.after(delay, () => void reconnect());
    delay = Math.min(delay * 2, longestDelayMilliseconds);
  };
  const retryLater = (): void => {
    if (isClosed) return;
    tell('lost');
    wait();
  };

  try {
    await connect(retryLater);
  } catch (error) {
    if (await parts.isSessionOver().catch(() => false)) throw sessionOver();
    throw error;
  }
  return {
    onEvent: (listener) => {
      events.add(listener);
      return () => events.delete(listener);
    },
    onConnection: (listener) => {
      connections.add(listener);
      return () => connections.delete(listener);
    },
    close: () => {
      isClosed = true;
      cancelTimer();
      closeSocket();
    },
  };
}

/** What a page says when its link no longer leads anywhere. */
export function sessionOver(): HindcastError {
  return new HindcastError(
    'PERMISSION_DENIED',
    'This link has expired. Use the newest link in the terminal; Enter there prints a new one.',
  );
}
