import { CSPProvider } from '@base-ui/react/csp-provider';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import styles from './StartFailure.module.css';

/** In place of the application when its host cannot be reached at the start. */
export function StartFailure({ error }: { error: unknown }) {
  return (
    <CSPProvider disableStyleElements>
      <main className={styles.page}>
        <ErrorState
          title="Hindcast did not start"
          error={error}
          action={
            <Button look="primary" onClick={() => window.location.reload()}>
              Try again
            </Button>
          }
        />
      </main>
    </CSPProvider>
  );
}
