import { writeFileSync } from 'node:fs';
import { shippedSchemas } from './shipped-schemas.ts';

/** Writes the JSON Schemas that ship with Hindcast; a test says when this has to be run again. */
for (const [name, text] of Object.entries(shippedSchemas)) {
  writeFileSync(new URL(`../resources/schemas/${name}`, import.meta.url), text());
}
