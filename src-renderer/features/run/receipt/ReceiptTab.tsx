import { Copy } from 'lucide-react';
import { useMemo } from 'react';
import type { OutputOf } from '../../../../src-core/api/contract.ts';
import type { JobRow } from '../../../../src-core/api/job-row.ts';
import type { Receipt } from '../../../../src-core/result/summary-base.ts';
import { formatBytes } from '../../../format/bytes.ts';
import { formatWhole } from '../../../format/number.ts';
import { useQuery } from '../../../state/query/use-query.ts';
import { Button } from '../../../ui/Button.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { DataTable } from '../../../ui/data-table/DataTable.tsx';
import type { Column } from '../../../ui/data-table/column.ts';
import { copyText } from '../copy-text.ts';
import { ScrolledTab } from '../result/ScrolledTab.tsx';
import { CopyableText } from './CopyableText.tsx';
import { DataStanding } from './DataStanding.tsx';
import { History } from './History.tsx';
import { Verification } from './Verification.tsx';
import { receiptGroups } from './receipt-lines.ts';
import styles from './receipt.module.css';

type Result = OutputOf<'results.get'>;
type CandleFile = Receipt['files'][number];

/** What a run was made from, so that anyone can make it again and compare. */
export function ReceiptTab({ job, result }: { job: JobRow; result: Result | undefined }) {
  const { data, error } = useQuery('jobs.get', { jobId: job.jobId }, { tags: [`job:${job.jobId}`] });
  const spec = useMemo(() => JSON.stringify(data?.spec ?? {}, null, 2), [data]);
  return (
    <ScrolledTab tab="receipt" label="Receipt">
      {result !== undefined && <Made job={job} result={result} />}
      {data === undefined ? (
        error === undefined ? (
          <LoadingState label="Loading the settings" rows={6} />
        ) : (
          <ErrorState compact error={error} title="The settings could not be read" />
        )
      ) : (
        <div className={styles.columns}>
          <CopyableText title="Settings as JSON" text={spec} />
          <History
            events={data.events}
            hashes={result === undefined ? { snapshot: data.snapshotId, model: data.modelHash } : undefined}
          />
        </div>
      )}
    </ScrolledTab>
  );
}

function Made({ job, result }: { job: JobRow; result: Result }) {
  const { summary, files, folder } = result;
  const { receipt } = summary;
  return (
    <>
      <DataStanding jobId={job.jobId} />
      <Verification job={job} config={summary.config} />
      <Panel
        title="Receipt"
        actions={
          <Button
            look="quiet"
            icon={<Copy aria-hidden />}
            onClick={() => void copyText(JSON.stringify(receipt, null, 2), 'Receipt copied.')}
          >
            Copy
          </Button>
        }
      >
        <table className={styles.receipt}>
          {receiptGroups(summary).map(({ title, lines }) => (
            <tbody key={title}>
              {lines.map(({ name, value }, index) => (
                <tr key={name}>
                  {index === 0 && (
                    <th scope="rowgroup" rowSpan={lines.length}>
                      {title}
                    </th>
                  )}
                  <th scope="row">{name}</th>
                  <td className={styles.code}>{value}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </Panel>
      <Panel title={`Candle files, ${formatWhole(receipt.files.length)}`}>
        <div className={styles.files}>
          <DataTable
            label="Candle files"
            columns={candleFileColumns}
            rows={receipt.files}
            rowKey={({ path }) => path}
            empty={<p className={styles.hint}>No candle file was read.</p>}
          />
        </div>
      </Panel>
      <Panel
        title="Files of the result"
        actions={
          <IconButton
            label="Copy the path of the folder"
            icon={<Copy aria-hidden />}
            onClick={() => void copyText(folder, 'Path copied.')}
          />
        }
      >
        <p className={styles.code}>{folder}</p>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col" className={styles.number}>
                Size
              </th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {files.map(({ name, sizeBytes, sha256 }) => (
              <tr key={name}>
                <td>{name}</td>
                <td className={styles.number}>{formatBytes(sizeBytes)}</td>
                <td className={styles.code}>{sha256}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </>
  );
}

const candleFileColumns: readonly Column<CandleFile>[] = [
  { id: 'path', header: 'File', width: 'minmax(16rem, 1fr)', required: true, value: ({ path }) => path },
  {
    id: 'rows',
    header: 'Rows',
    width: '5rem',
    align: 'end',
    value: ({ rows }) => rows,
    cell: ({ rows }) => formatWhole(rows),
  },
  {
    id: 'size',
    header: 'Size',
    width: '5rem',
    align: 'end',
    value: ({ size_bytes: size }) => size,
    cell: ({ size_bytes: size }) => formatBytes(size),
  },
  {
    id: 'sha256',
    header: 'SHA-256',
    width: 'minmax(10rem, 1.6fr)',
    value: ({ sha256 }) => sha256,
    cell: ({ sha256 }) => (
      <span className={styles.code} title={sha256}>
        {sha256}
      </span>
    ),
  },
];
