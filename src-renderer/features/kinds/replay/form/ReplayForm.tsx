import { useMemo } from 'react';
import { SchemaField } from '../../../new/SchemaField.tsx';
import { fieldAt, formPaths } from '../../../new/json-schema.ts';
import { textOf, valueAt, type SpecDraft } from '../../../new/spec-value.ts';
import { defaultFaultPolicy } from '../../../../../src-core/quality/fault-policy.ts';
import { starterChallenge } from '../../../../../src-core/kinds/replay/challenge/starter.ts';
import { useQuery } from '../../../../state/query/use-query.ts';
import { Disclosure } from '../../../../ui/Disclosure.tsx';
import { Field } from '../../../../ui/Field.tsx';
import { TextField } from '../../../../ui/TextField.tsx';
import type { KindFormProps } from '../../registry.ts';
import { FeedFields } from './FeedFields.tsx';
import { ModelFields } from './ModelFields.tsx';
import styles from './form.module.css';
import { renamed, usualName } from './usual-name.ts';
import { isPythonModel, withModel } from './with-model.ts';

const predictionPaths = [
  'window_size',
  'prediction_interval_seconds',
  'resolve_horizon_seconds',
  'step_seconds',
  'scoring',
  'mode',
];
const dataPaths = ['data_policy', 'max_missing_fraction'];
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
  ...dataPaths,
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
  const setModel = (path: string): void =>
    onSpecChange(renamed(spec, withModel(spec, path, settings.data?.python ?? '')));
  const isPython = isPythonModel(valueAt(spec, 'model.path'));
  return (
    <div className={styles.form}>
      <Field label="Name" hint={fieldAt(schema, 'name')?.description} error={errors['name']}>
        <TextField
          required
          maxLength={200}
          placeholder={usualName(spec)}
          value={text('name')}
          onValueChange={(name) => onSpecChange({ ...spec, name })}
        />
      </Field>
      <fieldset className={styles.group}>
        <legend>Model</legend>
        <ModelFields
          path={text('model.path')}
          onPathChange={setModel}
          error={errors['model.path'] ?? errors['model']}
        >
          <SchemaField {...common} path="model.export" label="Exported name" />
          {isPython && (
            <SchemaField
              {...common}
              path="model.python"
              label="Python interpreter"
              placeholder="python3, as the PATH finds it"
            />
          )}
        </ModelFields>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Candles</legend>
        <FeedFields {...common} />
        <div className={styles.row}>
          {dataPaths.map((path) => (
            <SchemaField key={path} {...common} path={path} placeholder={usualDataOf(spec, path)} />
          ))}
        </div>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Predictions</legend>
        <div className={styles.row}>
          {predictionPaths.map((path) => (
            <SchemaField key={path} {...common} path={path} placeholder={usualOf(spec, path)} />
          ))}
        </div>
      </fieldset>
      <div className={styles.group}>
        <Disclosure title="More settings">
          <p className={styles.hint}>
            Several scopes, a challenge, the output's fields, windows and parameters of the model are written
            on the JSON tab.
          </p>
          <div className={styles.row}>
            {advanced.map((path) => (
              <SchemaField key={path} {...common} path={path} />
            ))}
          </div>
        </Disclosure>
      </div>
    </div>
  );
}

/** What holds where nothing is said about odd data. */
function usualDataOf(spec: SpecDraft, path: string): string {
  if (spec['challenge'] !== undefined) return 'as the challenge says';
  return path === 'data_policy' ? defaultFaultPolicy.policy : String(defaultFaultPolicy.maxMissingFraction);
}

/** What holds where a field of the prediction's scope is left out, as far as that is known here. */
function usualOf(spec: SpecDraft, path: string): string | undefined {
  if (spec['challenge'] !== undefined) return 'as the challenge says';
  return textOf(valueAt(starterChallenge.scopes?.[0], path) ?? valueAt(starterChallenge, path));
}
