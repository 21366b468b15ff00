import { z } from 'zod';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import type { Feed } from '../../src-core/feed/feed.ts';
import type { DayFile } from '../../src-core/feed/index-entry.ts';
import { dayOf, dayStart, secondsPerDay } from '../../src-core/time/utc.ts';
import type { HistoryProvider, HistoryRecord, PageRequest } from './history-provider.ts';
import type { IncomingFiles } from './incoming-files.ts';
import { MirroredCoordinator } from './mirrored-coordinator.ts';
import { readMirroredDay } from './mirrored-day.ts';
import type { ProviderTools } from './patience.ts';

export const parquetProviderSchema = z.strictObject({
  type: z.literal('parquet'),
  base_url: z
    .url({ protocol: /^https?$/ })
    .refine((text) => /^https?:\/\/[^?#@]*$/.test(text), 'write it without a name, a password, ? and #')
    .describe('The coordinator to mirror; the feed has the same source, subject, kind and granularity there'),
  api_key_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'name an environment variable')
    .optional()
    .describe('The environment variable that holds the key of that coordinator'),
});
export type ParquetProviderConfig = z.infer<typeof parquetProviderSchema>;

/** How often a file may change between index and download before that fails the backfill. */
const mostChanges = 3;

/**
 * Mirrors a feed of another coordinator under the same name, day by day. Each day file is verified against that
 * coordinator's index before a record of it is used.
 */
export class ParquetProvider implements HistoryProvider {
  /** A page is what is needed of one day. */
  readonly pageSize = secondsPerDay;
  readonly #feed: Feed;
  readonly #baseUrl: string;
  readonly #coordinator: MirroredCoordinator;
  readonly #incoming: IncomingFiles;
  /** The last file that was read in this run, and the time of its last record. */
  #taken: { readonly file: DayFile; readonly lastSeconds: number } | undefined;
  #index: { readonly signal: AbortSignal; readonly files: readonly DayFile[] } | undefined;

  /** @throws HindcastError `BAD_INPUT` when the key's environment variable holds no usable key */
  constructor(
    feed: Feed,
    config: ParquetProviderConfig,
    tools: ProviderTools,
    incoming: IncomingFiles,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.#feed = feed;
    this.#baseUrl = config.base_url.replace(/\/+$/, '');
    this.#coordinator = new MirroredCoordinator(this.#baseUrl, readKey(config, environment), tools);
    this.#incoming = incoming;
  }

  async fetchPage(request: PageRequest): Promise<readonly HistoryRecord[]> {
    const { signal, startSeconds, endSeconds } = request;
    const remembered = this.#index?.signal === signal ? this.#index.files : undefined;
    let files = remembered ?? (await this.#readIndex(signal));
    let isFresh = remembered === undefined;
    if (isFresh) this.#taken = undefined;
    let from = startSeconds;
    for (;;) {
      const file = files.find(({ day }) => day >= dayOf(from) && dayStart(day) < endSeconds);
      if (file !== undefined) {
        const records = this.#isUsedUp(file, startSeconds) ? [] : await this.#recordsOf(file, signal);
        const wanted = records.filter(({ ts }) => ts >= startSeconds && ts < endSeconds);
        if (wanted.length > 0) return wanted.slice(0, request.limit);
        from = dayStart(file.day) + secondsPerDay;
      } else if (isFresh) {
        return [];
      } else {
        // It may have grown since this backfill began.
        files = await this.#readIndex(signal);
        isFresh = true;
      }
    }
  }

  /** Whether nothing is left of a file that was read before: a page begins a second after the last, often in its day. */
  #isUsedUp(file: DayFile, startSeconds: number): boolean {
    const taken = this.#taken;
    return taken !== undefined && isSame(taken.file, file) && startSeconds > taken.lastSeconds;
  }

  /** What the coordinator has now; remembered for the other pages of the same run, which all come with one signal. */
  async #readIndex(signal: AbortSignal): Promise<readonly DayFile[]> {
    const files = await this.#coordinator.dayFiles(this.#feed, signal);
    this.#index = { signal, files };
    return files;
  }

  async #recordsOf(listed: DayFile, signal: AbortSignal): Promise<HistoryRecord[]> {
    let wanted = listed;
    for (let changes = 1; ; changes++) {
      const taken = await this.#incoming.with(async (file, session) => {
        const download = await this.#coordinator.download(wanted, file, signal);
        return download.kind === 'whole'
          ? readMirroredDay(session, file, wanted, this.#baseUrl)
          : download.reason;
      });
      if (typeof taken !== 'string') {
        this.#taken = { file: wanted, lastSeconds: taken.at(-1)?.ts ?? -Infinity };
        return taken;
      }
      // A file that is being filled up differs from an index that was read before.
      const files = await this.#readIndex(signal);
      const now = files.find(({ day }) => day === wanted.day);
      if (now === undefined || isSame(now, wanted) || changes === mostChanges) {
        throw new HindcastError('DATA_CORRUPT', `${taken} Nothing of it was taken.`);
      }
      wanted = now;
    }
  }
}

function isSame(left: DayFile, right: DayFile): boolean {
  return (
    left.day === right.day &&
    left.sizeBytes === right.sizeBytes &&
    left.records === right.records &&
    left.sha256 === right.sha256
  );
}

function readKey(
  { api_key_env: name }: ParquetProviderConfig,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (name === undefined) return undefined;
  const key = environment[name];
  if (key !== undefined && /^[\x21-\x7e]{1,1024}$/.test(key)) return key;
  const what = key === undefined || key === '' ? 'is not set' : 'holds what cannot be sent as a key';
  throw new HindcastError(
    'BAD_INPUT',
    `The environment variable ${name}, named in "api_key_env", ${what}. Set it to the key of the mirrored coordinator.`,
  );
}
