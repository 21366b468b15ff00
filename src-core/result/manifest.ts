import { z } from 'zod';

/** `manifest.json`: the files of a result folder with their sizes and SHA-256, written last. */
export const manifestSchema = z.object({
  schema_version: z.literal(1),
  job_id: z.string(),
  files: z.array(
    z.object({
      name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
      size_bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;
