import { z } from 'zod';
import { emptySchema, momentSchema } from '../common-schemas.ts';
import { snapshotSchema } from '../events.ts';
import { command, query } from '../operation.ts';
import { permissions, roles } from '../permissions.ts';

/** What the shell around the API can do, so that screens offer only that. */
export const capabilitiesSchema = z.object({
  shell: z.enum(['electron', 'web', 'memory']),
  /** Native dialogs to choose files with (`files.choose`) and to save exports (`exports.save`). */
  fileDialogs: z.boolean(),
  /** Whether coordinator keys outlive the application: there is an OS keychain. */
  keepsSecrets: z.boolean(),
  notifications: z.boolean(),
});
export type Capabilities = z.output<typeof capabilitiesSchema>;

export const checkNames = ['home', 'disk', 'sqlite', 'duckdb', 'worker', 'reports', 'python'] as const;

/** How something stands that runs need. */
export const checkSchema = z.object({
  name: z.enum(checkNames),
  /** `warning`: something works without it. */
  status: z.enum(['ok', 'warning', 'failed']),
  /** What was found, or what is wrong. */
  detail: z.string(),
});
export type Check = z.output<typeof checkSchema>;

export const appOperations = {
  'app.info': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.object({
      hindcastVersion: z.string(),
      engineVersion: z.string(),
      metricsVersion: z.string(),
      platform: z.string(),
      home: z.string(),
      startedAt: momentSchema,
      role: z.enum(roles),
      permissions: z.array(z.enum(permissions)),
      capabilities: capabilitiesSchema,
    }),
  }),
  /** Everything that the event stream changes, at one of its numbers. */
  'app.snapshot': query({ permission: 'VIEW_PNL', input: emptySchema, output: snapshotSchema }),
  /** Versions, paths and recent errors as text to paste into a report of a fault; holds no key and no result. */
  'app.diagnostics': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.object({ text: z.string() }),
  }),
  /** Looks at everything that a run needs: tries it out, in processes of its own. */
  'app.checkup': command({
    permission: 'SUBMIT',
    input: emptySchema,
    output: z.object({ checks: z.array(checkSchema) }),
  }),
};
