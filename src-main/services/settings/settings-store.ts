import { join } from 'node:path';
import { z } from 'zod';
import { settingsSchema, type Settings } from '../../../src-core/api/contract/settings.ts';
import { defaultMemoryLimitMb } from '../../../src-core/job/memory-limit.ts';
import { defaultRetryDelaysSeconds } from '../../../src-core/job/retry-policy.ts';
import { JsonDocument } from '../files/json-document.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';
import { defaultSlots } from '../jobs/running/default-slots.ts';

const {
  slots,
  memoryLimitMb,
  python,
  retentionDays,
  retryDelaysSeconds,
  pullBytesPerSecond,
  cacheBudgetMb,
  offline,
  folders,
} = settingsSchema.shape;

/** `settings.json` as it lies in the home. */
const storedSchema = z.strictObject({
  schema_version: z.literal(1),
  slots,
  memory_limit_mb: memoryLimitMb,
  python,
  retention_days: retentionDays,
  retry_delays_seconds: retryDelaysSeconds.default([...defaultRetryDelaysSeconds]),
  pull_bytes_per_second: pullBytesPerSecond.default(null),
  cache_budget_mb: cacheBudgetMb.default(null),
  offline: offline.default(false),
  folders,
});
type Stored = z.output<typeof storedSchema>;

export const defaultSettings: Settings = {
  slots: defaultSlots(),
  memoryLimitMb: defaultMemoryLimitMb,
  python: '',
  retentionDays: 90,
  retryDelaysSeconds: [...defaultRetryDelaysSeconds],
  pullBytesPerSecond: null,
  cacheBudgetMb: null,
  offline: false,
  folders: [],
};

/** What the user has chosen for the application; in `settings.json`, written so that a power cut leaves the old or the new. */
export class SettingsStore {
  readonly #document: JsonDocument<typeof storedSchema>;

  constructor(home: Home, clock: Clock) {
    this.#document = new JsonDocument({
      path: join(home.root, 'settings.json'),
      schema: storedSchema,
      initial: toStored(defaultSettings),
      now: () => clock.now(),
    });
  }

  /** @throws HindcastError `BAD_INPUT` when the file is damaged; from then on the defaults hold */
  async read(): Promise<Settings> {
    return fromStored(await this.#document.read());
  }

  /** Changes what is given and answers with all. Throws as {@link read}. */
  async update(change: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }): Promise<Settings> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return fromStored(await this.#document.change((stored) => toStored({ ...fromStored(stored), ...given })));
  }
}

function toStored(settings: Settings): Stored {
  return {
    schema_version: 1,
    slots: settings.slots,
    memory_limit_mb: settings.memoryLimitMb,
    python: settings.python,
    retention_days: settings.retentionDays,
    retry_delays_seconds: settings.retryDelaysSeconds,
    pull_bytes_per_second: settings.pullBytesPerSecond,
    cache_budget_mb: settings.cacheBudgetMb,
    offline: settings.offline,
    folders: settings.folders,
  };
}

function fromStored(stored: Stored): Settings {
  return {
    slots: stored.slots,
    memoryLimitMb: stored.memory_limit_mb,
    python: stored.python,
    retentionDays: stored.retention_days,
    retryDelaysSeconds: stored.retry_delays_seconds,
    pullBytesPerSecond: stored.pull_bytes_per_second,
    cacheBudgetMb: stored.cache_budget_mb,
    offline: stored.offline,
    folders: stored.folders,
  };
}
