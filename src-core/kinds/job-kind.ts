import type { z } from 'zod';
import type { Feed } from '../feed/feed.ts';
import type { FaultPolicy } from '../quality/fault-policy.ts';
import type { TimeRange } from '../time/utc.ts';

/** The data that a job reads: which feeds, over which range. */
export interface DataNeed {
  readonly feeds: readonly Feed[];
  readonly range: TimeRange;
  /** What gaps and faults among it mean for the job. */
  readonly faultPolicy: FaultPolicy;
}

/** A file that takes part in a job's identity: the model, a scoring function, a challenge. */
export interface CodeReference {
  readonly role: string;
  /** Path as the spec gives it. */
  readonly path: string;
}

/**
 * A kind of job as the queue, the command line and the screens see it. A new kind is a folder beside `replay` that
 * exports one of these, plus a runner of the same name in `src-worker/kinds`; nothing else branches on the kind.
 */
export interface JobKind<Schema extends z.ZodType = z.ZodType> {
  readonly kind: string;
  readonly title: string;
  readonly specSchema: Schema;
  /**
   * The spec with every file of settings that it names taken in, so that it stands alone; paths are absolute before and
   * after.
   */
  inlined(spec: z.output<Schema>, context: SpecContext): Promise<z.output<Schema>>;
  /**
   * An inlined spec as its runner takes it, with nothing left open: plain data. Workers get it ready-made, so that they
   * need not load what specs are checked with.
   */
  plan(spec: z.output<Schema>): unknown;
  /** The data that an inlined spec reads. */
  dataNeed(spec: z.output<Schema>): DataNeed;
  codeReferences(spec: z.output<Schema>): readonly CodeReference[];
  /** The spec with every file path replaced by `map`'s answer. */
  withResolvedPaths(spec: z.output<Schema>, map: (path: string) => string): z.output<Schema>;
  /** Longest single call of user code, in seconds, before a worker counts as hung. */
  callTimeoutSeconds(spec: z.output<Schema>): number;
}

/** What a kind may ask of the outside while it takes in the files that a spec names. */
export interface SpecContext {
  /** Parsed JSON of a file. */
  readJson(path: string): Promise<unknown>;
  /** The absolute path of what `file` calls `path`: relative paths are relative to the folder of `file`. */
  resolveBeside(file: string, path: string): string;
}
