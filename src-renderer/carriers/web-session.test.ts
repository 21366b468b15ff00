import { describe, expect, it } from 'vitest';
import { findToken, type WebSessionParts } from './web-session.ts';

function page(hash: string, stored: Record<string, string>, tokenOfCode: Record<string, string>) {
  const kept = new Map(Object.entries(stored));
  const asked: string[] = [];
  let cleared = 0;
  const parts: WebSessionParts = {
    location: { origin: 'http://127.0.0.1:4000', hash },
    clearHash: () => void cleared++,
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    fetch: (url, options) => {
      const { code } = JSON.parse(options?.body as string) as { code: string };
      asked.push(`${options?.method} ${url} ${code}`);
      const token = tokenOfCode[code];
      const answer = token === undefined ? { ok: false } : { ok: true, output: { token } };
      return Promise.resolve(
        new Response(JSON.stringify(answer), { status: token === undefined ? 401 : 200 }),
      );
    },
  };
  return { parts, kept, asked, cleared: () => cleared };
}

const key = 'hindcast.token';

describe('the session of a page', () => {
  it('is bought with the code of the link, which leaves the address at once', async () => {
    const { parts, kept, asked, cleared } = page('#code=abc_-1', {}, { 'abc_-1': 'token' });
    expect(await findToken(parts)).toBe('token');
    expect([kept.get(key), asked, cleared()]).toEqual([
      'token',
      ['POST http://127.0.0.1:4000/session abc_-1'],
      1,
    ]);
  });

  it('survives a reload', async () => {
    const { parts, asked } = page('#/runs/1/log', { [key]: 'token' }, {});
    expect([await findToken(parts), asked]).toEqual(['token', []]);
  });

  it('is the newest: a fresh link counts more than what was kept', async () => {
    const { parts } = page('#code=new', { [key]: 'old' }, { new: 'token' });
    expect(await findToken(parts)).toBe('token');
  });

  it('stays when a used link is opened again in its tab', async () => {
    const { parts, cleared } = page('#code=used', { [key]: 'token' }, {});
    expect([await findToken(parts), cleared()]).toEqual(['token', 1]);
  });

  it.each(['', '#/', '#code=used', '#code=', '#code=<script>'])('is none with %j alone', async (hash) => {
    const { parts } = page(hash, {}, {});
    await expect(findToken(parts)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('newest link in the terminal'),
    });
  });
});
