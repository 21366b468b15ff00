import type { Check } from '../../../src-core/api/contract/app.ts';
import { formatWhole } from '../../format/number.ts';

/** What is looked at, by its name in the API. */
export const checkTitles: Readonly<Record<Check['name'], string>> = {
  home: 'Home folder',
  disk: 'Disk',
  sqlite: 'SQLite',
  duckdb: 'DuckDB',
  worker: 'Processes of jobs',
  reports: 'Reports',
  python: 'Python',
};

/** What a checkup has found, as a whole: "2 parts do not work; runs may fail." */
export function checkupVerdict(checks: readonly Check[]): string {
  const count = (status: Check['status']): number => checks.filter((check) => check.status === status).length;
  const failed = count('failed');
  if (failed > 0)
    return `${failed === 1 ? '1 part does' : `${formatWhole(failed)} parts do`} not work; runs may fail.`;
  const warnings = count('warning');
  const remark =
    warnings === 0 ? '' : ` ${warnings === 1 ? '1 warning' : `${formatWhole(warnings)} warnings`}.`;
  return `Everything that runs need is here.${remark}`;
}
