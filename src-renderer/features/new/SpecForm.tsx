import { Suspense, lazy, useMemo } from 'react';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { rendererKinds } from '../kinds/registry.ts';
import { SchemaField } from './SchemaField.tsx';
import { formPaths, type FieldSchema } from './json-schema.ts';
import type { SpecDraft } from './spec-value.ts';
import styles from './new.module.css';

const nothing: ReadonlySet<string> = new Set();

/** The forms that kinds bring, each loaded when it is first shown. */
const forms = new Map(
  rendererKinds.flatMap(({ kind, loadForm }) =>
    loadForm === undefined ? [] : [[kind, lazy(loadForm)] as const],
  ),
);

/** The form of a kind: its own, or one made from its schema alone. */
export function SpecForm(props: {
  kind: string;
  schema: FieldSchema;
  spec: SpecDraft;
  onSpecChange: (spec: SpecDraft) => void;
  errors: Readonly<Record<string, string>>;
}) {
  const { kind, schema } = props;
  const Form = forms.get(kind);
  const paths = useMemo(() => formPaths(schema, nothing), [schema]);
  if (Form !== undefined) {
    return (
      <Suspense fallback={<LoadingState label="Loading the form" rows={10} />}>
        {/* Found in a map made once, which the rule cannot see. */}
        {/* oxlint-disable-next-line react/static-components */}
        <Form schema={schema} spec={props.spec} onSpecChange={props.onSpecChange} errors={props.errors} />
      </Suspense>
    );
  }
  return (
    <div className={styles.fields}>
      {paths.map((path) => (
        <SchemaField key={path} {...props} path={path} />
      ))}
    </div>
  );
}
