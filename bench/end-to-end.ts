import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bestWithin } from './best-of.ts';
import { candleFile, type BenchCandles } from './candle-files.ts';
import { measureCommand, type CommandCost } from './process-tree.ts';

/** The command as it is installed, which runs what is built, and the same from its sources. */
const programs = {
  installed: fileURLToPath(new URL('../bin/hindcast.mjs', import.meta.url)),
  sources: fileURLToPath(new URL('../src-main/cli/cli-process.ts', import.meta.url)),
};
// What the installed command sets for itself.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url));

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** Models that cost next to nothing, so that what is measured is Hindcast. */
const models = {
  javaScript: {
    name: 'light.mjs',
    source: `export default class {
  tick(data) { this.data = data; }
  predict() {
    const candles = this.data.candles_1m;
    return { value: candles[candles.length - 1].close - candles[candles.length - 2].close };
  }
}
`,
  },
  python: {
    name: 'light.py',
    source: `class Light:
    def tick(self, data):
        self.data = data

    def predict(self, subject, resolve_horizon_seconds, step_seconds):
        candles = self.data["candles_1m"]
        return {"value": candles[-1]["close"] - candles[-2]["close"]}
`,
  },
};

type BenchLanguage = keyof typeof models;

/** A model of that language, run by the command as it is installed or from its sources. */
export interface BenchRun {
  readonly language: BenchLanguage;
  readonly program: keyof typeof programs;
}

export type RunCost = Pick<CommandCost, 'seconds' | 'peakMemoryMb'>;

/** A home with candles in its cache, imported as a user would. */
export class BenchHome {
  readonly folder: string;
  readonly #candles: BenchCandles;

  private constructor(folder: string, candles: BenchCandles) {
    this.folder = folder;
    this.#candles = candles;
  }

  static async prepare(candles: BenchCandles): Promise<BenchHome> {
    const home = new BenchHome(await mkdtemp(join(tmpdir(), 'hindcast-bench-')), candles);
    await measureCommand(process.execPath, [
      programs.installed,
      'data',
      'import',
      await candleFile(candles),
      '--feed',
      home.feed,
      '--home',
      home.folder,
    ]);
    return home;
  }

  get feed(): string {
    return `synthetic/BTCUSDT/candle/${this.#candles.stepSeconds === 60 ? '1m' : '1s'}`;
  }

  /**
   * Seconds from `hindcast run` to results on disk, the best of the runs that take turns for the given seconds, and the
   * peak memory of one more of each.
   */
  async measure<Name extends string>(
    seconds: number,
    runs: Readonly<Record<Name, BenchRun>>,
  ): Promise<Record<Name, RunCost>> {
    const names = Object.keys(runs) as Name[];
    for (const name of names) await this.#writeSpec(runs[name].language);
    const best = await bestWithin(
      seconds,
      Math.min,
      Object.fromEntries(
        names.map((name) => [name, async () => (await this.#run(runs[name], false)).seconds]),
      ),
    );
    const costs: Partial<Record<Name, RunCost>> = {};
    for (const name of names) {
      const { peakMemoryMb } = await this.#run(runs[name], true);
      costs[name] = { seconds: best[name] as number, peakMemoryMb };
    }
    return costs as Record<Name, RunCost>;
  }

  #run({ language, program }: BenchRun, watchMemory: boolean): Promise<CommandCost> {
    const parameters = [programs[program], 'run', this.#specPath(language), '--force', '--json'];
    return measureCommand(process.execPath, [...parameters, '--home', this.folder], watchMemory);
  }

  #specPath(language: BenchLanguage): string {
    return join(this.folder, `${language}.json`);
  }

  async #writeSpec(language: BenchLanguage): Promise<void> {
    const { name, source } = models[language];
    await writeFile(join(this.folder, name), source);
    const [, , , granularity] = this.feed.split('/');
    await writeFile(
      this.#specPath(language),
      JSON.stringify({
        kind: 'replay',
        name: `bench ${language}`,
        model: { path: name },
        feed: { source: 'synthetic', subject: 'BTCUSDT', kind: 'candle', granularity },
        start: day(this.#candles.startSeconds),
        end: day(this.#candles.startSeconds + (this.#candles.count - 1) * this.#candles.stepSeconds),
        prediction_interval_seconds: 60,
        timeout_seconds: 14_400,
      }),
    );
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
