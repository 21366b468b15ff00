import { CornerLeftUp, File, Folder } from 'lucide-react';
import { useState } from 'react';
import { formatBytes } from '../../format/bytes.ts';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import type { FilePurpose } from './FilePicker.tsx';
import styles from './files.module.css';

/** Chooses a file in the folders that the settings open to the page. */
export function FileBrowser({
  purpose,
  onChoose,
  onUpload,
  onClose,
}: {
  purpose: FilePurpose;
  onChoose: (path: string) => void;
  onUpload: () => void;
  onClose: () => void;
}) {
  const [folder, setFolder] = useState<string | null>(null);
  const { data, error } = useQuery('files.list', { folder, purpose }, { keepPrevious: true });
  return (
    <Dialog
      wide
      onClose={onClose}
      title="Choose a file"
      description={data?.folder ?? 'Folders that the settings open to this page.'}
      actions={
        <>
          <Button onClick={onUpload}>Take one from this computer</Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {error !== undefined && <ErrorState error={error} compact />}
      {data === undefined && error === undefined && <LoadingState label="Loading the folder" rows={6} />}
      <ul className={styles.entries}>
        {data !== undefined && data.folder !== null && (
          <li>
            <Button look="quiet" icon={<CornerLeftUp aria-hidden />} onClick={() => setFolder(data.parent)}>
              Up
            </Button>
          </li>
        )}
        {data?.entries.map(({ name, path, isFolder, sizeBytes }) => (
          <li key={path}>
            <Button
              look="quiet"
              icon={isFolder ? <Folder aria-hidden /> : <File aria-hidden />}
              onClick={() => (isFolder ? setFolder(path) : onChoose(path))}
            >
              {name}
              {data.folder === null && <code className={styles.path}> {path}</code>}
            </Button>
            {!isFolder && <span className={styles.size}>{formatBytes(sizeBytes)}</span>}
          </li>
        ))}
        {data?.entries.length === 0 && <li className={styles.size}>Nothing to choose here.</li>}
      </ul>
    </Dialog>
  );
}
