import { Dialog } from '../ui/Dialog.tsx';
import { KeyHint } from '../ui/KeyHint.tsx';
import styles from './KeysSheet.module.css';
import { useInfo } from '../state/api-context.tsx';
import { availableCommands, shownKeys, type Command } from './command-registry.ts';
import { closePalette, usePaletteStore } from './palette-store.ts';

/** Keys that work inside parts, where no command stands behind them. */
const partKeys: readonly [string, string][] = [
  ['↑ ↓ ← →', 'Move in a table, menu or tab list'],
  ['Space', 'Select a row; with Shift, up to the row'],
  ['Enter', 'Open the row, press the button'],
  ['F6', 'Next region: rail, bar, page, status'],
  ['+ − ← → 0', 'Zoom and move the chart that has the focus'],
  ['Ctrl + wheel', 'Zoom a chart'],
  ['Esc', 'Close what is open'],
];

/** All keys that work now, by group. */
export function KeysSheet() {
  const isOpen = usePaletteStore((state) => state.open === 'keys');
  return (
    <Dialog open={isOpen} onClose={closePalette} title="Keyboard shortcuts" wide>
      {isOpen && <KeysList />}
    </Dialog>
  );
}

function KeysList() {
  const groups = Map.groupBy(
    availableCommands().filter(({ keys, pageKey }) => (pageKey ?? keys) !== undefined),
    ({ group }) => group,
  );
  return (
    <div className={styles.groups}>
      {[...groups].map(([group, commands]) => (
        <KeysGroup key={group} title={group} commands={commands} />
      ))}
      <section>
        <h3>Everywhere</h3>
        <dl className={styles.list}>
          {partKeys.map(([keys, words]) => (
            <div key={keys} className={styles.line}>
              <dt>{words}</dt>
              <dd>{keys}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function KeysGroup({ title, commands }: { title: string; commands: readonly Command[] }) {
  const isDesktop = useInfo().capabilities.shell === 'electron';
  return (
    <section>
      <h3>{title}</h3>
      <dl className={styles.list}>
        {commands.map((command) => (
          <div key={command.id} className={styles.line}>
            <dt>{command.title}</dt>
            <dd>
              <KeyHint keys={shownKeys(command, isDesktop) ?? ''} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
