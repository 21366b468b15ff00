import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { stateWords, shownStateOf } from '../format/job-state.ts';
import { useInfo } from '../state/api-context.tsx';
import { useLiveStore } from '../state/live/use-live.ts';
import dialog from '../ui/Dialog.module.css';
import { KeyHint } from '../ui/KeyHint.tsx';
import list from '../ui/list.module.css';
import { VisuallyHidden } from '../ui/VisuallyHidden.tsx';
import { classNames } from '../ui/class-names.ts';
import styles from './Palette.module.css';
import { availableCommands, shownKeys } from './command-registry.ts';
import { closePalette, usePaletteStore } from './palette-store.ts';

interface Entry {
  id: string;
  title: string;
  detail: string;
  keys: string | undefined;
  run: () => void;
}

const jobsShown = 20;

/** Finds commands and jobs by typing. */
export function Palette() {
  const isOpen = usePaletteStore((state) => state.open === 'palette');
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && closePalette()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={dialog.backdrop} />
        <Dialog.Viewport className={classNames(dialog.viewport, styles.viewport)}>
          <Dialog.Popup className={classNames(dialog.popup, styles.popup)}>
            <VisuallyHidden>
              <Dialog.Title>Find a command or a job</Dialog.Title>
            </VisuallyHidden>
            <PaletteList />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList() {
  const [words, setWords] = useState('');
  const isDesktop = useInfo().capabilities.shell === 'electron';
  const commands = useMemo(() => commandEntries(isDesktop), [isDesktop]);
  const jobs = useJobEntries(words);
  const entries = useMemo(
    () => [...commands.filter((entry) => matches(entry, words)), ...jobs],
    [commands, jobs, words],
  );
  const choose = (entry: Entry): void => {
    closePalette();
    // After the dialog has given the focus back, so that the command can move it.
    setTimeout(() => entry.run());
  };
  return (
    <Autocomplete.Root
      open
      inline
      items={entries}
      value={words}
      onValueChange={(next) => setWords(next)}
      mode="none"
      itemToStringValue={(entry: Entry) => entry.title}
      autoHighlight="always"
      keepHighlight
    >
      <Autocomplete.Input
        className={styles.input}
        placeholder="Type a command, or the name of a job"
        aria-label="Find a command or a job"
      />
      <Autocomplete.Empty className={list.empty}>Nothing matches.</Autocomplete.Empty>
      <Autocomplete.List className={classNames(list.list, styles.list)}>
        {(entry: Entry) => (
          <Autocomplete.Item key={entry.id} value={entry} className={list.item} onClick={() => choose(entry)}>
            <span className={list.itemText}>{entry.title}</span>
            <span className={styles.detail}>{entry.detail}</span>
            {entry.keys !== undefined && <KeyHint keys={entry.keys} />}
          </Autocomplete.Item>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

function commandEntries(isDesktop: boolean): Entry[] {
  return availableCommands()
    .filter(({ id }) => id !== 'view.palette')
    .map((command) => ({
      id: command.id,
      title: command.title,
      detail: command.group,
      keys: shownKeys(command, isDesktop),
      run: command.run,
    }));
}

/** The newest jobs whose name or model has the words. Only with words: a list of all is what the queue is for. */
function useJobEntries(words: string): Entry[] {
  const live = useLiveStore();
  const [, navigate] = useLocation();
  return useMemo(() => {
    if (words.trim() === '') return [];
    const entries: Entry[] = [];
    const jobs = Object.values(live.getState().live?.jobs ?? {});
    for (const job of jobs.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))) {
      const entry = {
        id: job.jobId,
        title: job.name,
        detail: `${stateWords[shownStateOf(job)]} · ${job.feeds[0] ?? job.kind}`,
        keys: undefined,
        run: () => navigate(`/runs/${job.jobId}`),
      };
      if (matches(entry, words)) entries.push(entry);
      if (entries.length === jobsShown) break;
    }
    return entries;
  }, [live, navigate, words]);
}

function matches(entry: Entry, words: string): boolean {
  const text = `${entry.title} ${entry.detail} ${entry.id}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
