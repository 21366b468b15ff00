import { randomUUID } from 'node:crypto';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { parseBaseUrl, requireUsableKey } from '../coordinator/address-and-key.ts';
import { CoordinatorClient, type CoordinatorClientOptions } from '../coordinator/coordinator-client.ts';
import { IndexMemory } from '../coordinator/index-memory.ts';
import type { Timeouts } from '../coordinator/http-exchange.ts';
import { defaultRetryPolicy } from '../coordinator/retry.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';
import type { SecretStore } from '../settings/secret-store.ts';
import { staysOffline } from '../settings/offline.ts';
import { coordinatorAddress } from './coordinator-address.ts';
import { coordinatorsDocument, presetId, type StoredCoordinator } from './coordinators-document.ts';
import type { DefaultCoordinator } from './default-coordinator.ts';
import { IndexLookup } from './index-lookup.ts';
import type { NetworkStatus } from './network-status.ts';
import { pause } from './pause.ts';

export interface CoordinatorsParts {
  readonly home: Home;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly network: NetworkStatus;
  /** What the environment says of the first coordinator. */
  readonly preset: DefaultCoordinator;
  /** Whether nothing may be connected to; it may be when left out. */
  readonly isOffline?: () => Promise<boolean>;
  /** `fetch` of this process when left out. */
  readonly fetch?: CoordinatorClientOptions['fetch'];
}

/**
 * How long to bear with a coordinator: `patient` tries three times, `single` once, `brief` once and not for long: someone
 * waits at a screen, or asks again anyway.
 */
export type Patience = 'patient' | 'single' | 'brief';

const patienceOptions: Readonly<Record<Patience, { tries?: number; timeouts?: Timeouts }>> = {
  patient: {},
  single: { tries: 1 },
  brief: { tries: 1, timeouts: { headers: 10_000, idle: 10_000 } },
};

export interface CoordinatorChange {
  /** Null adds one. */
  readonly coordinatorId: string | null;
  readonly name: string;
  readonly url: string;
  /** Left out it stays as it is, empty it goes. */
  readonly apiKey?: string | undefined;
}

/** The coordinators that the user has entered, the one of the environment first; their keys lie in the secret store. */
export class Coordinators {
  /** What they offer, for answers that cannot wait. */
  readonly indexes: IndexLookup;
  readonly #parts: CoordinatorsParts;
  readonly #indexMemory = new IndexMemory();
  /** Those that a person has had asked something since Hindcast was started. */
  readonly #asked = new Set<string>();
  readonly #document: ReturnType<typeof coordinatorsDocument>;

  constructor(parts: CoordinatorsParts) {
    this.#parts = parts;
    this.#document = coordinatorsDocument(parts.home, () => parts.clock.now());
    this.indexes = new IndexLookup(parts.clock, async (coordinatorId) =>
      (await this.client(coordinatorId, 'single')).index(),
    );
  }

  /**
   * Notes that a person wants something from a coordinator, or from all for null. Until then nothing connects to it: a
   * screen that is opened has to work without a network, and without trying. Rule D32.
   *
   * @throws HindcastError `UNKNOWN_COORDINATOR`
   */
  async ask(coordinatorId: string | null): Promise<void> {
    if (coordinatorId !== null) {
      await this.#find(coordinatorId);
      this.#asked.add(coordinatorId);
      return;
    }
    for (const { coordinator_id: id } of (await this.#document.read()).coordinators) this.#asked.add(id);
  }

  /**
   * The coordinators that may be asked without a person's asking for it each time.
   *
   * @param address of those that are wanted; any when left out
   */
  async asked(address?: string): Promise<string[]> {
    if (await this.#isOffline()) return [];
    const { coordinators } = await this.#document.read();
    return coordinators
      .filter((stored) => address === undefined || parseBaseUrl(this.#urlOf(stored)) === address)
      .map(({ coordinator_id: id }) => id)
      .filter((id) => this.#asked.has(id));
  }

  /** @throws HindcastError `BAD_INPUT` when the file of coordinators is damaged */
  async list(): Promise<Coordinator[]> {
    const { coordinators } = await this.#document.read();
    return Promise.all(coordinators.map((stored) => this.#describe(stored)));
  }

  /**
   * What speaks with the coordinator of an address, with the key that is saved for it; with the first one that is saved
   * for null.
   *
   * @throws HindcastError `UNKNOWN_COORDINATOR` when none is saved for the address
   */
  async clientOf(url: string | null): Promise<CoordinatorClient> {
    const { coordinators } = await this.#document.read();
    const found =
      url === null
        ? coordinators[0]
        : coordinators.find((stored) => parseBaseUrl(this.#urlOf(stored)) === url);
    if (found !== undefined) return this.client(found.coordinator_id);
    throw new HindcastError(
      'UNKNOWN_COORDINATOR',
      url === null
        ? 'There is no coordinator in the settings. Enter one.'
        : `The coordinator at ${url}, where this came from, is not in the settings any more. Enter it, or pull from another.`,
      { details: { url } },
    );
  }

  /** See {@link coordinatorAddress}. */
  async addressOf(named: string): Promise<string> {
    return coordinatorAddress(this.#parts.home, this.#parts.preset, named);
  }

  /** @throws HindcastError `UNKNOWN_COORDINATOR`; `BAD_INPUT` when the address or the key cannot be used */
  async save(change: CoordinatorChange): Promise<Coordinator> {
    const { name, apiKey } = change;
    const url = parseBaseUrl(change.url);
    if (apiKey !== undefined && apiKey !== '') requireUsableKey(apiKey);
    const coordinatorId = change.coordinatorId ?? randomUUID();
    this.indexes.drop(coordinatorId);
    if (change.coordinatorId !== null) await this.#find(coordinatorId);
    // The key first: a coordinator whose key could not be kept would look as if it had none.
    if (apiKey === '') await this.#parts.secrets.remove(secretName(coordinatorId));
    else if (apiKey !== undefined) await this.#parts.secrets.set(secretName(coordinatorId), apiKey);
    // Given back as it was listed, it still follows the environment.
    const isPreset = coordinatorId === presetId && change.url.trim() === this.#parts.preset.url;
    const stored: StoredCoordinator = {
      coordinator_id: coordinatorId,
      name: name.trim(),
      url: isPreset ? null : url,
    };
    // Whoever enters its address wants something from it.
    this.#asked.add(coordinatorId);
    await this.#document.change((document) => ({
      ...document,
      coordinators: document.coordinators.some(({ coordinator_id: id }) => id === coordinatorId)
        ? document.coordinators.map((other) => (other.coordinator_id === coordinatorId ? stored : other))
        : [...document.coordinators, stored],
    }));
    return this.#describe(stored);
  }

  /** @throws HindcastError `UNKNOWN_COORDINATOR` */
  async remove(coordinatorId: string): Promise<void> {
    await this.#find(coordinatorId);
    await this.#parts.secrets.remove(secretName(coordinatorId));
    this.indexes.drop(coordinatorId);
    await this.#document.change((document) => ({
      ...document,
      coordinators: document.coordinators.filter(({ coordinator_id: id }) => id !== coordinatorId),
    }));
  }

  /**
   * What speaks with a coordinator, with its key.
   *
   * @throws HindcastError `UNKNOWN_COORDINATOR`; `COORDINATOR_UNREACHABLE` while Hindcast is set to stay offline
   */
  async client(coordinatorId: string, patience: Patience = 'patient'): Promise<CoordinatorClient> {
    const { network, clock } = this.#parts;
    const stored = await this.#find(coordinatorId);
    if (await this.#isOffline()) throw staysOffline();
    const sleep = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
      pause(clock, milliseconds, signal);
    const watched = network.watching(this.#parts.fetch ?? fetch);
    const { tries, ...timeouts } = patienceOptions[patience];
    return new CoordinatorClient({
      ...timeouts,
      retry: {
        ...defaultRetryPolicy,
        sleep,
        ...(tries === undefined ? {} : { tries, downloadTries: tries }),
      },
      indexMemory: this.#indexMemory,
      baseUrl: this.#urlOf(stored),
      apiKey: await this.#keyOf(stored),
      keyAdvice: 'Enter its key in the settings, under Coordinators.',
      fetch: async (url, options) => {
        // It may have been set while a pull was under way.
        if (await this.#isOffline()) throw staysOffline();
        return watched(url, options);
      },
      now: () => clock.now().getTime(),
    });
  }

  async #isOffline(): Promise<boolean> {
    return (await this.#parts.isOffline?.()) ?? false;
  }

  async #find(coordinatorId: string): Promise<StoredCoordinator> {
    const { coordinators } = await this.#document.read();
    const found = coordinators.find(({ coordinator_id: id }) => id === coordinatorId);
    if (found !== undefined) return found;
    throw new HindcastError('UNKNOWN_COORDINATOR', 'This coordinator is not in the settings any more.', {
      details: { coordinator_id: coordinatorId },
    });
  }

  async #describe(stored: StoredCoordinator): Promise<Coordinator> {
    return {
      coordinatorId: stored.coordinator_id,
      name: stored.name,
      url: this.#urlOf(stored),
      hasKey: (await this.#keyOf(stored)) !== undefined,
    };
  }

  #urlOf({ url }: StoredCoordinator): string {
    return url ?? this.#parts.preset.url;
  }

  async #keyOf({ coordinator_id: id, url }: StoredCoordinator): Promise<string | undefined> {
    const kept = await this.#parts.secrets.get(secretName(id));
    // The key of the environment belongs to its address and goes nowhere else.
    return kept ?? (url === null ? this.#parts.preset.apiKey : undefined);
  }
}

function secretName(coordinatorId: string): string {
  return `coordinator/${coordinatorId}`;
}
