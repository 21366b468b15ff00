import { fileURLToPath } from 'node:url';
import { openApp } from '../../src-main/services/app/open-app.ts';
import { resolveHome } from '../../src-main/services/home/home.ts';
import { ForkedNodeSpawner } from '../../src-main/services/processes/forked-node-spawner.ts';
import { webPorts } from '../../src-main/web/web-ports.ts';
import { openWebShell } from '../../src-main/web/web-shell.ts';

/**
 * `hindcast serve` with an empty page, so that the user interface need not be built: `serve-home.ts HOME FOLDER`. It
 * prints an owner's link as JSON and runs until SIGINT.
 */
const [root, folder = ''] = process.argv.slice(2);
const interrupted = new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
const app = await openApp(resolveHome(root, {}), webPorts(new ForkedNodeSpawner(process.env), [folder]));
try {
  const rendererFolder = fileURLToPath(new URL('../fixtures/page/', import.meta.url));
  const shell = await openWebShell({ app, rendererFolder });
  process.stdout.write(`${JSON.stringify({ owner_url: shell.newLink('owner') })}\n`);
  await interrupted;
  await shell.close();
} finally {
  await app.close();
}
