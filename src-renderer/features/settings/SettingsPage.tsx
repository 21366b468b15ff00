import { Page } from '../../app/Page.tsx';
import { ownerOnly } from '../../../src-core/api/owner-only.ts';
import { usePermission } from '../../state/api-context.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { CoordinatorList } from '../coordinators/CoordinatorList.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { AppearancePanel } from './AppearancePanel.tsx';
import { CachePanel } from './CachePanel.tsx';
import { CheckupPanel } from './CheckupPanel.tsx';
import { DoctorPanel } from './DoctorPanel.tsx';
import { FoldersPanel } from './FoldersPanel.tsx';
import { KeepingPanel } from './KeepingPanel.tsx';
import { RunningPanel } from './RunningPanel.tsx';
import styles from './settings.module.css';

/** What a person chooses once: looks, slots, interpreter, folders, coordinators. */
export default function SettingsPage() {
  const { data, error, refetch } = useQuery('settings.get', {}, { tags: ['settings'] });
  const mayChange = usePermission('SUBMIT');
  return (
    <Page title="Settings">
      <div className={styles.panels}>
        <AppearancePanel />
        {!mayChange && (
          <p className={styles.hint}>
            What follows holds for everyone who uses this Hindcast. {ownerOnly('change it')}
          </p>
        )}
        {data === undefined ? (
          error === undefined ? (
            <LoadingState label="Loading the settings" rows={6} />
          ) : (
            <ErrorState
              error={error}
              title="The settings could not be read"
              compact
              action={<Button onClick={refetch}>Try again</Button>}
            />
          )
        ) : (
          <>
            <RunningPanel settings={data} />
            <KeepingPanel settings={data} />
            <CachePanel settings={data} />
            <FoldersPanel folders={data.folders} />
          </>
        )}
        <CoordinatorList />
        <DoctorPanel />
        <CheckupPanel />
        <AboutPanel />
      </div>
    </Page>
  );
}
