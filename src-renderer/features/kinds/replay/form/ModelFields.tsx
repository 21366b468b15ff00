import type { ReactNode } from 'react';
import { useQuery } from '../../../../state/query/use-query.ts';
import { Field } from '../../../../ui/Field.tsx';
import { Select } from '../../../../ui/Select.tsx';
import { FilePicker } from '../../../files/FilePicker.tsx';
import styles from './form.module.css';

const none = ' ';

/** Which file is the model: chosen, dropped, typed, or one of those used lately and of the examples. */
export function ModelFields({
  path,
  onPathChange,
  error,
  children,
}: {
  path: string;
  onPathChange: (path: string) => void;
  error: string | undefined;
  /** Fields that stand beside the list of known models. */
  children: ReactNode;
}) {
  const models = useQuery('jobs.models', {}, { tags: ['jobs'] });
  const recent = models.data?.recent ?? [];
  const examples = models.data?.examples ?? [];
  const options = [
    { value: none, label: 'Choose' },
    ...recent.map((model) => ({ value: model.path, label: fileName(model.path), hint: model.path })),
    ...examples.map((model) => ({
      value: model.path,
      label: fileName(model.path),
      hint: `${model.language} example. ${model.title}`,
    })),
  ];
  // Each once: an example that was used lately is in both lists.
  const known = new Set<string>();
  const unique = options.filter(({ value }) => !known.has(value) && known.add(value));
  return (
    <div className={styles.model}>
      <FilePicker
        label="File"
        purpose="model"
        value={path}
        onChange={onPathChange}
        error={error}
        hint="JavaScript, TypeScript or Python: an object with tick() and predict(). Type a path, or drop a file here."
      />
      <div className={styles.row}>
        <Field label="Used lately, and examples" className={styles.known}>
          <Select
            value={known.has(path) ? path : none}
            onValueChange={(next) => {
              if (next !== none) onPathChange(next);
            }}
            options={unique}
          />
        </Field>
        {children}
      </div>
    </div>
  );
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
