import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface StandInBinance {
  readonly url: string;
  /** The query of each request that came in, in order. */
  readonly requests: URLSearchParams[];
}

/** What to answer instead of klines, and whether to break the connection after that; undefined lets the klines through. */
export type Interference = (
  requestNumber: number,
) => { status: number; headers?: Record<string, string>; body: string; cut?: boolean } | undefined;

/**
 * Answers `GET /api/v3/klines` as the exchange does, for one-minute klines from `firstOpenSeconds` to before
 * `endSeconds` without those in `gaps`: both ends of the asked range included, at most `limit` (500, up to 1,000),
 * numbers as text with eight decimals, twelve fields a kline, weights in the headers.
 */
export async function startStandInBinance(options: {
  firstOpenSeconds: number;
  endSeconds: number;
  gaps?: readonly number[];
  interfere?: Interference;
}): Promise<StandInBinance> {
  const requests: URLSearchParams[] = [];
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    requests.push(url.searchParams);
    const headers = {
      'content-type': 'application/json;charset=UTF-8',
      'x-mbx-used-weight': String(2 * requests.length),
      'x-mbx-used-weight-1m': String(2 * requests.length),
    };
    const other = options.interfere?.(requests.length);
    if (other?.cut === true) {
      if (other.status > 0)
        response.writeHead(other.status, { ...headers, ...other.headers }).write(other.body);
      setImmediate(() => request.socket.destroy());
    } else if (other !== undefined) {
      response.writeHead(other.status, { ...headers, ...other.headers }).end(other.body);
    } else if (url.pathname !== '/api/v3/klines') {
      response.writeHead(404, headers).end('');
    } else if (url.searchParams.get('symbol') !== 'BTCUSDT') {
      response.writeHead(400, headers).end('{"code":-1121,"msg":"Invalid symbol."}');
    } else {
      response.writeHead(200, headers).end(JSON.stringify(klines(url.searchParams)));
    }
  }

  function klines(query: URLSearchParams): unknown[] {
    const start = Number(query.get('startTime'));
    const end = Number(query.get('endTime') ?? Infinity);
    const limit = Math.min(1_000, Number(query.get('limit') ?? 500));
    const found: unknown[] = [];
    for (let open = options.firstOpenSeconds; open < options.endSeconds && found.length < limit; open += 60) {
      if (open * 1000 < start || open * 1000 > end || options.gaps?.includes(open)) continue;
      found.push(klineAt(open));
    }
    return found;
  }
}

function klineAt(openSeconds: number): unknown[] {
  const price = 40_000 + ((openSeconds / 60) % 100);
  const text = (value: number): string => value.toFixed(8);
  return [
    openSeconds * 1000,
    text(price),
    text(price + 2),
    text(price - 1),
    text(price + 0.5),
    text(1.25),
    openSeconds * 1000 + 59_999,
    text(1.25 * price),
    37,
    text(0.75),
    text(0.75 * price),
    '0',
  ];
}
