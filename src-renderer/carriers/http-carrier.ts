import type { Carrier, ConnectionState } from '../../src-core/api/client.ts';
import type { ApiRequest, ApiResponse } from '../../src-core/api/envelope.ts';
import type { NumberedEvent } from '../../src-core/api/events.ts';
import { decodeFrame, encodeFrame, frameMediaType, holdsArrays } from '../../src-core/api/frame.ts';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { openEventStream, type EventStream, type EventStreamParts } from './event-stream.ts';

export interface HttpCarrierParts extends EventStreamParts {
  readonly fetch: typeof fetch;
}

/** The API over HTTP, its events over a WebSocket. */
export interface HttpCarrier extends Carrier {
  /**
   * The content of an export that was made.
   *
   * @throws HindcastError what the server says; `CONNECTION_LOST`
   */
  download(exportId: string): Promise<Blob>;
}

const unauthorized = 401;

/**
 * Opens both ways, so that no event is missed from the first call on.
 *
 * @throws HindcastError `PERMISSION_DENIED` when the token is not valid (any more); `CONNECTION_LOST`
 */
export async function openHttpCarrier(parts: Omit<HttpCarrierParts, 'isSessionOver'>): Promise<HttpCarrier> {
  const authorization = { authorization: `Bearer ${parts.token}` };
  const post = (path: string, request: ApiRequest): Promise<Response> => {
    const isFrame = holdsArrays(request);
    return parts.fetch(`${parts.origin}${path}`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': isFrame ? frameMediaType : 'application/json' },
      body: isFrame ? encodeFrame(request) : JSON.stringify(request),
    });
  };
  const stream: EventStream = await openEventStream({
    ...parts,
    isSessionOver: async () => {
      const answer = await post('/api/app.info', { v: 1, op: 'app.info', input: {} });
      return answer.status === unauthorized;
    },
  });
  return {
    request: async (request) => {
      try {
        return await readAnswer(await post(`/api/${encodeURIComponent(request.op)}`, request));
      } catch (error) {
        return { ok: false, error: lost(error) };
      }
    },
    onEvent: stream.onEvent,
    onConnection: stream.onConnection,
    download: async (exportId) => {
      const response = await parts
        .fetch(`${parts.origin}/exports/${encodeURIComponent(exportId)}`, { headers: authorization })
        .catch((error: unknown) => {
          throw new HindcastError('CONNECTION_LOST', lost(error).message);
        });
      if (response.ok) return response.blob();
      const answer = await readAnswer(response);
      if (answer.ok) throw new HindcastError('INTERNAL', 'The server answered with something else than a file.');
      throw fromErrorEnvelope(answer.error);
    },
    close: stream.close,
  };
}
