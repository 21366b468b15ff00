import type { z } from 'zod';
import { appOperations } from './contract/app.ts';
import { cacheUpkeepOperations } from './contract/cache-upkeep.ts';
import { candleFileOperations } from './contract/candle-files.ts';
import { coordinatorOperations } from './contract/coordinators.ts';
import { dataOperations } from './contract/data.ts';
import { exportOperations } from './contract/exports.ts';
import { fileOperations } from './contract/files.ts';
import { jobOperations } from './contract/jobs.ts';
import { queueOperations } from './contract/queue.ts';
import { resultOperations } from './contract/results.ts';
import { settingsOperations } from './contract/settings.ts';

/** Everything the API can be asked, by name. Host, client and carriers derive their types from this map. */
export const operations = {
  ...appOperations,
  ...jobOperations,
  ...queueOperations,
  ...resultOperations,
  ...exportOperations,
  ...dataOperations,
  ...candleFileOperations,
  ...cacheUpkeepOperations,
  ...coordinatorOperations,
  ...settingsOperations,
  ...fileOperations,
};

export type OperationName = keyof typeof operations;
/** What a caller passes: fields with a default may be left out. */
export type InputOf<Name extends OperationName> = z.input<(typeof operations)[Name]['input']>;
/** What a handler gets. */
export type ParsedInputOf<Name extends OperationName> = z.output<(typeof operations)[Name]['input']>;
export type OutputOf<Name extends OperationName> = z.output<(typeof operations)[Name]['output']>;

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
