import { prepareKinds } from '../kinds/registry.ts';

/** A job worker: a process that lives for one job. What takes longest to get ready is begun before the rest is loaded. */
await prepareKinds();
await import('./serve-job.ts');
