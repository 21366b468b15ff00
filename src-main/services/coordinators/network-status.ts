import type { Status } from '../../../src-core/api/events.ts';
import type { Fetch } from '../coordinator/http-exchange.ts';

export type Network = Status['network'];

/** Whether the last call to any coordinator got through, for the status line. */
export class NetworkStatus {
  readonly #onChange: (network: Network) => void;
  #network: Network = 'unused';

  constructor(onChange: (network: Network) => void) {
    this.#onChange = onChange;
  }

  get network(): Network {
    return this.#network;
  }

  /** The same fetch, watched: any answer counts as reachable, whatever its status; a call given up by its caller says nothing. */
  watching(fetch: Fetch): Fetch {
    return async (url, options) => {
      try {
        const response = await fetch(url, options);
        this.#record('reachable');
        return response;
      } catch (error) {
        if (!isGivenUp(options.signal)) this.#record('unreachable');
        throw error;
      }
    };
  }

  #record(network: Network): void {
    if (network === this.#network) return;
    this.#network = network;
    this.#onChange(network);
  }
}

/** Callers abort without a reason of their own; running out of time has one. */
function isGivenUp(signal: AbortSignal | null | undefined): boolean {
  return signal?.aborted === true && (signal.reason as Error | undefined)?.name === 'AbortError';
}
