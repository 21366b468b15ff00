import { create } from 'zustand';
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
}

const untouched: Draft = {
  spec: {},
  text: '{}',
  textError: undefined,
  origin: undefined,
  checkLookahead: false,
};

export const useDraft = create<Draft>(() => untouched);

export function setDraftSpec(spec: SpecDraft): void {
  useDraft.setState({ spec, text: `${JSON.stringify(spec, null, 2)}\n`, textError: undefined });
}

/** Begins anew from what an address or a job asks for. */
export function startDraft(origin: string, spec: SpecDraft): void {
  useDraft.setState({ origin, checkLookahead: false });
  setDraftSpec(spec);
}

/** Takes in what is typed; the form follows as soon as it can be read, and unknown keys stay. */
export function setDraftText(text: string): void {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) useDraft.setState({ text, spec: value, textError: undefined });
    else useDraft.setState({ text, textError: 'A job spec is an object: it begins with { and ends with }.' });
  } catch (error) {
    useDraft.setState({ text, textError: `This is not JSON yet: ${(error as Error).message}.` });
  }
}

export function forgetDraft(): void {
  useDraft.setState(untouched);
}
