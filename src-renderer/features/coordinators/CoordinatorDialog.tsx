import { useState } from 'react';
import type { Coordinator } from '../../../src-core/api/contract/coordinators.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { useInfo } from '../../state/api-context.tsx';
import { useCommand } from '../../state/query/use-command.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Field } from '../../ui/Field.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Adds a coordinator, or changes one. */
export function CoordinatorDialog({
  coordinator,
  onClose,
  onSaved,
}: {
  /** Null adds a new one. */
  coordinator: Coordinator | null;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { capabilities } = useInfo();
  const [name, setName] = useState(coordinator?.name ?? '');
  const [url, setUrl] = useState(coordinator?.url ?? 'http://127.0.0.1:8000');
  const [key, setKey] = useState('');
  const [removesKey, setRemovesKey] = useState(false);
  const save = useCommand('coordinators.save', 'inline');
  const submit = async (): Promise<void> => {
    const saved = await save.run({
      coordinatorId: coordinator?.coordinatorId ?? null,
      name: name.trim() === '' ? url : name,
      url,
      // Left out, a stored key stays; empty, it goes.
      ...(removesKey ? { apiKey: '' } : key === '' ? {} : { apiKey: key }),
    });
    if (saved !== undefined) onSaved();
  };
  return (
    <FormDialog
      onClose={onClose}
      title={coordinator === null ? 'Add a coordinator' : `Change ${coordinator.name}`}
      submitLabel="Save"
      busy={save.isBusy}
      onSubmit={() => void submit()}
    >
      <Field
        label="Address"
        hint="Where its HTTP interface is, for example http://127.0.0.1:8000"
        error={save.error === undefined ? undefined : toErrorEnvelope(save.error).message}
      >
        <TextField code required value={url} onValueChange={setUrl} />
      </Field>
      <Field label="Name" hint="What to call it here">
        <TextField value={name} onValueChange={setName} />
      </Field>
      <Field
        label="API key"
        hint={
          capabilities.keepsSecrets
            ? "Kept in the system's keychain, never in a file or a log."
            : 'Kept until Hindcast is closed: this shell has no keychain.'
        }
      >
        <TextField
          type="password"
          autoComplete="off"
          disabled={removesKey}
          placeholder={coordinator?.hasKey === true ? 'Stored; leave empty to keep it' : 'None'}
          value={key}
          onValueChange={setKey}
        />
      </Field>
      {coordinator?.hasKey === true && (
        <Checkbox checked={removesKey} onCheckedChange={setRemovesKey}>
          Forget the stored key
        </Checkbox>
      )}
    </FormDialog>
  );
}
