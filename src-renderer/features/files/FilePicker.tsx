import { FolderOpen } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import type { InputOf } from '../../../src-core/api/contract.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { useApi, useInfo } from '../../state/api-context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { classNames } from '../../ui/class-names.ts';
import { FileBrowser } from './FileBrowser.tsx';
import styles from './files.module.css';

export type FilePurpose = InputOf<'files.list'>['purpose'];

const mebibyte = 1024 * 1024;
const largestUpload = 64 * mebibyte;

/** A file of this machine: typed, chosen in the shell's dialog or in the folders of the settings, or dropped. */
export function FilePicker({
  label,
  purpose,
  value,
  onChange,
  error,
  hint,
}: {
  label: string;
  purpose: FilePurpose;
  value: string;
  onChange: (path: string) => void;
  error?: string | undefined;
  hint?: string;
}) {
  const api = useApi();
  const { capabilities } = useInfo();
  const [isBrowsing, setBrowsing] = useState(false);
  const [isOver, setOver] = useState(false);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const attempt = async (work: () => Promise<string | null>): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      const path = await work();
      if (path !== null) onChange(path);
    } catch (thrown) {
      setTrouble(toErrorEnvelope(thrown).message);
    } finally {
      setBusy(false);
    }
  };
  const upload = async (file: File): Promise<string> => {
    if (file.size > largestUpload) {
      throw new Error(
        `${file.name} is larger than 64 MiB. Put it into a folder of the settings and choose it there.`,
      );
    }
    const content = new Uint8Array(await file.arrayBuffer());
    return (await api.call('files.upload', { name: file.name, content })).path;
  };
  const choose = (): void => {
    if (capabilities.fileDialogs)
      void attempt(async () => (await api.call('files.choose', { purpose })).path);
    else setBrowsing(true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) void attempt(() => upload(file));
  };
  return (
    <div
      className={classNames(styles.picker, isOver && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Field
        label={label}
        hint={hint ?? 'A path, or drop a file here.'}
        error={trouble ?? error}
        className={styles.field}
      >
        <TextField code value={value} onValueChange={onChange} />
      </Field>
      <Button icon={<FolderOpen aria-hidden />} busy={isBusy} onClick={choose}>
        Choose
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) void attempt(() => upload(file));
          event.target.value = '';
        }}
      />
      {isBrowsing && (
        <FileBrowser
          purpose={purpose}
          onClose={() => setBrowsing(false)}
          onChoose={(path) => {
            setBrowsing(false);
            setTrouble(undefined);
            onChange(path);
          }}
          onUpload={() => {
            setBrowsing(false);
            input.current?.click();
          }}
        />
      )}
    </div>
  );
}
