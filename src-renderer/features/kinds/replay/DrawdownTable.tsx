import { ScanSearch } from 'lucide-react';
import { formatFigure } from '../../../../src-core/result/format-figure.ts';
import type { Table } from '../../../../src-core/result/series.ts';
import { ResultTable } from '../../../charts/ResultTable.tsx';
import { useChartGroupStore } from '../../../charts/chart-group.tsx';
import { formatDuration } from '../../../format/duration.ts';
import { formatMoment, zoneName } from '../../../format/time.ts';
import { usePreferences } from '../../../state/preferences.ts';
import type { Span } from '../../../charts/span.ts';
import { spanInside } from '../../run/result/spans.ts';
import { HelpTip } from '../../../ui/HelpTip.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { VisuallyHidden } from '../../../ui/VisuallyHidden.tsx';
import { drawdownEpisodes, type DrawdownEpisode } from './drawdown-episodes.ts';
import styles from './replay.module.css';

/** The deepest drawdowns, each of which can be looked at in the charts. */
export function DrawdownTable({
  table,
  extent,
  hasScopes,
}: {
  table: Table;
  /** Of the run. */
  extent: Span;
  hasScopes: boolean;
}) {
  const zone = usePreferences((state) => state.timeZone);
  const group = useChartGroupStore();
  const episodes = drawdownEpisodes(table);
  if (episodes === undefined) return <ResultTable table={table} />;
  const depthDigits = table.columns[1]?.digits ?? 0;
  const show = ({ peak, seconds }: DrawdownEpisode): void => {
    const brush = { from: peak, to: peak + seconds };
    const around = seconds / 2;
    group.setState({ brush, zoom: spanInside({ from: brush.from - around, to: brush.to + around }, extent) });
  };
  return (
    <Panel title={table.title} actions={<HelpTip term={table.title}>{table.help}</HelpTip>}>
      {episodes.length === 0 ? (
        <p className={styles.hint}>The score never fell below its peak.</p>
      ) : (
        // What scrolls must be reached by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles.scroller} tabIndex={0} role="group" aria-label={table.title}>
          <table className={styles.table}>
            <thead>
              <tr>
                {hasScopes && <th scope="col">Scope</th>}
                <th scope="col" className={styles.number}>
                  Depth, score
                </th>
                <th scope="col">Peak, {zoneName(zone, episodes[0]?.peak ?? 0)}</th>
                <th scope="col">Recovered</th>
                <th scope="col" className={styles.number}>
                  Lasted
                </th>
                <th scope="col">
                  <VisuallyHidden>Show in the charts</VisuallyHidden>
                </th>
              </tr>
            </thead>
            <tbody>
              {episodes.map((episode) => (
                <tr key={`${episode.scope} ${episode.peak} ${episode.trough}`}>
                  {hasScopes && <td>{episode.scope}</td>}
                  <td className={styles.number}>{formatFigure(episode.depth, depthDigits, 'always')}</td>
                  <td title={`lowest at ${formatMoment(episode.trough, zone)}`}>
                    {formatMoment(episode.peak, zone)}
                  </td>
                  <td>{episode.recovered === null ? 'ongoing' : formatMoment(episode.recovered, zone)}</td>
                  <td className={styles.number}>{formatDuration(episode.seconds)}</td>
                  <td>
                    <IconButton
                      label={`Show the drawdown from ${formatMoment(episode.peak, zone)} in the charts`}
                      icon={<ScanSearch aria-hidden />}
                      onClick={() => show(episode)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
