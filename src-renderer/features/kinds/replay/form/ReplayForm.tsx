import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { SchemaField } from '../../../new/SchemaField.tsx';
import { fieldAt, formPaths } from '../../../new/json-schema.ts';
import { valueAt, withValue, type SpecDraft } from '../../../new/spec-value.ts';
import { useQuery } from '../../../../state/query/use-query.ts';
import { Field } from '../../../../ui/Field.tsx';
import { TextField } from '../../../../ui/TextField.tsx';
import type { KindFormProps } from '../../registry.ts';
import { FeedFields } from './FeedFields.tsx';
import { ModelFields } from './ModelFields.tsx';
import styles from './form.module.css';

const predictionPaths = [
  'window_size',
  'prediction_interval_seconds',
  'resolve_horizon_seconds',
  'step_seconds',
  'scoring',
  'mode',
];
/** Fields with a place of their own; all others stand under the advanced ones. */
const placed = new Set([
  'name',
  '$schema',
  'model.path',
  'model.export',
  'model.python',
  'feed',
  'start',
  'end',
  ...predictionPaths,
]);

/** The form of a replay: which model on which candles, asked how. */
export default function ReplayForm({ schema, spec, onSpecChange, errors }: KindFormProps) {
  const settings = useQuery('settings.get', {}, { tags: ['settings'] });
  const advanced = useMemo(() => formPaths(schema, placed), [schema]);
  const common = { schema, spec, onSpecChange, errors };
  const text = (path: string): string => {
    const value = valueAt(spec, path);
    return typeof value === 'string' ? value : '';
  };
  const setModel = (path: string): void => {
    const python = settings.data?.python ?? '';
    let next: SpecDraft = withValue(spec, 'model.path', path);
    if (spec['name'] === 'new backtest') next = withValue(next, 'name', nameOf(path));
    const isPython = path.endsWith('.py');
    next = withValue(next, 'model.python', isPython && python !== '' ? python : undefined);
    onSpecChange(next);
  };
  return (
    <div className={styles.form}>
      <Field label="Name" hint={fieldAt(schema, 'name')?.description} error={errors['name']}>
        <TextField required value={text('name')} onValueChange={(name) => onSpecChange({ ...spec, name })} />
      </Field>
      <fieldset className={styles.group}>
        <legend>Model</legend>
        <ModelFields
          path={text('model.path')}
          onPathChange={setModel}
          error={errors['model.path'] ?? errors['model']}
        />
        <div className={styles.row}>
          <SchemaField {...common} path="model.export" label="Exported name" />
          {text('model.path').endsWith('.py') && (
            <SchemaField {...common} path="model.python" label="Python interpreter" />
          )}
        </div>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Candles</legend>
        <FeedFields {...common} />
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Predictions</legend>
        <div className={styles.row}>
          {predictionPaths.map((path) => (
            <SchemaField key={path} {...common} path={path} />
          ))}
        </div>
      </fieldset>
      <Collapsible.Root className={styles.group}>
        <Collapsible.Trigger className={styles.more}>
          <ChevronRight aria-hidden />
          More settings
        </Collapsible.Trigger>
        <Collapsible.Panel>
          <p className={styles.hint}>
            Several scopes, a challenge, the output's fields, windows and parameters of the model are written
            on the JSON tab.
          </p>
          <div className={styles.row}>
            {advanced.map((path) => (
              <SchemaField key={path} {...common} path={path} />
            ))}
          </div>
        </Collapsible.Panel>
      </Collapsible.Root>
    </div>
  );
}

/** A name for a run of a model that has none yet: its file's, in words. */
function nameOf(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  const words = file
    .replace(/\.\w+$/, '')
    .replaceAll(/[-_]+/g, ' ')
    .trim();
  return words === '' ? 'new backtest' : words;
}
