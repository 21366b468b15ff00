import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputOf } from '../../src-core/api/contract.ts';

type JobSpecInput = InputOf<'jobs.submit'>['spec'];
type Parameters = Record<string, number>;

/** How a job ends when nothing is done to it: with a result, or with this code. */
export type NaturalEnd =
  'completed' | 'MODEL_HUNG' | 'MODEL_LOAD_FAILED' | 'MODEL_EXITED' | 'WORKER_CRASHED' | 'OUT_OF_MEMORY';

export interface ChaosJob {
  readonly name: string;
  readonly spec: JobSpecInput;
  readonly naturalEnd: NaturalEnd;
}

/** What models write down while they run: one line for each sign of life, to see whether two lived at once. */
const journal = (file: string): string => `
import { appendFileSync } from 'node:fs';
const wait = (milliseconds) => { const end = performance.now() + milliseconds; while (performance.now() < end); };
const sign = (params) => appendFileSync(params.journal, process.pid + '\\n');
${file}`;

const pyJournal = (file: string): string => `
import os, subprocess, time

def sign(journal):
    with open(journal, "a") as lines:
        lines.write(f"{os.getpid()}\\n")
${file}`;

const javaScriptModel = (constructor: string, predict: string): string =>
  journal(`export default class {
  #params; #calls = 0; #last = 0; #kept = [];
  constructor(params) { this.#params = params; sign(params); ${constructor} }
  tick(data) { this.#last = data.candles_1m.at(-1)?.close ?? this.#last; }
  predict() {
    if (this.#calls++ % 20 === 0) sign(this.#params);
    ${predict}
    return { value: (this.#calls % 7 - 3) / 1e4 + this.#last * 1e-12 };
  }
}`);

const pythonModel = (init: string, predict: string): string =>
  pyJournal(`
class Model:
    def __init__(self, journal, pace=0):
        self.journal, self.pace, self.calls = journal, pace, 0
        sign(journal)
        ${init}

    def tick(self, data):
        pass

    def predict(self, subject, resolve_horizon_seconds, step_seconds):
        if self.calls % 20 == 0:
            sign(self.journal)
        self.calls += 1
        ${predict}
        return {"value": (self.calls % 7 - 3) / 1e4}
`);

/** Children that would outlive the model, one of them in a session of its own. */
const breed = 'subprocess.Popen(["sleep", "600"]); subprocess.Popen(["sh", "-c", "sleep 601 & wait"])';

const models: Readonly<Record<string, string>> = {
  'paced.js': javaScriptModel('', 'wait(this.#params.pace);'),
  'hangs.js': javaScriptModel('', 'if (this.#calls > 40) for (;;);'),
  'throws.js': javaScriptModel('throw new Error("no idea");', ''),
  'dies.js': javaScriptModel('', 'wait(2); if (this.#calls > 40) process.kill(process.pid, "SIGKILL");'),
  'eats.js': javaScriptModel('', 'wait(3); this.#kept.push(Buffer.alloc(1 << 20, 1));'),
  'paced.py': pythonModel('pass', 'time.sleep(self.pace / 1000)'),
  'hangs.py': pythonModel('pass', 'time.sleep(600 if self.calls > 40 else 0)'),
  'exits.py': pythonModel('pass', 'os._exit(3) if self.calls > 40 else None'),
  'breeds.py': pythonModel(breed, 'time.sleep(self.pace / 1000)'),
};

const exampleModels = [
  'mean-reversion.ts',
  'mean_reversion.py',
  'trend-following.ts',
  'trend_following.py',
] as const;

/**
 * Writes the models of all jobs into a folder, which has to be the same for all rounds: it is part of what jobs are.
 *
 * @param journals where models write down that they live, one file for each job
 */
export function writeModels(folder: string, journals: string): void {
  for (const path of [folder, journals]) mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(models)) writeFileSync(join(folder, name), text);
  for (const name of exampleModels) {
    cpSync(new URL(`../../examples/models/${name}`, import.meta.url), join(folder, name));
  }
}

/** Every job that a round may submit. */
export function chaosJobs(folder: string, journals: string): ChaosJob[] {
  const feed = { source: 'synthetic-sample', subject: 'BTC', kind: 'candle', granularity: '1m' };
  const job = (
    model: string,
    naturalEnd: NaturalEnd,
    day: string,
    seed: number,
    params?: Parameters,
    limits: Parameters = {},
  ): ChaosJob => {
    const name = `${model} ${seed}`;
    return {
      name,
      naturalEnd,
      spec: {
        kind: 'replay',
        name,
        seed,
        feed,
        start: day,
        end: day,
        prediction_interval_seconds: 120,
        resolve_horizon_seconds: 60,
        step_seconds: 60,
        scoring: 'directional',
        ...limits,
        model: {
          path: join(folder, model),
          call_timeout_seconds: naturalEnd === 'MODEL_HUNG' ? 1 : 30,
          params: params === undefined ? {} : { journal: journalOf(journals, name), ...params },
        },
      },
    };
  };
  return [
    job('mean-reversion.ts', 'completed', '2026-01-05', 1),
    job('mean_reversion.py', 'completed', '2026-01-06', 2),
    job('trend-following.ts', 'completed', '2026-01-07', 3),
    job('trend_following.py', 'completed', '2026-01-08', 4),
    job('paced.js', 'completed', '2026-01-05', 5, { pace: 0 }),
    job('paced.js', 'completed', '2026-01-06', 6, { pace: 1 }),
    job('paced.js', 'completed', '2026-01-07', 7, { pace: 2 }),
    job('paced.py', 'completed', '2026-01-08', 8, { pace: 0.5 }),
    job('paced.py', 'completed', '2026-01-09', 9, { pace: 1.5 }),
    job('breeds.py', 'completed', '2026-01-10', 10, { pace: 1 }),
    job('hangs.js', 'MODEL_HUNG', '2026-01-05', 11, {}),
    job('hangs.py', 'MODEL_HUNG', '2026-01-06', 12, {}),
    job('throws.js', 'MODEL_LOAD_FAILED', '2026-01-07', 13, {}),
    job('dies.js', 'WORKER_CRASHED', '2026-01-08', 14, {}, { max_retries: 1 }),
    job('eats.js', 'OUT_OF_MEMORY', '2026-01-09', 15, {}, { memory_limit_mb: 256 }),
    job('exits.py', 'MODEL_EXITED', '2026-01-10', 16, {}),
  ];
}

function journalOf(journals: string, name: string): string {
  return join(journals, `${name.replaceAll(' ', '-')}.txt`);
}
