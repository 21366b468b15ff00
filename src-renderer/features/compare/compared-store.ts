import { create } from 'zustand';

/** The runs that were compared last, so that looking at one of them and coming back loses nothing. */
export const useCompared = create<{ readonly jobIds: readonly string[] }>(() => ({ jobIds: [] }));

export function rememberCompared(jobIds: readonly string[]): void {
  useCompared.setState({ jobIds });
}
