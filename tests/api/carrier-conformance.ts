import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Carrier } from '../../src-core/api/client.ts';
import { operations, type OperationName } from '../../src-core/api/contract.ts';
import { apiVersion } from '../../src-core/api/api-version.ts';
import type { ApiRequest, ApiResponse } from '../../src-core/api/envelope.ts';
import { apiEventSchema, type ApiEvent, type NumberedEvent } from '../../src-core/api/events.ts';
import { commonErrors } from '../../src-core/api/operation.ts';
import { permissionsOf, type Role } from '../../src-core/api/permissions.ts';
import { errorCodes, HindcastError, type ErrorCode } from '../../src-core/errors/hindcast-error.ts';
import type { Progress } from '../../src-core/job/progress.ts';
import { arbitraryOf } from './arbitrary-of.ts';
import { operationNames, TestApi } from './test-api.ts';

/** A carrier's two ends, put up for one test. */
export interface CarrierBench {
  /** Opens a connection of its own. */
  readonly connect: (role: Role) => Promise<Carrier>;
  /** Breaks the connections that stand, as a network would; left out where there is nothing to break. */
  readonly breakConnections?: () => void;
  readonly close: () => Promise<void>;
}

export interface CarrierUnderTest {
  /** Who can connect; the first one is the owner. */
  readonly roles: readonly Role[];
  readonly open: (api: TestApi) => Promise<CarrierBench>;
}

const runsPerOperation = { numRuns: 4 };
const jobId = 'a'.repeat(32);

/**
 * What every carrier of the API promises, whatever it is made of: calls and answers arrive as they were sent, every
 * refusal has its code, nobody does what their role may not, events come in order, what is missed shows, and nothing
 * that is sent makes it fall.
 */
export function carrierConformance(carrierName: string, { roles, open }: CarrierUnderTest): void {
  const start = async (): Promise<{ api: TestApi; bench: CarrierBench; owner: Carrier }> => {
    const api = new TestApi();
    const bench = await open(api);
    onTestFinished(() => bench.close());
    const owner = await bench.connect('owner');
    onTestFinished(() => owner.close());
    return { api, bench, owner };
  };

  describe(`the carrier over ${carrierName}`, () => {
    it('brings input and output of every operation as they were sent, bit for bit', async () => {
      const { api, owner } = await start();
      for (const name of operationNames) {
        const { input, output } = operations[name];
        await fc.assert(
          fc.asyncProperty(arbitraryOf(input), arbitraryOf(output), async (sent, answered) => {
            api.answer = () => answered;
            const response = await owner.request({ v: apiVersion, op: name, input: sent });
            expect(response).toStrictEqual({ ok: true, output: answered });
            const received = api.received.at(-1);
            expect([received?.name, received?.input]).toStrictEqual([name, input.parse(sent)]);
          }),
          runsPerOperation,
        );
      }
    });

    it('keeps every bit of large arrays', async () => {
      const { api, owner } = await start();
      const x = Float64Array.from({ length: 400_000 }, (_, index) => Math.sin(index) * 10 ** (index % 300));
      x.set([Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324]);
      api.answer = () => ({ x, y: new Float64Array(0), total: 1e6 });
      const request = { jobId, series: 'score', points: 1000 };
      const response = await owner.request({ v: apiVersion, op: 'results.series', input: request });
      const output = (response as { output: { x: Float64Array; y: Float64Array } }).output;
      expect(Buffer.from(output.x.buffer).equals(Buffer.from(x.buffer))).toBe(true);
      expect(output.y).toStrictEqual(new Float64Array(0));
    });

    it('brings a file of megabytes to the host', async () => {
      const { api, owner } = await start();
      const content = Uint8Array.from(randomBytes(5 * 1024 * 1024));
      api.answer = () => ({ path: '/uploads/model.py' });
      await owner.request({ v: apiVersion, op: 'files.upload', input: { name: 'model.py', content } });
      const received = api.received[0]?.input as { content: Uint8Array };
      expect(Buffer.from(received.content).equals(Buffer.from(content))).toBe(true);
    });

    it('answers calls that overlap each with its own', async () => {
      const { api, owner } = await start();
      const waiting: (() => void)[] = [];
      api.answer = async ({ input }) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return { text: (input as { fromLine: number }).fromLine };
      };
      const calls = [0, 1, 2, 3].map((fromLine) =>
        owner.request({ v: apiVersion, op: 'jobs.log', input: { jobId, fromLine } }),
      );
      await until(() => waiting.length === calls.length);
      for (const answer of waiting.toReversed()) answer();
      expect(await Promise.all(calls)).toEqual([0, 1, 2, 3].map((text) => ({ ok: true, output: { text } })));
    });

    it('brings every error that an operation announces, with its message and details', async () => {
      const { api, owner } = await start();
      for (const name of operationNames) {
        for (const code of [...operations[name].errors, ...commonErrors]) {
          api.answer = () => {
            throw new HindcastError(code, `What went wrong with ${name}.`, { details: { figure: 7, name } });
          };
          const response = await owner.request(validCall(name));
          const message = `What went wrong with ${name}.`;
          const error = { code, message, details: { figure: 7, name } };
          expect(response).toStrictEqual({ ok: false, error });
        }
      }
    });

    it('says of errors that an operation does not announce only that there was one', async () => {
      const { api, owner } = await start();
      for (const name of operationNames) {
        const announced = new Set([...operations[name].errors, ...commonErrors]);
        const other = (Object.keys(errorCodes) as ErrorCode[]).find((code) => !announced.has(code));
        for (const thrown of [
          new TypeError('x is undefined'),
          new HindcastError(other ?? 'INTERNAL', 'Why.'),
        ]) {
          api.answer = () => {
            throw thrown;
          };
          const response = await owner.request(validCall(name));
          expect(response).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
        }
      }
      expect(api.troubles).toHaveLength(2 * operationNames.length);
    });

    it('refuses what is no operation, and another version', async () => {
      const { api, owner } = await start();
      for (const op of ['jobs.unknown', 'toString', 'constructor', '__proto__', 'jobs', '..', 'jobs/get']) {
        const response = await owner.request({ v: apiVersion, op, input: {} });
        expect(response).toMatchObject({ ok: false, error: { code: 'UNKNOWN_OPERATION' } });
      }
      for (const v of [0, 2, -1]) {
        const response = await owner.request({ v, op: 'app.info', input: {} });
        expect(response).toMatchObject({ ok: false, error: { code: 'PROTOCOL_MISMATCH' } });
      }
      expect(api.received).toEqual([]);
    });

    it('refuses malformed input of every operation before it gets to a handler', async () => {
      const { api, owner } = await start();
      for (const name of operationNames) {
        for (const input of [null, [], 'x', { ...validInput(name), surplus: 1 }]) {
          const response = await owner.request({ v: apiVersion, op: name, input });
          expect([name, response]).toMatchObject([name, { ok: false, error: { code: 'BAD_INPUT' } }]);
        }
      }
      expect(api.received).toEqual([]);
    });

    it.each(roles)('lets the %s do what the role may, and nothing else', async (role) => {
      const { api, bench } = await start();
      const carrier = await bench.connect(role);
      onTestFinished(() => carrier.close());
      for (const name of operationNames) {
        const { permission } = operations[name];
        const mayDoIt = permissionsOf[role].includes(permission);
        api.received.length = 0;
        const response = await carrier.request(validCall(name));
        expect([name, response]).toMatchObject([
          name,
          mayDoIt
            ? { ok: true }
            : { ok: false, error: { code: 'PERMISSION_DENIED', details: { permission } } },
        ]);
        expect([name, api.received.map(({ context }) => context.session.role)]).toEqual([
          name,
          mayDoIt ? [role] : [],
        ]);
        if (operations[name].type === 'command') expect([name, mayDoIt]).toEqual([name, role === 'owner']);
      }
    });

    it('tells everyone of every event, in order and without a gap', async () => {
      const { api, bench, owner } = await start();
      const second = await bench.connect(roles.at(-1) ?? 'owner');
      onTestFinished(() => second.close());
      const heard = [collect(owner), collect(second)];
      const events = fc.sample(arbitraryOf(apiEventSchema), 300) as ApiEvent[];
      for (const event of events) api.hub.publish(event);
      for (const list of heard) {
        await until(() => list.length === events.length);
        expect(list.map(({ event }) => event)).toStrictEqual(events);
        expect(list.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
        expect(new Set(list.map(({ epoch }) => epoch))).toEqual(new Set([api.hub.epoch]));
      }
    });

    it('tells nobody of events any more once they stop listening, or are closed', async () => {
      const { api, bench, owner } = await start();
      const closed = await bench.connect('owner');
      const heard: NumberedEvent[] = [];
      const stop = closed.onEvent((event) => heard.push(event));
      const heardToo = collect(closed);
      stop();
      closed.close();
      const control = collect(owner);
      api.hub.publish({ type: 'logged', jobId });
      await until(() => control.length === 1);
      expect([heard, heardToo]).toEqual([[], []]);
    });

    it('brings progress at most ten times a second for a job, and the latest at last', async () => {
      const { api, owner } = await start();
      const heard = collect(owner);
      const jobs = ['b', 'c'].map((letter) => letter.repeat(32));
      for (let step = 1; step <= 500; step++) {
        for (const id of jobs) api.hub.publishProgress(id, progress(step / 500));
        await api.clock.advance(2);
      }
      await api.clock.advance(1000);
      api.hub.publish({ type: 'stale', area: 'data' });
      await until(() => heard.at(-1)?.event.type === 'stale');
      for (const id of jobs) {
        const fractions = heard.flatMap(({ event }) =>
          event.type === 'progress' && event.jobId === id ? [event.progress.fraction] : [],
        );
        expect(fractions.length).toBeLessThanOrEqual(11);
        expect(fractions.length).toBeGreaterThanOrEqual(10);
        expect(fractions.at(-1)).toBe(1);
      }
    });

    it('shows by their numbers that events were missed, so that a new snapshot joins them again', async () => {
      const { api, bench, owner } = await start();
      const { breakConnections } = bench;
      if (breakConnections === undefined) return;
      api.answer = () => ({ epoch: api.hub.epoch, seq: api.hub.seq });
      const heard = collect(owner);
      const states: string[] = [];
      owner.onConnection((state) => states.push(state));
      api.hub.publish({ type: 'logged', jobId });
      await until(() => heard.length === 1);
      breakConnections();
      await until(() => states.at(-1) === 'lost');
      for (let missed = 0; missed < 5; missed++) api.hub.publish({ type: 'logged', jobId });
      await until(() => states.at(-1) === 'open');
      const response = (await owner.request(validCall('app.snapshot'))) as { output: { seq: number } };
      api.hub.publish({ type: 'stale', area: 'data' });
      await until(() => heard.at(-1)?.event.type === 'stale');
      expect(response.output.seq).toBe(6);
      expect(heard.map(({ seq }) => seq)).toEqual([1, 7]);
    });

    it('answers whatever it is sent with an error code, never falls and never tells a path', async () => {
      const { api, bench, owner } = await start();
      api.answer = () => {
        throw Object.assign(new Error("ENOENT: no such file or directory, open '/secret/home/x'"), {
          path: '/secret/home/x',
        });
      };
      const carriers = [owner, await bench.connect(roles.at(-1) ?? 'owner')];
      const names = fc.constantFrom<string>(...operationNames);
      const oddText = fc.string({ unit: fc.constantFrom('a', '.', '/', '%', ' ', '\0', '\ud800', 'é') });
      const json = fc.jsonValue({ maxDepth: 2 });
      const input = fc.oneof(
        json,
        fc.constantFrom(...operationNames).map(validInput),
        fc.dictionary(fc.string(), fc.oneof(json, fc.uint8Array({ maxLength: 9 })), {
          noNullPrototype: true,
        }),
      );
      const calls = fc.oneof(
        fc.record({ v: fc.oneof(fc.constant(apiVersion), json), op: names, input }),
        fc.record({ v: fc.constant(apiVersion), op: fc.oneof(names, oddText), input }),
        fc.record({ v: fc.constant(apiVersion), op: names, input, more: json }, { requiredKeys: ['op'] }),
      );
      await fc.assert(
        fc.asyncProperty(calls, fc.constantFrom(...carriers), async (call, carrier) => {
          const response: ApiResponse = await carrier.request(call as unknown as ApiRequest);
          expect(response).toMatchObject({ ok: false, error: { message: expect.any(String) } });
          if (!response.ok) {
            expect(Object.keys(errorCodes)).toContain(response.error.code);
            expect(response.error.code).not.toBe('CONNECTION_LOST');
          }
          expect(JSON.stringify(response)).not.toMatch(/secret|ENOENT|\bat .*\.ts/);
        }),
        { numRuns: 300 },
      );
    });
  });
}

function collect(carrier: Carrier): NumberedEvent[] {
  const heard: NumberedEvent[] = [];
  carrier.onEvent((event) => heard.push(event));
  return heard;
}

/** Resolves when something has become true that an event of this process will bring about. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => setImmediate(resolve));
}

const inputs = new Map<OperationName, Record<string, unknown>>();

function validInput(name: OperationName): Record<string, unknown> {
  const known =
    inputs.get(name) ?? fc.sample<Record<string, unknown>>(arbitraryOf(operations[name].input), 1)[0] ?? {};
  inputs.set(name, known);
  return known;
}

function validCall(op: OperationName): ApiRequest {
  return { v: apiVersion, op, input: validInput(op) };
}

function progress(fraction: number): Progress {
  return { phase: 'simulating', fraction, current_date: null, message: '', eta_seconds: null };
}
