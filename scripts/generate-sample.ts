import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeSampleCandles } from './sample-candles.ts';

/** Writes the candles that ship with Hindcast; a test says when this has to be run again. */
const root = fileURLToPath(new URL('../resources/sample', import.meta.url));
mkdirSync(root, { recursive: true });
await writeSampleCandles(root);
