import { main } from './main.ts';

/** What `bin/hindcast.mjs` starts: the bundle that this becomes, or this where the sources are not those of the bundle. */
await main(process.argv.slice(2));
