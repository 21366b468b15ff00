import { writeFile } from 'node:fs/promises';
import { jobSpecSchemaText } from '../job-spec-schema.ts';
import { writeResult } from '../command-io.ts';
import type { CommonOptions } from '../common-options.ts';
import { terminalIo } from '../terminal-io.ts';

export interface SchemaOptions extends CommonOptions {
  readonly out?: string;
}

/** `hindcast schema`: the JSON Schema of job specs, for editors. */
export async function schemaCommand(options: SchemaOptions): Promise<void> {
  const text = jobSpecSchemaText();
  if (options.out === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(options.out, text);
  writeResult(terminalIo(options), { written: options.out }, () => `Wrote ${options.out}.`);
}
