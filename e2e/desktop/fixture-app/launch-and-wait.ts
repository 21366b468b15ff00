import { fileURLToPath } from 'node:url';
import { LaunchedApplication } from '../../electron-double/launch-application.ts';

/** A test that never ends: says which processes it has started, and waits to be killed. */
const app = new LaunchedApplication({ entry: fileURLToPath(new URL('./main.ts', import.meta.url)) });
await app.window();
process.stdout.write(`${app.pid}\n`);
