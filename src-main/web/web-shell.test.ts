import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { contentSecurityPolicy } from '../../src-core/api/content-security-policy.ts';
import { encodeFrame, frameMediaType } from '../../src-core/api/frame.ts';
import type { Role } from '../../src-core/api/permissions.ts';
import { errorCodes, HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { TestApi } from '../../tests/api/test-api.ts';
import { tokenFor } from '../../tests/api/web-client.ts';
import { temporaryFolder } from '../../tests/support/temporary-folder.ts';
import { farewellMilliseconds, heartbeatMilliseconds, mostBufferedBytes } from './event-sockets.ts';
import { codeLifeMilliseconds } from './sessions.ts';
import { sendRaw, upgradeRaw, type RawRequest } from './testing/raw-http.ts';
import { openWebShell, type WebShell } from './web-shell.ts';

const documentText =
  '<!doctype html><title>Hindcast</title><script type="module" crossorigin src="./assets/index-1a2b.js"></script>' +
  '<link rel="stylesheet" crossorigin href="./assets/index-3c4d.css">';
const secret = 'what lies beside the page';

async function openShell(): Promise<{
  api: TestApi;
  shell: WebShell;
  tokenOf: (role: Role) => Promise<string>;
}> {
  const folder = temporaryFolder();
  const rendererFolder = join(folder, 'renderer');
  mkdirSync(join(rendererFolder, 'assets'), { recursive: true });
  writeFileSync(join(rendererFolder, 'index.html'), documentText);
  writeFileSync(join(rendererFolder, 'assets', 'index-1a2b.js'), 'export {};');
  writeFileSync(join(rendererFolder, 'assets', 'index-3c4d.css'), '');
  writeFileSync(join(rendererFolder, '.hidden'), secret);
  writeFileSync(join(folder, 'secret.txt'), secret);
  mkdirSync(join(folder, 'renderer-evil'));
  writeFileSync(join(folder, 'renderer-evil', 'x.txt'), secret);
  const api = new TestApi();
  const shell = await openWebShell({ app: api.app, rendererFolder, clock: api.clock });
  onTestFinished(() => shell.close());
  return { api, shell, tokenOf: (role) => tokenFor(shell.newLink(role)) };
}

function call(shell: WebShell, token: string, operation: string, more: Partial<RawRequest> = {}): RawRequest {
  return {
    origin: shell.origin,
    method: 'POST',
    path: `/api/${operation}`,
    body: JSON.stringify({ v: 1, op: operation, input: {} }),
    ...more,
    headers: {
      origin: shell.origin,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...more.headers,
    },
  };
}

const errorOf = (text: string): { code: string; message: string } =>
  (JSON.parse(text) as { error: { code: string; message: string } }).error;

describe('what the web shell serves', () => {
  it('is the page with its files, under the strict policy', async () => {
    const { shell } = await openShell();
    const page = await sendRaw({ origin: shell.origin, path: '/' });
    expect([page.status, page.text]).toEqual([200, documentText]);
    const script = await sendRaw({ origin: shell.origin, path: '/assets/index-1a2b.js' });
    expect([script.status, script.headers['content-type']]).toEqual([
      200,
      'application/javascript; charset=utf-8',
    ]);
    expect([page, script].map(({ headers }) => headers['cache-control'])).toEqual([
      'no-cache',
      'private, max-age=31536000, immutable',
    ]);
  });

  it('lets the queue be read once a browser has all that the page waits for', async () => {
    const { api, shell } = await openShell();
    const { origin } = shell;
    for (let visit = 1; visit <= 2; visit++) {
      await sendRaw({ origin, path: '/' });
      await sendRaw({ origin, path: '/assets/index-1a2b.js' });
      expect(api.readAheads).toBe(visit - 1);
      await sendRaw({ origin, path: '/assets/index-3c4d.css' });
      await vi.waitFor(() => expect(api.readAheads).toBe(visit));
    }
  });

  it('carries the security headers with every answer, and nothing for other origins', async () => {
    const { shell, tokenOf } = await openShell();
    const token = await tokenOf('owner');
    const { origin } = shell;
    const requests: RawRequest[] = [
      { origin, path: '/' },
      { origin, path: '/absent' },
      { origin, path: '/%zz' },
      { origin, path: '/', headers: { host: 'evil.example' } },
      { origin, path: '/', headers: { origin: 'https://evil.example' } },
      { origin, path: '/api/app.info', method: 'OPTIONS', headers: { origin } },
      { origin, path: '/exports/x' },
      call(shell, token, 'app.info'),
      call(shell, 'wrong', 'app.info'),
      call(shell, token, 'app.info', { body: '{' }),
      call(shell, token, 'app.info', { body: 'x'.repeat(2 ** 21) }),
    ];
    for (const request of requests) {
      const { headers } = await sendRaw(request);
      expect([request.path, headers]).toMatchObject([
        request.path,
        {
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
        },
      ]);
      expect(
        Object.keys(headers).filter((name) => /^access-control|^set-cookie|^server$/.test(name)),
      ).toEqual([]);
    }
  });

  it('is nothing outside the folder of the page, however it is asked for', async () => {
    const { shell } = await openShell();
    const attempts = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/%2e%2e%2fsecret.txt',
      '/assets/..%5c..%5c..%5csecret.txt',
      '/assets/../../secret.txt',
      '//secret.txt',
      '/..\\secret.txt',
      '/../renderer-evil/x.txt',
      '/..%2frenderer-evil/x.txt',
      '/.hidden',
      '/%00',
      '/secret.txt%00.html',
      '/index.html/../../secret.txt',
      '/....//secret.txt',
      '/c:/windows/win.ini',
    ];
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2f',
      '%5c',
      '\\',
      '/',
      'assets',
      'secret.txt',
      '%00',
      '%c0%ae',
    );
    const random = fc.sample(fc.array(piece, { minLength: 1, maxLength: 8 }), 150);
    for (const path of [...attempts, ...random.map((pieces) => `/${pieces.join('')}`)]) {
      const { text, status } = await sendRaw({ origin: shell.origin, path });
      expect([path, text.includes(secret)]).toEqual([path, false]);
      if (status !== 200) expect([path, errorCodes]).toMatchObject([path, { [errorOf(text).code]: 2 }]);
    }
  });

  it('needs a build', async () => {
    const opening = openWebShell({ app: new TestApi().app, rendererFolder: temporaryFolder() });
    await expect(opening).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
  });

  it('says so when the port is taken', async () => {
    const { api, shell } = await openShell();
    const rendererFolder = temporaryFolder();
    writeFileSync(join(rendererFolder, 'index.html'), '');
    const port = Number(new URL(shell.origin).port);
    const opening = openWebShell({ app: api.app, rendererFolder, port });
    await expect(opening).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(`${port}`),
    });
  });
});

describe('a link', () => {
  const exchange = async (shell: WebShell, code: string) =>
    sendRaw({
      origin: shell.origin,
      method: 'POST',
      path: '/session',
      headers: { origin: shell.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    });
  const codeOf = (link: string): string => new URL(link).hash.slice('#code='.length);

  it('carries a code of 256 bits where servers and logs do not see it, and no token', async () => {
    const { shell } = await openShell();
    const link = new URL(shell.newLink('owner'));
    expect([link.pathname, link.search]).toEqual(['/', '']);
    expect(Buffer.from(codeOf(link.href), 'base64url')).toHaveLength(32);
    const { text } = await exchange(shell, codeOf(link.href));
    const { token } = (JSON.parse(text) as { output: { token: string } }).output;
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(link.href).not.toContain(token);
  });

  it('is good once', async () => {
    const { shell } = await openShell();
    const code = codeOf(shell.newLink('owner'));
    expect((await exchange(shell, code)).status).toBe(200);
    const again = await exchange(shell, code);
    expect([again.status, errorOf(again.text)]).toMatchObject([
      401,
      { code: 'PERMISSION_DENIED', message: expect.stringContaining('link has expired') },
    ]);
  });

  it('is good for minutes, and until a newer one of its role is there', async () => {
    const { api, shell } = await openShell();
    const [owner, viewer] = [codeOf(shell.newLink('owner')), codeOf(shell.newLink('viewer'))];
    const newer = codeOf(shell.newLink('owner'));
    expect((await exchange(shell, owner)).status).toBe(401);
    expect((await exchange(shell, viewer)).status).toBe(200);
    await api.clock.advance(codeLifeMilliseconds + 1);
    expect((await exchange(shell, newer)).status).toBe(401);
  });

  it.each(['', 'x', 'a'.repeat(43), '__proto__'])('is none that reads %j', async (code) => {
    const { shell } = await openShell();
    shell.newLink('owner');
    expect((await exchange(shell, code)).status).toBe(401);
  });

  it('gives its role and no other', async () => {
    const { api, shell, tokenOf } = await openShell();
    const token = await tokenOf('viewer');
    expect((await sendRaw(call(shell, token, 'app.info'))).status).toBe(200);
    const refused = await sendRaw(call(shell, token, 'jobs.example'));
    expect([refused.status, errorOf(refused.text).code]).toEqual([403, 'PERMISSION_DENIED']);
    expect(api.received.map(({ name, context }) => [name, context.session.role])).toEqual([
      ['app.info', 'viewer'],
    ]);
  });
});

describe('without a token', () => {
  it('nothing is answered, whatever stands in its place', async () => {
    const { api, shell, tokenOf } = await openShell();
    const { shell: other } = await openShell();
    const foreign = await tokenFor(other.newLink('owner'));
    const token = await tokenOf('owner');
    const { origin } = shell;
    const headers = { origin, 'content-type': 'application/json' };
    const without: RawRequest = { ...call(shell, '', 'app.info'), headers };
    const requests: RawRequest[] = [
      without,
      { ...without, path: `/api/app.info?token=${token}` },
      { ...without, headers: { ...headers, cookie: `token=${token}` } },
      { ...without, headers: { ...headers, authorization: `Basic ${token}` } },
      { ...without, headers: { ...headers, authorization: token } },
      { ...without, headers: { ...headers, authorization: `Bearer ${token}x` } },
      { ...without, headers: { ...headers, authorization: `Bearer ${token.slice(1)}` } },
      { ...without, headers: { ...headers, authorization: 'Bearer undefined' } },
      { ...without, headers: { ...headers, 'x-forwarded-for': '127.0.0.1' } },
      call(shell, foreign, 'app.info'),
      call(shell, foreign, 'files.upload'),
      { origin, path: '/exports/x' },
      { origin, path: '/exports/x', headers: { authorization: `Bearer ${foreign}` } },
    ];
    for (const request of requests) {
      const response = await sendRaw(request);
      expect([request, response.status]).toEqual([request, 401]);
      expect(errorOf(response.text).code).toBe('PERMISSION_DENIED');
    }
    for (const offers of [undefined, 'hindcast', `hindcast, hindcast.${foreign}`, `hindcast.${token}x`]) {
      const asked = { origin, ...(offers === undefined ? {} : { 'sec-websocket-protocol': offers }) };
      expect(await upgradeRaw({ origin, path: '/events', headers: asked })).toBe(401);
    }
    for (const path of ['/', '/absent', '/%zz', '/api/app.info']) {
      expect(await upgradeRaw({ origin, path, headers: { origin } })).toBeGreaterThanOrEqual(400);
    }
    expect(api.received).toEqual([]);
  });
});

describe('a request that the page itself has not sent', () => {
  it('is refused by its Host, also for the page, against names that are pointed here', async () => {
    const { api, shell, tokenOf } = await openShell();
    const token = await tokenOf('owner');
    const { port } = new URL(shell.origin);
    for (const host of [
      `evil.example:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      `127.0.0.1:1`,
      `[::1]:${port}`,
    ]) {
      for (const request of [{ origin: shell.origin, path: '/' }, call(shell, token, 'app.info')]) {
        const response = await sendRaw({ ...request, headers: { ...request.headers, host } });
        expect([host, response.status]).toEqual([host, 403]);
      }
    }
    expect(api.received).toEqual([]);
  });

  it('is refused by its Origin, also when there is none', async () => {
    const { api, shell, tokenOf } = await openShell();
    const token = await tokenOf('owner');
    const { origin } = shell;
    const strangers = [
      'null',
      'http://127.0.0.1:1',
      origin.replace('http', 'https'),
      `${origin}/`,
      'https://evil.example',
    ];
    for (const stranger of [undefined, ...strangers]) {
      const { headers, ...rest } = call(shell, token, 'app.info');
      const { origin: _, ...others } = headers ?? {};
      const sent = stranger === undefined ? others : { ...others, origin: stranger };
      expect((await sendRaw({ ...rest, headers: sent })).status).toBe(403);
      const protocol = { 'sec-websocket-protocol': `hindcast, hindcast.${token}` };
      const asked = stranger === undefined ? protocol : { ...protocol, origin: stranger };
      expect(await upgradeRaw({ origin, path: '/events', headers: asked })).toBe(403);
    }
    expect(api.received).toEqual([]);
  });
});

describe('a call', () => {
  it.each([
    ['BAD_INPUT', 400],
    ['PROTOCOL_MISMATCH', 400],
    ['PERMISSION_DENIED', 403],
    ['INTERNAL', 500],
    ['UNKNOWN_JOB', 200],
  ] as const)('that fails with %s is answered with status %i', async (code, status) => {
    const { api, shell, tokenOf } = await openShell();
    const input = { jobId: 'a'.repeat(32) };
    api.answer = () => {
      throw new HindcastError(code, 'Why.');
    };
    const body = JSON.stringify({ v: 1, op: 'jobs.get', input });
    const response = await sendRaw(call(shell, await tokenOf('owner'), 'jobs.get', { body }));
    expect([response.status, errorOf(response.text).code]).toEqual([status, code]);
  });

  it('answers what a person mistyped like any other answer', async () => {
    const { api, shell, tokenOf } = await openShell();
    api.answer = () => {
      throw new HindcastError('BAD_INPUT', 'That is no address.');
    };
    const input = { coordinatorId: null, name: 'x', url: 'x' };
    const body = JSON.stringify({ v: 1, op: 'coordinators.save', input });
    const response = await sendRaw(call(shell, await tokenOf('owner'), 'coordinators.save', { body }));
    expect([response.status, errorOf(response.text).code]).toEqual([200, 'BAD_INPUT']);
  });

  it.each([
    ['too much', { body: JSON.stringify({ v: 1, op: 'app.info', input: 'x'.repeat(1024 * 1024) }) }, 413],
    [
      'too large a frame',
      { body: new Uint8Array(2 ** 21), headers: { 'content-type': frameMediaType } },
      413,
    ],
    ['another form', { headers: { 'content-type': 'text/plain' } }, 415],
    ['a form of a page', { headers: { 'content-type': 'multipart/form-data' } }, 415],
    ['no JSON', { body: '{' }, 400],
    ['nothing', { body: '' }, 400],
    ['another operation than its address', { path: '/api/app.snapshot' }, 400],
    ['no frame', { body: '{}', headers: { 'content-type': frameMediaType } }, 400],
    ['no address of a call', { path: '/api/app/info' }, 404],
  ])('is refused when it holds %s', async (_, more, status) => {
    const { api, shell, tokenOf } = await openShell();
    const response = await sendRaw(call(shell, await tokenOf('owner'), 'app.info', more));
    expect([response.status, Object.keys(errorCodes).includes(errorOf(response.text).code)]).toEqual([
      status,
      true,
    ]);
    expect(api.received).toEqual([]);
  });

  it('may bring a file of 64 MiB, and not a byte more than that and its name', async () => {
    const { api, shell, tokenOf } = await openShell();
    const token = await tokenOf('owner');
    const upload = (size: number): RawRequest =>
      call(shell, token, 'files.upload', {
        headers: { 'content-type': frameMediaType },
        body: encodeFrame({
          v: 1,
          op: 'files.upload',
          input: { name: 'a.py', content: new Uint8Array(size) },
        }),
      });
    api.answer = ({ input }) => ({ path: String((input as { content: Uint8Array }).content.length) });
    const taken = await sendRaw(upload(64 * 1024 * 1024));
    expect(JSON.parse(taken.text)).toEqual({ ok: true, output: { path: '67108864' } });
    // The server may hang up before all of it is sent.
    const refused = await sendRaw(upload(66 * 1024 * 1024)).catch(() => undefined);
    expect(refused?.status ?? 413).toBe(413);
    expect(api.received).toHaveLength(1);
  });

  it('is recorded under the owner, or as the viewer', async () => {
    const { api, shell, tokenOf } = await openShell();
    for (const role of ['owner', 'viewer'] as const)
      await sendRaw(call(shell, await tokenOf(role), 'app.info'));
    expect(api.received.map(({ context }) => context.actor)).toEqual(['tester', 'viewer']);
  });

  it('of any bytes is answered with an error code', async () => {
    const { shell, tokenOf } = await openShell();
    const token = await tokenOf('owner');
    const types = fc.constantFrom('application/json', frameMediaType, 'text/html', '*/*', '');
    const bodies = fc.oneof(fc.uint8Array(), fc.string(), fc.json(), fc.constant('['.repeat(500_000)));
    const paths = fc.constantFrom(
      '/api/app.info',
      '/api/files.upload',
      '/api/',
      '/session',
      '/events',
      '/exports/..%2f',
    );
    const methods = fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH', 'GET');
    await fc.assert(
      fc.asyncProperty(types, bodies, paths, methods, async (type, body, path, method) => {
        const headers = { 'content-type': type };
        const response = await sendRaw(call(shell, token, 'app.info', { body, path, method, headers }));
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(Object.keys(errorCodes)).toContain(errorOf(response.text).code);
      }),
      { numRuns: 200 },
    );
  });
});

describe('an export', () => {
  it('is downloaded with the token of an owner, as a file and nothing else', async () => {
    const { api, shell, tokenOf } = await openShell();
    const path = join(temporaryFolder(), 'report');
    writeFileSync(path, '<script>alert(1)</script>');
    api.exports.set('e1', { path, fileName: 'Ergebnis "ä".html', mediaType: 'text/html' });
    const get = (token: string, id: string): RawRequest => ({
      origin: shell.origin,
      path: `/exports/${id}`,
      headers: { authorization: `Bearer ${token}` },
    });
    const owner = await tokenOf('owner');
    const file = await sendRaw(get(owner, 'e1'));
    expect([file.status, file.text]).toEqual([200, '<script>alert(1)</script>']);
    expect(file.headers).toMatchObject({
      'content-disposition': `attachment; filename*=UTF-8''Ergebnis%20%22%C3%A4%22.html`,
      'content-length': '25',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy,
    });
    const refused = await sendRaw(get(await tokenOf('viewer'), 'e1'));
    expect([refused.status, errorOf(refused.text)]).toMatchObject([
      403,
      { code: 'PERMISSION_DENIED', message: expect.stringContaining('Open it with the owner’s link') },
    ]);
    expect((await sendRaw(get(owner, 'e2'))).status).toBe(404);
    api.exports.set('gone', { path: `${path}.gone`, fileName: 'x', mediaType: 'text/csv' });
    expect((await sendRaw(get(owner, 'gone'))).status).toBe(404);
  });
});

describe('a connection for events', () => {
  const connect = async (shell: WebShell, token: string) => {
    const connection = await upgradeRaw({
      origin: shell.origin,
      path: '/events',
      headers: { origin: shell.origin, 'sec-websocket-protocol': `hindcast, hindcast.${token}` },
    });
    if (typeof connection === 'number') throw new Error(`refused with ${connection}`);
    onTestFinished(() => void connection.socket.destroy());
    return connection;
  };
  const closed = (socket: { once: (event: 'close', listener: () => void) => unknown }): Promise<void> =>
    new Promise((resolve) => void socket.once('close', resolve));

  it('does not repeat the token', async () => {
    const { shell, tokenOf } = await openShell();
    expect((await connect(shell, await tokenOf('viewer'))).protocol).toBe('hindcast');
  });

  it('is cut off when nobody answers on it any more', async () => {
    const { api, shell, tokenOf } = await openShell();
    const { socket } = await connect(shell, await tokenOf('owner'));
    socket.resume();
    const isClosed = closed(socket);
    await api.clock.advance(heartbeatMilliseconds * 2);
    await isClosed;
  });

  it('is cut off when it does not take what it is sent, and others hear everything', async () => {
    const { api, shell, tokenOf } = await openShell();
    const token = await tokenOf('owner');
    const slow = await connect(shell, token);
    slow.socket.pause();
    const quick = await connect(shell, token);
    const hears = async (bytes: number): Promise<void> => {
      for (let heard = 0; heard < bytes;) heard += ((await once(quick.socket, 'data')) as [Buffer])[0].length;
    };
    const event = { type: 'stale', area: 'data' } as const;
    const large = { type: 'job_removed', jobId: 'x'.repeat(512 * 1024) } as const;
    // Besides what the server holds back, the system keeps some megabytes in its own buffers.
    for (let sent = 0; sent < 10 * mostBufferedBytes; sent += large.jobId.length) {
      const heard = hears(large.jobId.length);
      api.hub.publish(large);
      await heard;
    }
    const isClosed = closed(slow.socket);
    slow.socket.resume();
    await isClosed;
    const heard = hears(1);
    api.hub.publish(event);
    await heard;
  });

  it('takes no messages', async () => {
    const { shell, tokenOf } = await openShell();
    const socket = new WebSocket(`${shell.origin.replace('http', 'ws')}/events`, {
      protocols: ['hindcast', `hindcast.${await tokenOf('owner')}`],
      headers: { origin: shell.origin },
    });
    socket.addEventListener('open', () => socket.send('{"v":1,"op":"app.info","input":{}}'));
    const code = await new Promise((resolve) =>
      socket.addEventListener('close', (event) => resolve(event.code)),
    );
    expect(code).toBe(1003);
  });

  it('is told that Hindcast ends', async () => {
    const { shell, tokenOf } = await openShell();
    const socket = new WebSocket(`${shell.origin.replace('http', 'ws')}/events`, {
      protocols: ['hindcast', `hindcast.${await tokenOf('owner')}`],
      headers: { origin: shell.origin },
    });
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const code = new Promise((resolve) => socket.addEventListener('close', (event) => resolve(event.code)));
    await shell.close();
    expect(await code).toBe(1001);
    await expect(sendRaw({ origin: shell.origin, path: '/' })).rejects.toThrow('ECONNREFUSED');
  });

  it('is not waited for when it is asked for while Hindcast ends', async () => {
    const { api, shell, tokenOf } = await openShell();
    const token = await tokenOf('owner');
    // Says no farewell, so that the end takes its time.
    await connect(shell, token);
    const isEnding = shell.close();
    await expect(connect(shell, token)).rejects.toThrow('refused with 503');
    await api.clock.advance(farewellMilliseconds);
    await isEnding;
  });
});
