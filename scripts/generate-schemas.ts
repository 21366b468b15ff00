import { writeFileSync } from 'node:fs';
import { jobSpecSchemaText } from '../src-main/cli/job-spec-schema.ts';

/** Writes the JSON Schemas that ship with Hindcast; a test says when this has to be run again. */
writeFileSync(new URL('../resources/schemas/job-spec.schema.json', import.meta.url), jobSpecSchemaText());
