import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseFeedsConfig } from '../config.ts';
import { startCoordinator, type Coordinator, type CoordinatorOptions } from '../coordinator.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const syntheticFeed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const provider = { type: 'synthetic', seed: 7, initial_price: 40_000 };

export interface OpenCoordinator extends Coordinator {
  /** Where its files are. */
  readonly folder: string;
}

/** A coordinator of its own for the running test, with made-up candles and the limits of a feeds file. */
export async function openCoordinator({
  folder,
  subjects = ['BTC'],
  limits = {},
  ...others
}: Partial<Omit<CoordinatorOptions, 'feeds'>> & {
  folder?: string;
  subjects?: readonly string[];
  limits?: object;
} = {}): Promise<OpenCoordinator> {
  const directory = folder ?? (await temporaryFolder());
  const feeds = subjects.map((subject) => ({ ...syntheticFeed, subject, provider }));
  const coordinator = await startCoordinator({
    port: 0,
    dataDirectory: join(directory, 'data'),
    feeds: parseFeedsConfig({ feeds, limits }, directory),
    clock: () => Date.UTC(2026, 10, 21, 12),
    ...others,
  });
  onTestFinished(() => coordinator.close());
  return { ...coordinator, folder: directory };
}
