import type { Carrier } from '../../src-core/api/client.ts';
import { apiVersion } from '../../src-core/api/api-version.ts';
import type { ApiRequest, ApiResponse } from '../../src-core/api/envelope.ts';
import { decodeFrame, encodeFrame, frameMediaType, holdsArrays } from '../../src-core/api/frame.ts';
import { fromErrorEnvelope, HindcastError, toErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';
import { openEventStream, type EventStreamParts } from './event-stream.ts';

export interface HttpCarrierParts extends Omit<EventStreamParts, 'isSessionOver'> {
  readonly fetch: (url: string, options?: RequestInit) => Promise<Response>;
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
export async function openHttpCarrier(parts: HttpCarrierParts): Promise<HttpCarrier> {
  const authorization = { authorization: `Bearer ${parts.token}` };
  const post = (path: string, request: ApiRequest): Promise<Response> => {
    const isFrame = holdsArrays(request);
    return parts.fetch(`${parts.origin}${path}`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': isFrame ? frameMediaType : 'application/json' },
      body: isFrame ? encodeFrame(request) : JSON.stringify(request),
    });
  };
  const stream = await openEventStream({
    ...parts,
    isSessionOver: async () => {
      const answer = await post('/api/app.info', { v: apiVersion, op: 'app.info', input: {} });
      return answer.status === unauthorized;
    },
  });
  return {
    request: async (request) => {
      try {
        return await readAnswer(await post(`/api/${encodeURIComponent(request.op.toWellFormed())}`, request));
      } catch {
        return { ok: false, error: toErrorEnvelope(connectionLost()) };
      }
    },
    onEvent: stream.onEvent,
    onConnection: stream.onConnection,
    download: async (exportId) => {
      const path = `/exports/${encodeURIComponent(exportId)}`;
      const response = await parts
        .fetch(`${parts.origin}${path}`, { headers: authorization })
        .catch(() => Promise.reject(connectionLost()));
      if (response.ok) return response.blob();
      const answer = await readAnswer(response);
      throw answer.ok ? connectionLost() : fromErrorEnvelope(answer.error);
    },
    close: stream.close,
  };
}

async function readAnswer(response: Response): Promise<ApiResponse> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const isFrame = response.headers.get('content-type') === frameMediaType;
  return (isFrame ? decodeFrame(bytes) : JSON.parse(new TextDecoder().decode(bytes))) as ApiResponse;
}

function connectionLost(): HindcastError {
  return new HindcastError('CONNECTION_LOST', 'Hindcast does not answer. Is it still running?');
}
