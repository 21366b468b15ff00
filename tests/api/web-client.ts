import type { SocketListener } from '../../src-renderer/carriers/event-stream.ts';
import { openHttpCarrier, type HttpCarrier } from '../../src-renderer/carriers/http-carrier.ts';

/** By how much a page of a test waits less, for another try and for a silent server, than one in a browser. */
const testHurry = 20;

/** Gives the code of a link and gets a token, as a page does. */
export async function tokenFor(link: string): Promise<string> {
  const { origin, hash } = new URL(link);
  const response = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ code: hash.slice('#code='.length) }),
  });
  const { output } = (await response.json()) as { output: { token: string } };
  return output.token;
}

/** The carrier of a page, run by Node, whose connection for events a test can break. */
export class WebClient {
  readonly #origin: string;
  readonly #token: string;
  readonly #hurry: number;
  readonly #breaks = new Set<() => void>();

  constructor(origin: string, token: string, hurry = testHurry) {
    this.#origin = origin;
    this.#token = token;
    this.#hurry = hurry;
  }

  open(): Promise<HttpCarrier> {
    const origin = this.#origin;
    return openHttpCarrier({
      origin,
      token: this.#token,
      // What a browser adds by itself.
      fetch: (url, options = {}) => {
        const headers = new Headers(options.headers);
        headers.set('origin', origin);
        return fetch(url, { ...options, headers });
      },
      openSocket: (url, protocols, listener) => this.#openSocket(url, protocols, listener),
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds / this.#hurry);
        return () => clearTimeout(timer);
      },
    });
  }

  /** What happens when the network goes away: the page hears of it before the server does. */
  breakConnections(): void {
    for (const breakOne of this.#breaks) breakOne();
  }

  #openSocket(url: string, protocols: string[], listener: SocketListener): () => void {
    const socket = new WebSocket(url, { protocols, headers: { origin: this.#origin } });
    let isBroken = false;
    const breakOne = (): void => {
      isBroken = true;
      this.#breaks.delete(breakOne);
      listener.onClose();
      socket.close();
    };
    socket.addEventListener('open', () => {
      this.#breaks.add(breakOne);
      listener.onOpen();
    });
    socket.addEventListener('message', ({ data }) => {
      if (!isBroken) listener.onMessage(String(data));
    });
    socket.addEventListener('close', () => {
      this.#breaks.delete(breakOne);
      if (!isBroken) listener.onClose();
    });
    return () => socket.close();
  }
}
