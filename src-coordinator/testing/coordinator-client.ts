import { expect, vi } from 'vitest';

/** A job as the API shows it, as far as tests look at it. */
export interface JobJson {
  id: string;
  status: string;
  error: string | null;
  cursor_ts: string;
  records_written: number;
  pages_fetched: number;
  progress_pct: number;
}

/** Asks for a backfill and returns the answer with its body. */
export async function postBackfill(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/reports/backfill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export async function getJson<Body>(url: string, headers: Record<string, string> = {}): Promise<Body> {
  const response = await fetch(url, { headers });
  expect(response.status, url).toBe(200);
  return (await response.json()) as Body;
}

/** The job once it has ended. */
export function endedJob(url: string, id: string, headers: Record<string, string> = {}): Promise<JobJson> {
  return vi.waitFor(
    async () => {
      const job = await getJson<JobJson>(`${url}/reports/backfill/jobs/${id}`, headers);
      expect(['completed', 'failed']).toContain(job.status);
      return job;
    },
    { timeout: 20_000, interval: 20 },
  );
}
