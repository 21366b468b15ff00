import type { Activity } from '../../../src-core/api/activity.ts';
import { useSearchParams } from 'wouter';
import { Page } from '../../app/Page.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { ActivityList } from './ActivityList.tsx';
import { CoordinatorView } from './CoordinatorView.tsx';
import { MachineView } from './MachineView.tsx';

const tabs = [
  { value: 'machine', label: 'On this machine' },
  { value: 'coordinators', label: 'Coordinators' },
] as const;
type TabName = (typeof tabs)[number]['value'];

const isAboutData = ({ kind }: Activity): boolean =>
  kind === 'pull' || kind === 'import' || kind === 'verify_data' || kind === 'backfill';

/** Candles: what is here, what can be had, what is on its way. */
export default function DataPage() {
  const [search, setSearch] = useSearchParams();
  const tab: TabName = search.get('tab') === 'coordinators' ? 'coordinators' : 'machine';
  return (
    <Page title="Data">
      <ActivityList label="Under way" keep={isAboutData} />
      <Tabs label="Data" tabs={tabs} value={tab} onValueChange={(next) => setSearch({ tab: next })}>
        {tab === 'machine' ? <MachineView /> : <CoordinatorView />}
      </Tabs>
    </Page>
  );
}
