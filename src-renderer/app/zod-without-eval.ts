import { config } from 'zod';

// Zod compiles its parsers where it may; asking whether it may is a breach of the policy already.
config({ jitless: true });
