import { z } from 'zod';
import { uint8Schema } from '../common-schemas.ts';
import { command, query } from '../operation.ts';

/** What a file is chosen for; decides which names are offered. */
export const filePurposes = ['model', 'candles', 'python', 'folder'] as const;

export const fileOperations = {
  /** Opens the system's dialog; null when it was closed without a choice. */
  'files.choose': command({
    permission: 'SUBMIT',
    input: z.strictObject({ purpose: z.enum(filePurposes) }),
    output: z.object({ path: z.string().nullable() }),
    errors: ['NOT_AVAILABLE'],
  }),
  /** A folder's contents, only inside the folders of the settings; the folders themselves when `folder` is null. */
  'files.list': query({
    permission: 'SUBMIT',
    input: z.strictObject({ folder: z.string().nullable(), purpose: z.enum(filePurposes) }),
    output: z.object({
      folder: z.string().nullable(),
      /** Null at the top. */
      parent: z.string().nullable(),
      entries: z.array(
        z.object({ name: z.string(), path: z.string(), isFolder: z.boolean(), sizeBytes: z.number() }),
      ),
    }),
    errors: ['UNSAFE_PATH'],
  }),
  /** Takes in a file that was dropped or chosen in a browser, which does not tell paths. At most 64 MiB. */
  'files.upload': command({
    permission: 'SUBMIT',
    input: z.strictObject({ name: z.string().min(1).max(255), content: uint8Schema }),
    output: z.object({ path: z.string() }),
    errors: ['UNSAFE_PATH', 'DISK_FULL'],
  }),
};
