import { main } from '../src-main/cli/main.ts';
import { ensureBuilt, isBuilt } from './build/ensure-built.ts';
import { fetchElectron } from './start/fetch-electron.ts';
import { hasDisplay, openDesktop } from './start/open-desktop.ts';

/** `npm start`: the desktop window where there can be one, else the same in the browser. Arguments go to either. */
const parameters = process.argv.slice(2);
const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

if (!isBuilt()) say('Building Hindcast; this takes some seconds, once.');
await ensureBuilt();
const obstacle = await startDesktop();
say(`${obstacle}, so Hindcast opens in the browser.`);
await main(['serve', '--open', ...parameters]);

/** Ends this process with the window; answers why there was none. */
async function startDesktop(): Promise<string> {
  if (!hasDisplay(process.platform, process.env)) return 'There is no display here';
  const missing = await fetchElectron(say);
  if (missing !== undefined) return missing;
  const status = await openDesktop(parameters);
  return status === undefined ? 'The desktop window could not open' : process.exit(status);
}
