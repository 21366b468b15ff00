import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { parseOrThrow } from '../../src-core/errors/schema-error.ts';
import { feedPath, type Feed } from '../../src-core/feed/feed.ts';
import {
  dayFilePath,
  indexEntrySchema,
  parseIndexEntry,
  type DayFile,
} from '../../src-core/feed/index-entry.ts';
import { parseJson } from '../../src-core/wire/parse-json.ts';
import { PassingTrouble, withPatience, type ProviderTools } from './patience.ts';
import { ask, passingTrouble, type SourceAnswer } from './source-request.ts';

const indexLimitBytes = 64 * 1024 * 1024;
const dayFileLimitBytes = 1024 * 1024 * 1024;
const indexMilliseconds = 120_000;
const dayFileMilliseconds = 600_000;
const refusalLimitBytes = 64 * 1024;
const mostWordsOfRefusal = 200;

/** Whether a day file came as the index describes it, and if not, a sentence that says what is different. */
export type Download = { readonly kind: 'whole' } | { readonly kind: 'changed'; readonly reason: string };

/**
 * Another coordinator, of which this one fetches the index and day files (contract section 1.1). Passing trouble is
 * waited for; nothing that comes is trusted. The key goes to that coordinator alone, and into no message.
 */
export class MirroredCoordinator {
  readonly #baseUrl: string;
  readonly #apiKey: string | undefined;
  readonly #tools: ProviderTools;

  /** @param baseUrl without a slash at the end */
  constructor(baseUrl: string, apiKey: string | undefined, tools: ProviderTools) {
    this.#baseUrl = baseUrl;
    this.#apiKey = apiKey;
    this.#tools = tools;
  }

  /**
   * The day files of a feed that hold records, by day.
   *
   * @throws HindcastError when it does not answer, refuses, or answers with what is no index
   */
  async dayFiles(feed: Feed, signal: AbortSignal): Promise<readonly DayFile[]> {
    const url = new URL(`${this.#baseUrl}/data/backfill/index`);
    const text = await withPatience(this.#tools, signal, async () =>
      (await this.#ask(url, indexMilliseconds, signal)).text(indexLimitBytes),
    );
    const entries = parseOrThrow(z.array(indexEntrySchema), parseJson(text), url.href, 'DATA_CORRUPT');
    const prefix = `${feedPath(feed)}/`;
    const files = entries.filter(({ path }) => path.startsWith(prefix)).map(parseIndexEntry);
    files.sort((left, right) => (left.day < right.day ? -1 : 1));
    const twice = files.find(({ day }, at) => day === files[at + 1]?.day);
    if (twice !== undefined) {
      throw new HindcastError('DATA_CORRUPT', `${url.href} lists ${dayFilePath(feed, twice.day)} twice.`);
    }
    return files.filter(({ records }) => records > 0);
  }

  /**
   * Downloads a day file. It is `changed` when its size or hash is not what the index says, or when it is gone.
   *
   * @throws HindcastError when the coordinator does not answer or refuses
   */
  download(wanted: DayFile, file: string, signal: AbortSignal): Promise<Download> {
    const segments = dayFilePath(wanted.feed, wanted.day).split('/').map(encodeURIComponent);
    const url = new URL(`${this.#baseUrl}/data/backfill/${segments.join('/')}`);
    if (wanted.sizeBytes > dayFileLimitBytes) {
      throw new HindcastError(
        'DATA_CORRUPT',
        `${url.href} is said to have ${wanted.sizeBytes} bytes, too many for a day.`,
      );
    }
    return withPatience(this.#tools, signal, async () => {
      const answer = await this.#ask(url, dayFileMilliseconds, signal, [404]);
      if (answer.status === 404) {
        answer.abandon();
        return { kind: 'changed', reason: `${url.href} is in its index but not there.` };
      }
      return receive(answer, wanted, file, url);
    });
  }

  /** An answer of status 200 or one of `others`. */
  async #ask(
    url: URL,
    wholeTimeout: number,
    signal: AbortSignal,
    others: readonly number[] = [],
  ): Promise<SourceAnswer> {
    const headers = this.#apiKey === undefined ? {} : { 'x-api-key': this.#apiKey };
    const answer = await ask(url, { signal, wholeTimeout, headers });
    if (answer.status === 200 || others.includes(answer.status)) return answer;
    const failure = new HindcastError('DATA_MISSING', await this.#refusal(url, answer), {
      details: { status: answer.status },
    });
    throw passingTrouble(answer, failure, this.#tools.now()) ?? failure;
  }

  async #refusal(url: URL, answer: SourceAnswer): Promise<string> {
    const { status } = answer;
    if (status >= 300 && status < 400) {
      answer.abandon();
      return `${url.href} redirects (${status}); redirects are not followed. Set "base_url" to where it leads.`;
    }
    const text = await answer.text(refusalLimitBytes).catch((error: unknown) => {
      // Its words are not worth failing for; that there is no answer is.
      if (error instanceof PassingTrouble) throw error;
      return '';
    });
    const advice =
      status !== 401
        ? ''
        : this.#apiKey === undefined
          ? ' Put its key into an environment variable and name that in "api_key_env".'
          : ' Check the key in the environment variable that "api_key_env" names.';
    const words = this.#withoutKey(text).slice(0, mostWordsOfRefusal);
    return `${url.href} answered ${status}${words === '' ? '' : `: ${words}`}.${advice}`;
  }

  /** An answer may hold what was sent. */
  #withoutKey(text: string): string {
    return this.#apiKey === undefined ? text : text.replaceAll(this.#apiKey, '…');
  }
}

async function receive(answer: SourceAnswer, wanted: DayFile, file: string, url: URL): Promise<Download> {
  const hash = createHash('sha256');
  let received = 0;
  const handle = await open(file, 'w');
  try {
    for await (const piece of answer.pieces(Infinity)) {
      received += piece.byteLength;
      // Leaving the loop ends the connection.
      if (received > wanted.sizeBytes) break;
      hash.update(piece);
      await handle.writeFile(piece);
    }
  } finally {
    await handle.close();
  }
  if (received !== wanted.sizeBytes) {
    const sent = received > wanted.sizeBytes ? 'more' : String(received);
    return { kind: 'changed', reason: `${url.href} has ${sent} bytes, its index says ${wanted.sizeBytes}.` };
  }
  if (wanted.sha256 !== undefined && hash.digest('hex') !== wanted.sha256) {
    return { kind: 'changed', reason: `${url.href} has another SHA-256 than its index says.` };
  }
  return { kind: 'whole' };
}
