import { join } from 'node:path';
import { z } from 'zod';
import { JsonDocument } from '../files/json-document.ts';
import type { Home } from '../home/home.ts';

/** Keys are no part of what is stored here. */
const storedSchema = z.strictObject({
  schema_version: z.literal(1),
  coordinators: z.array(
    z.strictObject({
      coordinator_id: z.string().min(1),
      name: z.string(),
      /** Null: wherever the environment says. */
      url: z.string().nullable(),
    }),
  ),
});
type Stored = z.output<typeof storedSchema>;
export type StoredCoordinator = Stored['coordinators'][number];

/** The coordinator of the environment. */
export const presetId = 'default';

const initial: Stored = {
  schema_version: 1,
  coordinators: [{ coordinator_id: presetId, name: 'Default', url: null }],
};

/** The coordinators that the user has entered, in `coordinators.json` of the home. */
export function coordinatorsDocument(home: Home, now: () => Date): JsonDocument<typeof storedSchema> {
  return new JsonDocument({ path: join(home.root, 'coordinators.json'), schema: storedSchema, initial, now });
}
