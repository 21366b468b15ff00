import type { Table } from '../../../result/series.ts';
import { deepestDrawdowns } from '../../../statistics/drawdown-episodes.ts';
import { runningSum } from '../../../statistics/running-sum.ts';
import { secondsPerDay } from '../../../time/utc.ts';
import type { ChartSeries } from './charts/chart-series.ts';

const episodesListed = 10;

/** The deepest falls of the cumulative score below its peak, of all series together; the first is the max drawdown. */
export function drawdownTable(series: readonly ChartSeries[]): Table {
  const episodes = series.flatMap(({ name, sample }) => {
    const score = sample.score.subarray(0, sample.length);
    const deepest = deepestDrawdowns(sample.ts, runningSum(score), episodesListed);
    return deepest.map((episode) => ({ name, episode }));
  });
  episodes.sort((left, right) => left.episode.depth - right.episode.depth);
  const plain = { digits: 0, sign: 'negative', missing: 'n/a' } as const;
  return {
    id: 'drawdowns',
    title: 'Deepest drawdowns of the score',
    help: 'How deep the cumulative score fell below its peak, and how long it took to come back.',
    columns: [
      { ...plain, name: 'Scope', form: 'text' },
      { ...plain, name: 'Depth, score', form: 'number', digits: 4, sign: 'always' },
      { ...plain, name: 'Peak, UTC', form: 'time' },
      { ...plain, name: 'Trough, UTC', form: 'time' },
      { ...plain, name: 'Recovered, UTC', form: 'time', missing: 'ongoing' },
      { ...plain, name: 'Days', form: 'number', digits: 1 },
    ],
    rows: episodes
      .slice(0, episodesListed)
      .map(({ name, episode: { depth, peakTs, troughTs, recoveryTs, seconds } }) => [
        name,
        depth,
        peakTs,
        troughTs,
        recoveryTs,
        seconds / secondsPerDay,
      ]),
  };
}
