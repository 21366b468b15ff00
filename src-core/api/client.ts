import { fromErrorEnvelope } from '../errors/hindcast-error.ts';
import { apiVersion } from './api-version.ts';
import type { InputOf, OperationName, OutputOf } from './contract.ts';
import type { ApiRequest, ApiResponse } from './envelope.ts';
import type { NumberedEvent } from './events.ts';

/** `lost` is tried again by itself; `ended` means that the host no longer knows this session. */
export type ConnectionState = 'open' | 'lost' | 'ended';

/** What brings calls to the host and events back: Electron's IPC, HTTP with a WebSocket, or memory. */
export interface Carrier {
  /** Never rejects for what the host answers; a broken connection answers `CONNECTION_LOST`. */
  request(request: ApiRequest): Promise<ApiResponse>;
  onEvent(listener: (event: NumberedEvent) => void): () => void;
  /** Hears of every change; a connection that opens again has missed events. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  close(): void;
}

/** The API as screens and tests use it. */
export interface ApiClient {
  /** @throws HindcastError with one of the operation's codes */
  call<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>>;
  onEvent(listener: (event: NumberedEvent) => void): () => void;
  onConnection(listener: (state: ConnectionState) => void): () => void;
  close(): void;
}

/** The typed API over a carrier. */
export function createApiClient(carrier: Carrier): ApiClient {
  return {
    call: async <Name extends OperationName>(name: Name, input: InputOf<Name>) => {
      const response = await carrier.request({ v: apiVersion, op: name, input });
      if (!response.ok) throw fromErrorEnvelope(response.error);
      return response.output as OutputOf<Name>;
    },
    onEvent: (listener) => carrier.onEvent(listener),
    onConnection: (listener) => carrier.onConnection(listener),
    close: () => carrier.close(),
  };
}
