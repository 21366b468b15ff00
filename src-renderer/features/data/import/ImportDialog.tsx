import { useState } from 'react';
import { feedPath, type Feed } from '../../../../src-core/feed/feed.ts';
import { parseFeedPath } from '../../../../src-core/feed/feed-schema.ts';
import { toErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import { useApi } from '../../../state/api-context.tsx';
import { useCommand } from '../../../state/query/use-command.ts';
import { useAnswer } from '../../../state/query/use-query.ts';
import { Field } from '../../../ui/Field.tsx';
import { FormDialog } from '../../../ui/FormDialog.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { FilePicker } from '../../files/FilePicker.tsx';
import { useSettled } from '../../new/use-settled.ts';
import { FileDetails } from './FileDetails.tsx';
import { emptyForm, optionsOf, suggestedFeed, withPath, type ImportForm } from './import-form.ts';

const restMilliseconds = 300;

/** Brings a file of the user's own into the cache, after showing how it is understood. */
export function ImportDialog({
  known,
  onClose,
  onStarted,
}: {
  /** What a person need not say any more. */
  known: Partial<ImportForm>;
  onClose: () => void;
  /** With the path of the feed that is imported. */
  onStarted: (path: string) => void;
}) {
  const api = useApi();
  const [form, setForm] = useState<ImportForm>({ ...emptyForm, ...known });
  const [feedError, setFeedError] = useState<string | undefined>(undefined);
  // A file may have changed since the dialog was last open.
  const [opened] = useState(() => Date.now());
  const typed = useSettled(form.path.trim(), restMilliseconds);
  const input = { path: typed, options: optionsOf(form), feed: feedOf(form.feed) };
  const { data, error, isLoading } = useAnswer(
    typed === '' ? null : `import preview ${opened} ${JSON.stringify(input)}`,
    () => api.call('data.importPreview', input),
    { keepPrevious: true },
  );
  const preview = typed === '' || error !== undefined ? undefined : data;
  const start = useCommand('data.import', 'inline');
  const feed = form.feed ?? (preview === undefined ? '' : suggestedFeed(preview));
  const submit = async (): Promise<void> => {
    let parsed;
    try {
      parsed = parseFeedPath(feed.trim());
    } catch (thrown) {
      setFeedError(toErrorEnvelope(thrown).message);
      return;
    }
    setFeedError(undefined);
    const { path, skipBadRows } = form;
    const request = { path: path.trim(), feed: parsed, skipBadRows, options: optionsOf(form) };
    if ((await start.run(request)) !== undefined) onStarted(feedPath(parsed));
  };
  const trouble = start.error ?? error;
  return (
    <FormDialog
      wide
      onClose={onClose}
      title="Import candles"
      description="A file of an exchange, of freqtrade, of MetaTrader, or any CSV or Parquet file with a time and a close; also as ZIP."
      submitLabel="Import"
      busy={start.isBusy}
      disabled={form.path.trim() === '' || preview === undefined || preview.problem !== null}
      onSubmit={() => void submit()}
    >
      <FilePicker
        label="File"
        purpose="candles"
        value={form.path}
        onChange={(path) => {
          setForm(withPath(form, path));
          start.clearError();
        }}
        error={trouble === undefined ? undefined : toErrorEnvelope(trouble).message}
      />
      {isLoading && preview === undefined && <LoadingState label="Reading the file" rows={4} />}
      {preview !== undefined && (
        <>
          <Field
            label="Feed"
            hint="What it is filed as: source/subject/kind/granularity, for example mine/BTCUSDT/candle/1m"
            error={feedError}
          >
            <TextField
              code
              required
              placeholder="mine/BTCUSDT/candle/1m"
              value={feed}
              onValueChange={(value) => setForm({ ...form, feed: value })}
            />
          </Field>
          <FileDetails form={form} preview={preview} onChange={setForm} />
        </>
      )}
    </FormDialog>
  );
}

/** A feed that is typed in full; null until it is. */
function feedOf(text: string | undefined): Feed | null {
  if (text === undefined) return null;
  try {
    return parseFeedPath(text.trim());
  } catch {
    return null;
  }
}
