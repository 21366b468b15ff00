import { useEffect, useMemo } from 'react';
import { useLocation } from 'wouter';
import { commands, type CommandId } from '../../src-core/api/commands.ts';
import { runCommand, type Command } from '../commands/command-registry.ts';
import { openKeysSheet, openPalette } from '../commands/palette-store.ts';
import { useCommands } from '../commands/use-commands.ts';
import { usePauseSwitch } from '../features/queue/use-pause-switch.ts';
import { useApi } from '../state/api-context.tsx';
import { shownTheme } from '../state/appearance.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import { notify } from '../ui/toasts.ts';
import { usePlatform } from './platform.tsx';

/** Attaches what they do to the commands that work on every screen, and listens to the native menu. */
export function useGlobalCommands(): void {
  const [, navigate] = useLocation();
  const api = useApi();
  const platform = usePlatform();
  const pause = usePauseSwitch();
  const attached = useMemo(() => {
    const actions: Record<CommandId, () => void> = {
      'queue.pause': pause.toggle,
      'go.queue': () => navigate('/'),
      'go.new': () => navigate('/new'),
      'go.compare': () => navigate('/compare'),
      'go.data': () => navigate('/data'),
      'go.settings': () => navigate('/settings'),
      'view.palette': openPalette,
      'view.theme': () => setPreferences({ theme: shownTheme() === 'dark' ? 'light' : 'dark' }),
      'view.density': () => {
        const { density } = usePreferences.getState();
        setPreferences({ density: density === 'compact' ? 'comfortable' : 'compact' });
      },
      'view.time-zone': () => {
        const { timeZone } = usePreferences.getState();
        setPreferences({ timeZone: timeZone === 'utc' ? 'local' : 'utc' });
      },
      'help.keys': openKeysSheet,
      'help.diagnostics': () => {
        void copyDiagnostics(() => api.call('app.diagnostics', {}));
      },
    };
    return commands.map((command): Command => ({
      ...command,
      // The native menu cannot know which of the two it is.
      ...(command.id === 'queue.pause' ? { title: pause.title, when: () => pause.mayChange } : {}),
      run: actions[command.id],
    }));
  }, [api, navigate, pause]);
  useCommands(attached);
  useEffect(() => platform.onMenuCommand(runCommand), [platform]);
}

async function copyDiagnostics(ask: () => Promise<{ text: string }>): Promise<void> {
  try {
    await navigator.clipboard.writeText((await ask()).text);
    notify({ message: 'Diagnostics copied.' });
  } catch {
    notify({ message: 'The diagnostics could not be copied.', tone: 'danger' });
  }
}
