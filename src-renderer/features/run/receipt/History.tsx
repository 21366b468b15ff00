import type { JobDetail } from '../../../../src-core/api/contract/jobs.ts';
import { formatMoment, secondsOf, zoneName } from '../../../format/time.ts';
import { usePreferences } from '../../../state/preferences.ts';
import { Panel } from '../../../ui/Panel.tsx';
import styles from './receipt.module.css';

/** What happened to a run since it was submitted, and by whose hand. */
export function History({
  events,
  hashes,
}: {
  events: JobDetail['events'];
  /** What it is pinned to, for a run that has no receipt. */
  hashes: { snapshot: string; model: string } | undefined;
}) {
  const zone = usePreferences((state) => state.timeZone);
  const [first] = events;
  return (
    <Panel title="History">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{first === undefined ? 'At' : `At, ${zoneName(zone, secondsOf(first.at))}`}</th>
            <th scope="col">What</th>
            <th scope="col">By</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ seq, at, type, actor, cause }) => (
            <tr key={seq}>
              <td>{formatMoment(secondsOf(at), zone, 'second')}</td>
              <td>{type.replaceAll('_', ' ')}</td>
              <td>{actor}</td>
              <td className={styles.wrapped}>{cause}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hashes !== undefined && (
        <dl className={styles.lines}>
          <div>
            <dt>Snapshot of the data</dt>
            <dd className={styles.code}>{hashes.snapshot}</dd>
          </div>
          <div>
            <dt>All files of the model</dt>
            <dd className={styles.code}>{hashes.model}</dd>
          </div>
        </dl>
      )}
    </Panel>
  );
}
