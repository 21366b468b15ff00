import { join } from 'node:path';
import { benchCandleLoad } from './candle-load.ts';
import { monthOfSeconds, yearOfMinutes, yearOfSeconds } from './candle-files.ts';
import { benchCoordinatorIndex } from './coordinator-index.ts';
import { benchDataFuzz } from './data-fuzz.ts';
import { benchDataKills } from './data-kill.ts';
import { benchDataPull } from './data-pull.ts';
import { BenchHome, type RunCost } from './end-to-end.ts';
import { benchEngine } from './engine.ts';
import { benchMachine } from './machine-speed.ts';
import { benchPythonHost } from './python-host.ts';
import { benchQueue } from './queue.ts';
import { benchRenderer } from './renderer.ts';
import { benchResults, lookRow } from './results.ts';
import { ensureBuilt } from '../scripts/build/ensure-built.ts';

/**
 * `npm run bench`: all figures of the replay and of the page in one run, beside what they are meant to reach on two cores.
 * Machines differ by a factor of 1.4 and more, and so does one from second to second; compare within one run, and look at
 * the row of this machine before comparing with another. `--quick` leaves out the year of one-second candles,
 * which is 31.5 million of them, takes minutes and 6 GB of disk.
 */

/** Three kinds of run take turns, about 4 s together. */
const endToEndSeconds = 75;

const add = (what: string, figure: string, aim: string): void => {
  console.log(`${what.padEnd(74)} ${figure.padStart(16)}   ${aim}`);
};
const millions = (value: number): string => `${(value / 1e6).toFixed(2)} M ticks/s`;
const thousands = (value: number): string => `${Math.round(value / 1e3)} k ticks/s`;

add('what', 'measured', 'to reach');
const engine = await benchEngine();
add('engine, JavaScript model, window of 120, prediction each bar', millions(engine.objects), '4 M ticks/s');
add('  loop alone, without outcomes and scores', millions(engine.objectsLoop), '');
add('engine, JavaScript model, columns API', millions(engine.columns), '50 M ticks/s');
add('  loop alone, without outcomes and scores', millions(engine.columnsLoop), '');
add('  ratio columns to objects', (engine.columns / engine.objects).toFixed(1), '');
for (const { interpreter, batched, roundTrip } of await benchPythonHost()) {
  add(`Python model, batched, ${interpreter}`, thousands(batched), '600 k ticks/s');
  add('  round trip', thousands(roundTrip), '80 k ticks/s');
}

await ensureBuilt();
const minutes = await BenchHome.prepare(yearOfMinutes);
const machineMs = await benchMachine(join(minutes.folder, 'cache', minutes.feed));
add(
  'this machine: DuckDB reads that year',
  `${machineMs.toFixed(0)} ms`,
  '83 to 90 ms where the aims were set',
);
const loadMs = await benchCandleLoad(join(minutes.folder, 'cache'), minutes.feed);
add('525,600 candles of 365 files into typed arrays', `${loadMs.toFixed(0)} ms`, '120 ms');
const { javaScript, python, sources } = await minutes.measure(endToEndSeconds, {
  javaScript: { language: 'javaScript', program: 'installed' },
  python: { language: 'python', program: 'installed' },
  sources: { language: 'javaScript', program: 'sources' },
});
const secondsAndMemory = ({ seconds, peakMemoryMb }: RunCost): string =>
  `${seconds.toFixed(2)} s, ${peakMemoryMb.toFixed(0)} MB`;
add('hindcast run, year of minutes, JavaScript', secondsAndMemory(javaScript), '1.0 s, 600 MB');
add('hindcast run, year of minutes, Python', secondsAndMemory(python), '2.5 s, 600 MB');
add('  JavaScript, from its sources, without a build', secondsAndMemory(sources), '');
for (const cost of await benchResults(minutes.folder)) add(...lookRow(cost));
for (const row of await benchRenderer(minutes.folder)) add(...row);
await minutes.remove();
for (const row of await benchQueue()) add(...row);
for (const row of await benchCoordinatorIndex()) add(...row);
for (const row of await benchDataPull()) add(...row);
for (const row of await benchDataFuzz()) add(...row);
for (const row of await benchDataKills()) add(...row);

const longRanges = process.argv.includes('--quick') ? [monthOfSeconds] : [monthOfSeconds, yearOfSeconds];
for (const candles of longRanges) {
  const home = await BenchHome.prepare(candles);
  const { run } = await home.measure(0, { run: { language: 'javaScript', program: 'installed' } });
  add(
    `hindcast run, ${candles.name.replaceAll('-', ' ')}, prediction a minute, JavaScript`,
    secondsAndMemory(run),
    '600 MB',
  );
  await home.remove();
}
