import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../tests/support/temporary-folder.ts';
import { writeSampleCandles } from './sample-candles.ts';

const shipped = fileURLToPath(new URL('../resources/sample', import.meta.url));

it('ships the candles that the generator writes, byte for byte', async () => {
  const root = temporaryFolder();
  await writeSampleCandles(root);
  const written = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const files = written.filter((name) => /\.(parquet|json)$/.test(name));
  expect(files).toHaveLength(8);
  for (const name of files) {
    const isSame = readFileSync(join(root, name)).equals(readFileSync(join(shipped, name)));
    expect(isSame, `${name}: run "node scripts/generate-sample.ts"`).toBe(true);
  }
});
