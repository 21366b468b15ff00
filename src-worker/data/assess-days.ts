import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  dayQualityOf,
  lookAtDay,
  spanOfDay,
  type AssessDays,
  type DayAssessment,
} from '../../src-core/quality/day-quality.ts';
import { versionPath } from '../../src-core/data/day-version.ts';
import { dayFilePath } from '../../src-core/feed/index-entry.ts';
import { readDayColumns } from './day-columns.ts';
import type { SessionPool } from './session-pool.ts';

/** What is odd about each day, by what its file really holds. Days without a file that can be read are left out. */
export async function assessDays(
  { root, feed, days, versions = {}, span, withDetail }: AssessDays,
  sessions: SessionPool,
): Promise<DayAssessment[]> {
  const assessed: DayAssessment[] = [];
  for (const day of days) {
    const version = versions[day];
    const path = join(root, version === undefined ? dayFilePath(feed, day) : versionPath(version));
    if (!existsSync(path)) continue;
    // A session of its own: after an error nobody knows what a session still holds.
    const report = await sessions
      .use([dirname(path)], async (connection) => {
        const { columns, metaPrice } = await readDayColumns(path, connection);
        return { stored: columns.length, ...lookAtDay(feed, spanOfDay(day, span), columns, metaPrice) };
      })
      .catch(() => undefined);
    if (report === undefined) continue;
    assessed.push({
      day,
      rows: span === undefined ? report.stored : report.rows,
      quality: dayQualityOf(report),
      gaps: withDetail ? report.gaps : [],
      examples: withDetail ? report.examples : [],
    });
  }
  return assessed;
}
