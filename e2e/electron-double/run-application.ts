import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Runs the main process of an Electron application in Node, with the double in place of Electron:
 * `node run-application.ts SETTINGS ENTRY ARGUMENTS…`.
 */
export interface RunSettings {
  /** Texts to replace in the application's own files, by a part of the file's URL: faults for the double to show. */
  readonly faults: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}

const [, , settingsText = '{}', entry = ''] = process.argv;
const { faults } = JSON.parse(settingsText) as RunSettings;
const electron = new URL('./electron.ts', import.meta.url).href;
const planted = new Set<string>();

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: electron, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) => {
    const loaded = next(url, context);
    const here = faults.filter(({ file }) => url.includes(file));
    if (here.length === 0) return loaded;
    let source = Buffer.from(loaded.source as Uint8Array).toString();
    for (const { file, find, replace } of here) {
      if (!source.includes(find)) continue;
      source = source.replaceAll(find, replace);
      planted.add(`${file} ${find}`);
    }
    return { ...loaded, source };
  },
});

Object.defineProperty(process, 'type', { value: 'browser' });
Object.defineProperty(process.versions, 'electron', { value: 'double' });
// As Electron has it: the executable, the application, its arguments.
process.argv.splice(1, 2);

const { appDouble } = await import('./electron.ts');
process.exit = ((code?: number) => appDouble.exit(code)) as typeof process.exit;
// An entry that waits for what comes after it would keep nothing alive, and Node ends.
process.channel?.unref();
await import(pathToFileURL(entry).href);
process.channel?.ref();
if (planted.size < faults.length)
  throw new Error('A fault does not fit the application: its text is not there.');
appDouble.entryHasRun();
