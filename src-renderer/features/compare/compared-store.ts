import { create } from 'zustand';

interface Compared {
  readonly jobIds: readonly string[];
  readonly onlyDifferences: boolean;
}

/** What was compared last and how, so that looking at one of the runs and coming back loses nothing. */
export const useCompared = create<Compared>(() => ({ jobIds: [], onlyDifferences: true }));

export function rememberCompared(jobIds: readonly string[]): void {
  useCompared.setState({ jobIds });
}

export function setOnlyDifferences(onlyDifferences: boolean): void {
  useCompared.setState({ onlyDifferences });
}
