import { useState } from 'react';
import { feedPath } from '../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../src-core/feed/feed-schema.ts';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { FilePicker } from '../files/FilePicker.tsx';
import styles from './data.module.css';

/** Brings a file of the user's own into the cache. */
export function ImportDialog({
  onClose,
  onStarted,
}: {
  onClose: () => void;
  /** With the path of the feed that is imported. */
  onStarted: (path: string) => void;
}) {
  const [path, setPath] = useState('');
  const [feed, setFeed] = useState('');
  const [skipBadRows, setSkipBadRows] = useState(false);
  const [feedError, setFeedError] = useState<string | undefined>(undefined);
  const start = useCommand('data.import', 'inline');
  const submit = async (): Promise<void> => {
    let parsed;
    try {
      parsed = parseFeedPath(feed.trim());
    } catch (thrown) {
      setFeedError(toErrorEnvelope(thrown).message);
      return;
    }
    setFeedError(undefined);
    if ((await start.run({ path, feed: parsed, skipBadRows })) !== undefined) onStarted(feedPath(parsed));
  };
  const form = 'import-form';
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Import candles"
      description="A CSV or Parquet file with a time and a close, and open, high, low and volume where it has them. Times without a zone are UTC."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} busy={start.isBusy} disabled={path === ''}>
            Import
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FilePicker
          label="File"
          purpose="candles"
          value={path}
          onChange={setPath}
          error={start.error === undefined ? undefined : toErrorEnvelope(start.error).message}
        />
        <Field
          label="Feed"
          hint="source/subject/kind/granularity, for example mine/BTCUSDT/candle/1m"
          error={feedError}
        >
          <TextField
            code
            required
            placeholder="mine/BTCUSDT/candle/1m"
            value={feed}
            onValueChange={setFeed}
          />
        </Field>
        <Checkbox checked={skipBadRows} onCheckedChange={setSkipBadRows}>
          Leave out rows that cannot be read, instead of refusing the file
        </Checkbox>
      </form>
    </Dialog>
  );
}
