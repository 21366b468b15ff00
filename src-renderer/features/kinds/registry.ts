import type { ComponentType } from 'react';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import type { OutputOf } from '../../../src-core/api/contract.ts';

/** A tab of the run screen that only some kinds of job have. */
export interface KindTab {
  /** As it stands in the address. */
  readonly value: string;
  readonly label: string;
  readonly load: () => Promise<{ default: ComponentType<KindTabProps> }>;
}

export interface KindTabProps {
  readonly job: JobRow;
  readonly result: OutputOf<'results.get'>;
}

/** The part of the form of a new backtest that differs by kind: edits the spec in place of its schema's plain fields. */
export interface KindFormProps {
  readonly spec: Readonly<Record<string, unknown>>;
  onSpecChange: (spec: Record<string, unknown>) => void;
  /** Sentences of what is wrong, by path of the field ("feed.subject"). */
  readonly errors: Readonly<Record<string, string>>;
}

/** How screens treat a kind of job. */
export interface RendererKind {
  readonly kind: string;
  /** Name of the kind for people. */
  readonly title: string;
  readonly loadForm: () => Promise<{ default: ComponentType<KindFormProps> }>;
  readonly tabs: readonly KindTab[];
}

/** Every kind that has screens; nothing else asks which kind a job is. */
export const rendererKinds: readonly RendererKind[] = [];

export function rendererKindOf(kind: string): RendererKind | undefined {
  return rendererKinds.find((known) => known.kind === kind);
}
