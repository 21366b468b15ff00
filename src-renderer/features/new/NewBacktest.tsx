import { useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { OutputOf } from '../../../src-core/api/contract.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { BatchBar } from './BatchBar.tsx';
import { Preflight } from './Preflight.tsx';
import { SpecEditor } from './SpecEditor.tsx';
import { SubmitBar } from './SubmitBar.tsx';
import { checkSpec, problemsSoFar } from './check-spec.ts';
import { useDraft } from './draft-store.ts';
import styles from './new.module.css';
import { useSettled } from './use-settled.ts';

const tabs = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;
/** How long the spec must rest before the host is asked about it. */
const restMilliseconds = 300;

/** The spec as a form or as JSON, and beside it what submitting it meets. */
export function NewBacktest({ kinds }: { kinds: OutputOf<'jobs.kinds'> }) {
  const spec = useDraft((draft) => draft.spec);
  const batch = useDraft((draft) => draft.batch);
  const [search, setSearch] = useSearchParams();
  const [wasTried, setTried] = useState(false);
  const editor = useRef<HTMLDivElement>(null);
  const check = useMemo(() => checkSpec(spec), [spec]);
  const settled = useSettled(spec, restMilliseconds);
  const settledCheck = useMemo(() => checkSpec(settled), [settled]);
  const tab = search.get('as') === 'json' ? 'json' : 'form';
  const showAs = (next: (typeof tabs)[number]['value']): void =>
    setSearch(
      (before) => {
        before.set('as', next);
        return before;
      },
      { replace: true },
    );
  const goToFirstProblem = (): void => {
    setTried(true);
    // Once they are marked.
    requestAnimationFrame(() =>
      editor.current?.querySelector<HTMLElement>('[data-invalid] :is(input, button)')?.focus(),
    );
  };
  return (
    <div className={styles.columns}>
      <div ref={editor} className={styles.main}>
        <Tabs label="How to write it" tabs={tabs} value={tab} onValueChange={showAs}>
          <SpecEditor
            kinds={kinds}
            isJson={tab === 'json'}
            errors={wasTried ? check.byPath : problemsSoFar(check.byPath, spec)}
            onShowJson={() => showAs('json')}
          />
        </Tabs>
        {batch === undefined && check.unknownKeys.length > 0 && (
          <ul className={styles.unknown} aria-label="Unknown keys">
            {check.unknownKeys.map((told) => (
              <li key={told}>⚠ {told}: kept here, but refused when submitted.</li>
            ))}
          </ul>
        )}
      </div>
      <div className={styles.side}>
        {batch === undefined ? (
          <>
            <SubmitBar check={check} onRefused={goToFirstProblem} wasTried={wasTried} />
            <Preflight spec={settled} check={settledCheck} isJson={tab === 'json'} />
          </>
        ) : (
          <BatchBar specs={batch} />
        )}
      </div>
    </div>
  );
}
