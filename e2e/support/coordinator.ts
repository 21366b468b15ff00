import { expect } from '@playwright/test';
import { parseFeedsConfig } from '../../src-coordinator/config.ts';
import { startCoordinator, type Coordinator } from '../../src-coordinator/coordinator.ts';

const minutes = { source: 'synthetic', kind: 'candle', granularity: '1m' };

/** Starts a reference coordinator that offers two made-up markets and has no days of them yet. */
export function openCoordinator(folder: string): Promise<Coordinator> {
  const feeds = [
    { ...minutes, subject: 'BTC', provider: { type: 'synthetic', seed: 7, initial_price: 40_000 } },
    { ...minutes, subject: 'ETH', provider: { type: 'synthetic', seed: 8, initial_price: 2500 } },
  ];
  return startCoordinator({
    port: 0,
    dataDirectory: folder,
    feeds: parseFeedsConfig({ feeds }, folder),
  });
}

interface BackfillRange {
  readonly subject: 'BTC' | 'ETH';
  readonly start: string;
  readonly end: string;
}

/** Has the coordinator fetch the days from `start` until before `end`; answers the job's id. */
export async function startBackfill({ url }: Coordinator, range: BackfillRange): Promise<string> {
  const response = await fetch(`${url}/reports/backfill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...minutes, ...range }),
  });
  return ((await response.json()) as { id: string }).id;
}

/** Has the coordinator fetch days, as {@link startBackfill}, and waits until it has them. */
export async function backfill(coordinator: Coordinator, range: BackfillRange): Promise<void> {
  const id = await startBackfill(coordinator, range);
  const status = async (): Promise<unknown> => {
    const job = await fetch(`${coordinator.url}/reports/backfill/jobs/${id}`);
    return ((await job.json()) as { status: string }).status;
  };
  await expect.poll(status, { intervals: [50], timeout: 20_000 }).toBe('completed');
}
