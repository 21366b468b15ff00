import { runCommand } from '../../commands/command-registry.ts';
import { formatBytes } from '../../format/bytes.ts';
import { useInfo } from '../../state/api-context.tsx';
import { useQuery } from '../../state/query/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import styles from './settings.module.css';

/** Versions, where things lie and how much room they take. */
export function AboutPanel() {
  const info = useInfo();
  const usage = useQuery('data.usage', {}, { tags: ['data'] });
  const facts: readonly (readonly [string, string])[] = [
    ['Hindcast', info.hindcastVersion],
    ['Engine', info.engineVersion],
    ['Metrics', info.metricsVersion],
    ['System', info.platform],
    ['Home', info.home],
    ...(usage.data === undefined
      ? []
      : ([
          ['Candles', formatBytes(usage.data.cacheBytes)],
          ['Results', formatBytes(usage.data.resultBytes)],
          ['Quarantine', formatBytes(usage.data.quarantineBytes)],
          ['Free on the disk', formatBytes(usage.data.freeBytes)],
        ] as const)),
  ];
  return (
    <Panel
      title="About"
      actions={<Button onClick={() => runCommand('help.diagnostics')}>Copy diagnostics</Button>}
    >
      <dl className={styles.facts}>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
