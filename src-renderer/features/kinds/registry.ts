import type { ComponentType } from 'react';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import type { Settings } from '../../../src-core/api/contract/settings.ts';
import type { JobRow } from '../../../src-core/api/job-row.ts';
import type { ChanceLevel } from './chance-level.ts';
import type { FieldSchema } from '../new/json-schema.ts';
import type { SpecDraft } from '../new/spec-value.ts';
import { replayChanceLevel } from './replay/chance-level.ts';
import { replayProblems } from './replay/form/replay-problems.ts';
import { usualReplaySpec } from './replay/form/usual-spec.ts';
import { replayTabs } from './replay/replay-tabs.ts';

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

/** The form of a new backtest of one kind. What it does not show stays in the spec as it is. */
export interface KindFormProps {
  /** The kind's schema, for labels, hints, defaults and limits. */
  readonly schema: FieldSchema;
  readonly spec: SpecDraft;
  readonly onSpecChange: (spec: SpecDraft) => void;
  /** Sentences of what is wrong, by path of the field ("feed.subject"). */
  readonly errors: Readonly<Record<string, string>>;
}

/** What a first spec can be made from. */
export interface SpecSurroundings {
  readonly settings: Settings;
  /** A feed that is on this machine. */
  readonly feed: OutputOf<'data.feeds'>[number] | undefined;
  readonly nowSeconds: number;
}

/** How screens treat a kind of job. */
export interface RendererKind {
  readonly kind: string;
  /** Name of the kind for people. */
  readonly title: string;
  /** A spec to begin with: what is given, and the rest as complete as can be. */
  readonly usualSpec: (around: SpecSurroundings, given: SpecDraft) => SpecDraft;
  /** What is wrong beyond what the kind's schema sees: sentences by the path of the field that they are about. */
  readonly problemsOf: (spec: SpecDraft) => Readonly<Record<string, string>>;
  /** Left out, the form is made from the kind's schema alone. */
  readonly loadForm?: () => Promise<{ default: ComponentType<KindFormProps> }>;
  /** What the run screen shows of a result, the first one first. */
  readonly tabs: readonly KindTab[];
  /** The level by chance of a metric of a run with that config, where it is known. */
  readonly chanceLevel: (metric: string, config: unknown) => ChanceLevel | undefined;
}

/** Every kind that has screens; nothing else asks which kind a job is. */
export const rendererKinds: readonly RendererKind[] = [
  {
    kind: 'replay',
    title: 'Replay',
    usualSpec: usualReplaySpec,
    problemsOf: replayProblems,
    loadForm: () => import('./replay/form/ReplayForm.tsx'),
    tabs: replayTabs,
    chanceLevel: replayChanceLevel,
  },
];

export function rendererKindOf(kind: string): RendererKind | undefined {
  return rendererKinds.find((known) => known.kind === kind);
}
