import { FolderPlus, X } from 'lucide-react';
import { useState } from 'react';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { useApi, useInfo, usePermission } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { notify } from '../../ui/toasts.ts';
import styles from './settings.module.css';

/** Folders that models and candle files may be taken from. */
export function FoldersPanel({ folders }: { folders: readonly string[] }) {
  const api = useApi();
  const { capabilities } = useInfo();
  const mayChange = usePermission('SUBMIT');
  const update = useCommand('settings.update', 'inline');
  const [typed, setTyped] = useState('');
  const add = async (folder: string): Promise<void> => {
    const changed = await update.run({ folders: [...new Set([...folders, folder])] });
    if (changed !== undefined) setTyped('');
  };
  const choose = async (): Promise<void> => {
    try {
      const { path } = await api.call('files.choose', { purpose: 'folder' });
      if (path !== null) await add(path);
    } catch (thrown) {
      notify({ message: toErrorEnvelope(thrown).message, tone: 'danger' });
    }
  };
  return (
    <Panel title="Folders">
      <p className={styles.hint}>
        Models and candle files can be chosen from these folders. A page in a browser sees no other file of
        this machine.
      </p>
      <ul className={styles.list}>
        {folders.map((folder) => (
          <li key={folder} className={styles.folder}>
            <code>{folder}</code>
            {mayChange && (
              <IconButton
                label={`Take ${folder} off the list`}
                icon={<X aria-hidden />}
                onClick={() => void update.run({ folders: folders.filter((other) => other !== folder) })}
              />
            )}
          </li>
        ))}
        {folders.length === 0 && <li className={styles.hint}>None yet.</li>}
      </ul>
      {mayChange && (
        <form
          className={styles.add}
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '') void add(typed.trim());
          }}
        >
          <Field
            label="Another folder"
            error={update.error === undefined ? undefined : toErrorEnvelope(update.error).message}
          >
            <TextField code placeholder="/home/you/models" value={typed} onValueChange={setTyped} />
          </Field>
          <Button type="submit" icon={<FolderPlus aria-hidden />} busy={update.isBusy}>
            Add the folder
          </Button>
          {capabilities.fileDialogs && <Button onClick={() => void choose()}>Choose a folder</Button>}
        </form>
      )}
    </Panel>
  );
}
