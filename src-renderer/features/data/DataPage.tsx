import { useSearchParams } from 'wouter';
import { Page } from '../../app/Page.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { CoordinatorView } from './CoordinatorView.tsx';
import { MachineView } from './MachineView.tsx';
import styles from './data.module.css';

const tabs = [
  { value: 'machine', label: 'On this machine' },
  { value: 'coordinators', label: 'Coordinators' },
] as const;
type TabName = (typeof tabs)[number]['value'];

/** Candles: what is here, what can be had, what is on its way. */
export default function DataPage() {
  const [search, setSearch] = useSearchParams();
  const tab: TabName = search.get('tab') === 'coordinators' ? 'coordinators' : 'machine';
  return (
    <Page title="Data">
      <Tabs label="Data" tabs={tabs} value={tab} onValueChange={(next) => setSearch({ tab: next })}>
        <div className={styles.tab}>{tab === 'machine' ? <MachineView /> : <CoordinatorView />}</div>
      </Tabs>
    </Page>
  );
}
