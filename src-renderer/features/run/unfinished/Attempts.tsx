import type { JobRow } from '../../../../src-core/api/job-row.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatMoment, zoneName } from '../../../format/time.ts';
import { usePreferences } from '../../../state/preferences.ts';
import { useQuery } from '../../../state/query/use-query.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { attemptsOf } from './attempts.ts';
import styles from './unfinished.module.css';

/** How often it was tried, and how each attempt ended; nothing for a run that is at its first. */
export function Attempts({ job }: { job: JobRow }) {
  const zone = usePreferences((state) => state.timeZone);
  const { data } = useQuery('jobs.get', { jobId: job.jobId }, { tags: [`job:${job.jobId}`] });
  const attempts = attemptsOf(data?.events ?? []);
  const [first] = attempts;
  if (first === undefined || (attempts.length === 1 && first.endedAt === null)) return null;
  return (
    <Panel title="Attempts">
      <table className={styles.attempts}>
        <thead>
          <tr>
            <th scope="col">Attempt</th>
            <th scope="col">Started, {zoneName(zone, first.startedAt)}</th>
            <th scope="col">Took</th>
            <th scope="col">Ended</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ number, startedAt, endedAt, outcome, cause }) => (
            <tr key={number}>
              <th scope="row">{number}</th>
              <td>{formatMoment(startedAt, zone, 'second')}</td>
              <td>{endedAt === null ? '' : formatDuration(endedAt - startedAt)}</td>
              <td>{outcome}</td>
              <td className={styles.cause}>{cause}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
