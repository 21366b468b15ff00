import type { DataQuality } from '../../../src-core/result/summary-base.ts';
import { formatMoment, secondsOf, zoneName } from '../../format/time.ts';
import { formatWhole } from '../../format/number.ts';
import { usePreferences } from '../../state/preferences.ts';
import { classNames } from '../../ui/class-names.ts';
import { qualityRows } from './header/quality-rows.ts';
import styles from './quality-report.module.css';

const daysListed = 12;

/** What was wrong with the data of a run: counts, days, gaps. */
export function QualityReport({ quality }: { quality: DataQuality }) {
  const days = quality.missing_days;
  return (
    <div className={styles.report}>
      <table className={styles.table}>
        <tbody>
          {qualityRows(quality).map(({ label, count, isTrouble }) => (
            <tr key={label} className={classNames(isTrouble && styles.trouble)}>
              <th scope="row">
                {isTrouble && <span aria-hidden>▲ </span>}
                {label}
              </th>
              <td>{formatWhole(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {days.length > 0 && (
        <p>
          <strong>Days without candles: </strong>
          {days.slice(0, daysListed).join(', ')}
          {days.length > daysListed && ` and ${formatWhole(days.length - daysListed)} more`}
        </p>
      )}
      {quality.gaps.length > 0 && <Gaps quality={quality} />}
    </div>
  );
}

function Gaps({ quality: { gaps, gaps_not_listed: more } }: { quality: DataQuality }) {
  const zone = usePreferences((state) => state.timeZone);
  const [first] = gaps;
  return (
    // What scrolls must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.gaps} tabIndex={0} role="group" aria-label="Gaps in the candles">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Gap in</th>
            <th scope="col">After, {zoneName(zone, first === undefined ? 0 : secondsOf(first.after))}</th>
            <th scope="col">Missing candles</th>
          </tr>
        </thead>
        <tbody>
          {gaps.map(({ subject, after, missing }) => (
            <tr key={`${subject} ${after}`}>
              <td>{subject}</td>
              <td>{formatMoment(secondsOf(after), zone)}</td>
              <td>{formatWhole(missing)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p>{formatWhole(more)} more gaps are not listed.</p>}
    </div>
  );
}
