/**
 * Every file that a process or a thread starts with, by the name of its bundle in `out/main`. What a source names by
 * `new URL('….ts', import.meta.url)` has to be here.
 */
export const processEntries: Readonly<Record<string, string>> = {
  main: 'src-main/electron/main.ts',
  cli: 'src-main/cli/cli-process.ts',
  'job-worker': 'src-worker/job/job-worker.ts',
  'data-worker': 'src-worker/data/data-worker.ts',
  'replay-thread': 'src-worker/kinds/replay/thread/replay-thread.ts',
  'evaluation-thread': 'src-worker/kinds/replay/evaluation-thread.ts',
  'measure-thread': 'src-worker/kinds/replay/measure-thread.ts',
  coordinator: 'src-coordinator/coordinator-process.ts',
};

/** What the sources name that is built, and where it is from `out/main`. */
export const builtPlaces: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(processEntries).map(([name, file]) => [file, `./${name}.js`])),
  'src-main/electron/preload.ts': '../preload/preload.cjs',
  'src-renderer': '../renderer/',
  'out/renderer': '../renderer/',
};
