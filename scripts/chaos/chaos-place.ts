import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CandleCache } from '../../src-main/services/cache/candle-cache.ts';
import { createHome, resolveHome } from '../../src-main/services/home/home.ts';
import { installSampleCandles } from '../../src-main/services/jobs/submission/sample-candles.ts';
import { writeModels } from './chaos-jobs.ts';

const smallDiskMebibytes = 12;

/** The folder of a whole run: models, journals, a home to copy, and where it can be had a small file system. */
export class ChaosPlace {
  readonly root = mkdtempSync(join(tmpdir(), 'hindcast-chaos-'));
  readonly models = join(this.root, 'models');
  readonly journals = join(this.root, 'journals');
  readonly #smallDisk = join(this.root, 'small-disk');
  readonly #ballast = join(this.#smallDisk, 'ballast');
  readonly #template = join(this.root, 'template');
  hasSmallDisk = false;

  async prepare(): Promise<void> {
    writeModels(this.models, this.journals);
    const home = resolveHome(this.#template, {});
    createHome(home);
    await installSampleCandles(new CandleCache(home.cache), new Date());
    writeFileSync(
      join(home.root, 'settings.json'),
      JSON.stringify({
        schema_version: 1,
        slots: 2,
        memory_limit_mb: 4096,
        python: '',
        retention_days: 0,
        retry_delays_seconds: [0],
        folders: [],
      }),
    );
    mkdirSync(this.#smallDisk);
    const size = `size=${smallDiskMebibytes}m`;
    this.hasSmallDisk =
      spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', this.#smallDisk]).status === 0;
  }

  /** A fresh home with candles in it, and the folder for temporary files by which its processes are known. */
  freshHome(place: 'disk' | 'small-disk', name: string): { home: string; temporary: string } {
    const home = place === 'disk' ? join(this.root, `home-${name}`) : join(this.#smallDisk, `home-${name}`);
    const temporary = join(this.root, `temporary-${name}`);
    mkdirSync(temporary);
    cpSync(this.#template, home, { recursive: true, preserveTimestamps: true });
    rmSync(this.journals, { recursive: true, force: true });
    mkdirSync(this.journals);
    return { home, temporary };
  }

  fillSmallDisk(): void {
    if (!this.hasSmallDisk) return;
    for (const size of [1 << 20, 1 << 12, 1]) {
      try {
        for (;;) appendFileSync(this.#ballast, Buffer.alloc(size));
      } catch {
        // Full for pieces of this size.
      }
    }
  }

  freeSmallDisk(): void {
    rmSync(this.#ballast, { force: true });
  }

  remove(): void {
    if (this.hasSmallDisk) spawnSync('umount', ['-l', this.#smallDisk]);
    rmSync(this.root, { recursive: true, force: true });
  }
}
