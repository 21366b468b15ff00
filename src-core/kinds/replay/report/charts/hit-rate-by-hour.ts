import { secondsPerDay } from '../../../../time/utc.ts';
import { chartLine, percent, type ChartBuilder } from './chart-series.ts';
import { meanByBin } from './quantile-bins.ts';

const secondsPerHour = 3600;
const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

/** Hit rate by hour of day of the prediction. */
export const hitRateByHourChart: ChartBuilder = (series) => ({
  id: 'hit_rate_by_hour',
  title: 'Hit rate by hour of day, %',
  help: 'Hours in which the model is right more often than others. 50 % is what a coin gives.',
  form: 'bar',
  axis: 'category',
  labels: hours,
  x_name: 'hour of day, UTC',
  y_name: 'hit rate, %',
  lines: series.map(({ name, sample }) => {
    const { pairs } = sample;
    const hourOfRow = new Uint8Array(pairs.length);
    for (let row = 0; row < pairs.length; row++) {
      const ts = pairs.ts[row] as number;
      const sinceMidnight = ts - Math.floor(ts / secondsPerDay) * secondsPerDay;
      hourOfRow[row] = Math.floor(sinceMidnight / secondsPerHour);
    }
    return chartLine(name, [], meanByBin(hourOfRow, hours.length, sample.hits, percent));
  }),
});
