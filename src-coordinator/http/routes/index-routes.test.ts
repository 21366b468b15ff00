import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { endedJob, getJson, postBackfill } from '../../testing/coordinator-client.ts';
import { openCoordinator, syntheticFeed, type OpenCoordinator } from '../../testing/open-coordinator.ts';
import { plainRequest, rawExchange, type RawAnswer } from '../../testing/raw-exchange.ts';

async function backfill(
  { url }: OpenCoordinator,
  subject: string,
  start: string,
  end: string,
): Promise<void> {
  const { body } = await postBackfill(url, { ...syntheticFeed, subject, start, end });
  expect(await endedJob(url, String(body['id']))).toMatchObject({ status: 'completed' });
}

const daysOf = async ({ url }: OpenCoordinator, query: string): Promise<string[]> => {
  const entries = await getJson<{ path: string; date: string }[]>(`${url}/data/backfill/index?${query}`);
  return entries.map(({ path, date }) => `${path.split('/')[1]} ${date.slice(5)}`);
};

describe('the index of day files', () => {
  it('D8 lists what the contract names, with hash and completeness', async () => {
    const coordinator = await openCoordinator();
    await backfill(coordinator, 'BTC', '2026-01-01', '2026-01-02T12:00:00');
    const entry = { size_bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(await getJson(`${coordinator.url}/data/backfill/index`)).toEqual([
      {
        ...entry,
        path: 'synthetic/BTC/candle/1m/2026-01-01.parquet',
        records: 1440,
        date: '2026-01-01',
        complete: true,
      },
      {
        ...entry,
        path: 'synthetic/BTC/candle/1m/2026-01-02.parquet',
        records: 720,
        date: '2026-01-02',
        complete: false,
      },
    ]);
  });

  it('D8 is empty at first, and for what nobody has', async () => {
    const coordinator = await openCoordinator();
    expect(await daysOf(coordinator, '')).toEqual([]);
    expect(await daysOf(coordinator, 'source=nobody')).toEqual([]);
  });

  it('D8 keeps the order of paths across feeds', async () => {
    // A plus sorts before a slash.
    const coordinator = await openCoordinator({ subjects: ['BTC', 'BTC+', 'AB'] });
    for (const subject of ['BTC', 'BTC+', 'AB'])
      await backfill(coordinator, subject, '2026-01-01', '2026-01-03');
    const entries = await getJson<{ path: string }[]>(`${coordinator.url}/data/backfill/index`);
    const paths = entries.map(({ path }) => path);
    expect(paths).toHaveLength(6);
    expect(paths).toEqual(paths.toSorted((left, right) => (left < right ? -1 : 1)));
  });

  it('D8 can be asked for feeds and for days, as clients choose them', async () => {
    const coordinator = await openCoordinator({ subjects: ['BTC', 'ETH'] });
    await backfill(coordinator, 'BTC', '2026-01-01', '2026-01-05');
    await backfill(coordinator, 'ETH', '2026-01-03', '2026-01-05');
    expect(await daysOf(coordinator, 'subject=ETH')).toEqual(['ETH 01-03', 'ETH 01-04']);
    expect(await daysOf(coordinator, 'kind=tick')).toEqual([]);
    expect(await daysOf(coordinator, 'source=synthetic&granularity=1m')).toHaveLength(6);
    // Both ends included, by the day; a start after midnight leaves its day out.
    expect(await daysOf(coordinator, 'start=2026-01-03&end=2026-01-03')).toEqual(['BTC 01-03', 'ETH 01-03']);
    expect(await daysOf(coordinator, 'subject=BTC&start=2026-01-03T10:30')).toEqual(['BTC 01-04']);
    expect(await daysOf(coordinator, 'subject=BTC&end=2026-01-02T00:00:00Z')).toEqual([
      'BTC 01-01',
      'BTC 01-02',
    ]);
    expect(await daysOf(coordinator, 'start=2026-01-04&end=2026-01-01')).toEqual([]);
    expect(await daysOf(coordinator, 'start=9999-12-31T23:59:59')).toEqual([]);
  });

  it.each(['start=yesterday', 'end=2026-02-30', 'source=a&source=b'])(
    'D8 refuses %s with 422',
    async (query) => {
      const { url } = await openCoordinator();
      const response = await fetch(`${url}/data/backfill/index?${query}`);
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ detail: [{ loc: ['query', query.split('=')[0]] }] });
    },
  );

  it('D8 packs for whom takes gzip, and for nobody else', async () => {
    const coordinator = await openCoordinator();
    await backfill(coordinator, 'BTC', '2026-01-01', '2026-01-15');
    const ask = async (headers: Record<string, string>): Promise<RawAnswer> => {
      const answer = await rawExchange(
        coordinator.port,
        plainRequest('GET', '/data/backfill/index', headers),
      );
      return answer as RawAnswer;
    };
    const plain = await ask({});
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(plain.headers).toMatchObject({
      'content-length': String(plain.body.length),
      vary: 'accept-encoding',
    });
    const cases: [string, boolean][] = [
      ['gzip', true],
      ['GZIP;q=0.5, br', true],
      ['*', true],
      ['br', false],
      ['gzip;q=0', false],
      ['gzip;q=0.000, *', false],
      ['identity', false],
    ];
    for (const [accepted, isPacked] of cases) {
      const answer = await ask({ 'accept-encoding': accepted });
      expect([accepted, answer.headers['content-encoding']]).toEqual([
        accepted,
        isPacked ? 'gzip' : undefined,
      ]);
      expect((isPacked ? gunzipSync(answer.body) : answer.body).equals(plain.body)).toBe(true);
      expect(answer.headers['etag']).toBe(plain.headers['etag']);
    }
  });

  it('D8 sends nothing to who has it, until a file comes, changes or goes, and over restarts', async () => {
    const coordinator = await openCoordinator({ subjects: ['BTC', 'ETH'] });
    await backfill(coordinator, 'BTC', '2026-01-01', '2026-01-03');
    const ask = async (url: string, etag: string): Promise<[number, string]> => {
      const headers = { 'if-none-match': etag };
      const response = await fetch(`${url}/data/backfill/index`, { headers });
      await response.arrayBuffer();
      return [response.status, String(response.headers.get('etag'))];
    };
    const { url } = coordinator;
    const [, first] = await ask(url, '"none"');
    expect(await ask(url, first)).toEqual([304, first]);
    expect(await ask(url, `"other", ${first.replace('W/', '')}`)).toEqual([304, first]);
    expect(await ask(url, '*')).toEqual([304, first]);

    await backfill(coordinator, 'ETH', '2026-01-01', '2026-01-02');
    const [status, second] = await ask(url, first);
    expect(status).toBe(200);
    expect(await ask(url, second)).toEqual([304, second]);
    // The same days again: the same number of files, but other ones.
    await backfill(coordinator, 'BTC', '2026-01-01', '2026-01-02');
    const [, third] = await ask(url, second);
    expect(new Set([first, second, third]).size).toBe(3);

    await coordinator.close();
    const again = await openCoordinator({ folder: coordinator.folder, subjects: ['BTC', 'ETH'] });
    expect(await ask(again.url, third)).toEqual([304, third]);
    await again.close();
    // Another database has other names, whatever it holds.
    const other = await openCoordinator();
    expect((await ask(other.url, third))[0]).toBe(200);
  });

  it('D8 shows what changed while it was being asked for, at the latest in the next answer', async () => {
    const coordinator = await openCoordinator({ subjects: ['BTC', 'ETH'] });
    const asked: Promise<unknown[]>[] = [];
    for (const subject of ['BTC', 'ETH']) {
      const { body } = await postBackfill(coordinator.url, {
        ...syntheticFeed,
        subject,
        start: '2026-01-01',
        end: '2026-02-01',
      });
      for (let at = 0; at < 20; at += 1)
        asked.push(getJson<unknown[]>(`${coordinator.url}/data/backfill/index`));
      await endedJob(coordinator.url, String(body['id']));
    }
    await Promise.all(asked);
    expect(await getJson(`${coordinator.url}/data/backfill/index`)).toHaveLength(62);
  });
});
