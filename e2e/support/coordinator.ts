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

/** Has the coordinator fetch the days from `start` until before `end`, and waits until it has them. */
export async function backfill(
  { url }: Coordinator,
  range: { readonly subject: 'BTC' | 'ETH'; readonly start: string; readonly end: string },
): Promise<void> {
  const response = await fetch(`${url}/reports/backfill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...minutes, ...range }),
  });
  const { id } = (await response.json()) as { id: string };
  const status = async (): Promise<unknown> => {
    const job = await fetch(`${url}/reports/backfill/jobs/${id}`);
    return ((await job.json()) as { status: string }).status;
  };
  await expect.poll(status, { intervals: [50], timeout: 20_000 }).toBe('completed');
}
