import { fileURLToPath } from 'node:url';

/** Absolute path of the examples that ship with Hindcast. */
export const examplesFolder = fileURLToPath(new URL('../../../examples/', import.meta.url));
