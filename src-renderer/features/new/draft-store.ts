import { create } from 'zustand';
import { atItsTurn, type ScheduleDraft } from './schedule-draft.ts';
import { isObject, type SpecDraft } from './spec-value.ts';

/** What is being written outlives the screen: looking something up elsewhere loses nothing. */
interface Draft {
  /** The spec that form and editor share: the last text that could be read. */
  readonly spec: SpecDraft;
  /** What stands in the editor, readable or not. */
  readonly text: string;
  /** Why the text cannot be read; the form waits until it can. */
  readonly textError: string | undefined;
  /** What it was filled from: an address, a job; undefined while it is untouched. */
  readonly origin: string | undefined;
  readonly checkLookahead: boolean;
  /** When it may start, beyond its turn. */
  readonly schedule: ScheduleDraft;
  /** All specs, where the text is a list of them; the form shows the first. */
  readonly batch: readonly SpecDraft[] | undefined;
}

const untouched: Draft = {
  spec: {},
  text: '{}',
  textError: undefined,
  origin: undefined,
  checkLookahead: false,
  schedule: atItsTurn,
  batch: undefined,
};

export const useDraft = create<Draft>(() => untouched);

export function setDraftSpec(spec: SpecDraft): void {
  const text = `${JSON.stringify(spec, null, 2)}\n`;
  useDraft.setState({ spec, text, textError: undefined, batch: undefined });
}

/** Begins anew from what an address or a job asks for. */
export function startDraft(origin: string, spec: SpecDraft): void {
  useDraft.setState({ origin, checkLookahead: false, schedule: atItsTurn });
  setDraftSpec(spec);
}

/** Takes in what is typed; the form follows as soon as it can be read, and unknown keys stay. */
export function setDraftText(text: string): void {
  try {
    const value: unknown = JSON.parse(text);
    const specs = Array.isArray(value) ? value : [value];
    const [spec] = specs;
    if (isObject(spec) && specs.every(isObject)) {
      useDraft.setState({
        text,
        spec,
        textError: undefined,
        batch: Array.isArray(value) ? specs : undefined,
      });
    } else {
      useDraft.setState({
        text,
        textError: 'A job spec is an object: it begins with { and ends with }. Several stand in [ ].',
      });
    }
  } catch (error) {
    useDraft.setState({ text, textError: `This is not JSON yet: ${(error as Error).message}.` });
  }
}

export function forgetDraft(): void {
  useDraft.setState(untouched);
}
