import { Page } from '../../app/Page.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingState } from '../../ui/LoadingState.tsx';
import { CoordinatorList } from '../coordinators/CoordinatorList.tsx';
import { AboutPanel } from './AboutPanel.tsx';
import { AppearancePanel } from './AppearancePanel.tsx';
import { FoldersPanel } from './FoldersPanel.tsx';
import { RunningPanel } from './RunningPanel.tsx';
import styles from './settings.module.css';

/** What a person chooses once: looks, slots, interpreter, folders, coordinators. */
export default function SettingsPage() {
  const { data, error } = useQuery('settings.get', {}, { tags: ['settings'] });
  return (
    <Page title="Settings">
      <div className={styles.panels}>
        <AppearancePanel />
        {data === undefined ? (
          error === undefined ? (
            <LoadingState label="Loading the settings" rows={6} />
          ) : (
            <ErrorState error={error} title="The settings could not be read" compact />
          )
        ) : (
          <>
            <RunningPanel settings={data} />
            <FoldersPanel folders={data.folders} />
          </>
        )}
        <CoordinatorList />
        <AboutPanel />
      </div>
    </Page>
  );
}
