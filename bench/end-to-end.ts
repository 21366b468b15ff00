import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallestWithin } from './best-of.ts';
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

export type BenchLanguage = keyof typeof models;

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
   * Seconds from `hindcast run` to results on disk, the best of the runs that fit into the given seconds, one at least,
   * and the peak memory of another.
   */
  async run(
    language: BenchLanguage,
    measuredSeconds: number,
    program: keyof typeof programs = 'installed',
  ): Promise<Pick<CommandCost, 'seconds' | 'peakMemoryMb'>> {
    const { name, source } = models[language];
    await writeFile(join(this.folder, name), source);
    const spec = join(this.folder, `${language}.json`);
    const [, , , granularity] = this.feed.split('/');
    await writeFile(
      spec,
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
    const run = (watchMemory: boolean): Promise<CommandCost> =>
      measureCommand(
        process.execPath,
        [programs[program], 'run', spec, '--force', '--json', '--home', this.folder],
        watchMemory,
      );
    const seconds = await smallestWithin(measuredSeconds, async () => (await run(false)).seconds);
    const { peakMemoryMb } = await run(true);
    return { seconds, peakMemoryMb };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
