import { main } from './main.ts';

/** The command line as a bundle of its own; from a checkout `bin/hindcast.mjs` starts it. */
await main(process.argv.slice(2));
