import { syncBuiltinESMExports } from 'node:module';
import { setInterval } from 'node:timers';
import workerThreads from 'node:worker_threads';
import { HindcastError, toErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { positionField } from '../../../../src-core/kinds/replay/engine/position.ts';
import { PredictionTable } from '../../../../src-core/kinds/replay/engine/prediction-table.ts';
import { scoreAll } from '../../../../src-core/kinds/replay/engine/judges.ts';
import { ReplayEngine } from '../../../../src-core/kinds/replay/engine/replay-engine.ts';
import { seedMathRandom } from './seed-math-random.ts';
import type { FromThread, ThreadInput, ToThread } from './messages.ts';
import { buffersOfBatch } from './batch-buffers.ts';
import { userCodeOf, type UserCode } from './user-code.ts';

/**
 * The thread that owns a run's engine and model. It is the only place where user code runs: the process around it
 * stays responsive whatever the model does, can tell where it is, and can end it.
 */
const port = workerThreads.parentPort;
if (port === null) throw new Error('replay-thread.ts runs as a worker thread only');
// A model must not write into Hindcast's own channel, nor take itself for a worker of its own. In production it runs in a
// main thread.
Object.assign(workerThreads, { parentPort: null, isMainThread: true });
syncBuiltinESMExports();

/** How often the thread shows that code of the user's, a timer say, does not keep it from going on. */
const turnIntervalMs = 100;

function send(message: FromThread, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function fail(thrown: unknown): void {
  const cause = thrown instanceof HindcastError ? thrown.cause : thrown;
  send({
    type: 'failed',
    error: toErrorEnvelope(thrown),
    stack: cause instanceof Error ? (cause.stack ?? cause.message) : '',
  });
}

/** Moves the texts of decided rows out of the table: each is sent once. */
function takeTexts(texts: Map<number, string>, decided: number): [number, string][] {
  if (texts.size === 0) return [];
  const taken = [...texts].filter(([row]) => row < decided);
  for (const [row] of taken) texts.delete(row);
  return taken;
}

async function handle(
  engine: ReplayEngine,
  table: PredictionTable,
  code: UserCode,
  message: ToThread,
): Promise<void> {
  const onDecided = (decided: number): void =>
    send({
      type: 'predictions',
      decided,
      outputJson: takeTexts(table.outputJson, decided),
      reason: takeTexts(table.reason, decided),
    });
  if (message.type === 'batch') {
    await engine.run(message.batch, onDecided);
    const { batch } = message;
    send({ type: 'batchDone', counts: code.driver.counts(), batch }, buffersOfBatch(batch));
    return;
  }
  if (message.type === 'probe') {
    send({ type: 'probed', results: await scoreAll(code.scoring, message.requests) });
    return;
  }
  onDecided(engine.finish());
  await code.close();
  send({ type: 'batchDone', counts: code.driver.counts(), batch: undefined });
  port?.close();
}

async function open(input: ThreadInput): Promise<(message: ToThread) => Promise<void>> {
  seedMathRandom(input.plan.seed);
  const code = await userCodeOf(input, {
    onLog: (level, message, origin = 'hindcast') => send({ type: 'log', level, origin, message }),
    onChild: (pid) => send({ type: 'child', pid }),
  });
  const table = new PredictionTable(input.predictions);
  const engine = new ReplayEngine(input.plan, code.driver, code.scoring, code.resolving, input.runId, table);
  const position = new Float64Array(input.position);
  setInterval(
    () => (position[positionField.turns] = (position[positionField.turns] as number) + 1),
    turnIntervalMs,
  ).unref();
  send({ type: 'ready' });
  return (message) => handle(engine, table, code, message);
}

// One message at a time: a batch that awaits a Python model must not be overtaken by the next.
let queue: Promise<void> = Promise.resolve();
let run: ((message: ToThread) => Promise<void>) | undefined;
port.on('message', (message: ToThread) => {
  queue = queue
    .then(async () => {
      if (message.type === 'start') run = await open(message.input);
      else await run?.(message);
    })
    .catch(fail);
});
