import { CSPProvider } from '@base-ui/react/csp-provider';
import { Unlink } from 'lucide-react';
import { toErrorEnvelope } from '../../src-core/errors/hindcast-error.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import styles from './StartFailure.module.css';

/** In place of the application when its host cannot be reached at the start. */
export function StartFailure({ error }: { error: unknown }) {
  const { code } = toErrorEnvelope(error);
  return (
    <CSPProvider disableStyleElements>
      <main className={styles.page}>
        {code === 'PERMISSION_DENIED' ? (
          <EmptyState icon={<Unlink />} title="This link has expired">
            Use the newest link in the terminal where Hindcast runs; Enter there prints a new one.
          </EmptyState>
        ) : (
          <ErrorState
            title="Hindcast did not start"
            error={error}
            action={
              <Button look="primary" onClick={() => window.location.reload()}>
                Try again
              </Button>
            }
          />
        )}
      </main>
    </CSPProvider>
  );
}
