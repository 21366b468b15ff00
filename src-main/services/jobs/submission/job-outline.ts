import { basename } from 'node:path';
import { feedPath } from '../../../../src-core/feed/feed.ts';
import type { ParsedSpec } from '../../../../src-core/kinds/registry.ts';
import { mainReference } from './code-fingerprint.ts';

/** What lists show of a spec, kept beside it so that nobody has to read it. */
export interface JobOutline {
  /** Paths of the feeds it reads, `source/subject/kind/granularity`. */
  readonly feeds: readonly string[];
  /** `YYYY-MM-DD`, UTC, both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** Absolute path of the code file that it runs; null for a kind that runs none. */
  readonly modelPath: string | null;
  /** The file's name. */
  readonly modelLabel: string;
}

/** The outline of an inlined spec. */
export function outlineOf({ kind, spec }: ParsedSpec): JobOutline {
  const { feeds, range } = kind.dataNeed(spec);
  const model = mainReference(kind.codeReferences(spec));
  return {
    feeds: feeds.map(feedPath),
    firstDay: range.firstDay,
    lastDay: range.lastDay,
    modelPath: model?.path ?? null,
    modelLabel: model === undefined ? '' : basename(model.path),
  };
}
