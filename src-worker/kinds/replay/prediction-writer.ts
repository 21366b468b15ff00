import { join } from 'node:path';
import {
  predictionStatuses,
  type PredictionColumns,
} from '../../../src-core/kinds/replay/prediction-columns.ts';
import type { ArtifactFile } from '../../../src-core/job/worker-protocol.ts';
import type { ReplayPlan } from '../../../src-core/kinds/replay/plan.ts';
import {
  encodeDoubles,
  encodeNames,
  encodeTexts,
  encodeTimes,
  type EncodedColumn,
} from '../../parquet/encodings.ts';
import { ParquetWriter, type ParquetColumn } from '../../parquet/parquet-writer.ts';

export const predictionsFile = 'predictions.parquet';

/** As DuckDB has it: what reads files in parallel takes a row group at a time. */
const rowsPerGroup = 122_880;

const fileColumns: readonly ParquetColumn[] = [
  { name: 'performed_at', type: 'time' },
  { name: 'scope_key', type: 'text' },
  { name: 'subject', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'value', type: 'double' },
  { name: 'entry_price', type: 'double' },
  { name: 'resolved_price', type: 'double' },
  { name: 'resolved_at', type: 'time' },
  { name: 'actual_return', type: 'double' },
  { name: 'score', type: 'double' },
  { name: 'output_json', type: 'text' },
  { name: 'reason', type: 'text' },
];

/**
 * Writes predictions to one Parquet file, a row group as soon as it is full, in the order made. Rows are written from
 * the memory of the table they come in, which must not change any more.
 */
export class PredictionWriter {
  readonly #scopeKeys: readonly string[];
  readonly #subjects: readonly string[];
  readonly #file: ParquetWriter;
  #failure: unknown;
  #columns: PredictionColumns | undefined;
  #takenIn = 0;
  #written = 0;

  private constructor(plan: ReplayPlan, file: ParquetWriter) {
    this.#scopeKeys = plan.scopes.map((scope) => scope.key);
    this.#subjects = plan.scopes.map((scope) => scope.subject);
    this.#file = file;
  }

  /** @param folder the job's output folder */
  static async create(plan: ReplayPlan, folder: string): Promise<PredictionWriter> {
    return new PredictionWriter(plan, await ParquetWriter.create(join(folder, predictionsFile), fileColumns));
  }

  /** Takes in the rows of a run's table up to `to` (not included); a failure to write them surfaces in {@link finish}. */
  append(columns: PredictionColumns, to: number): void {
    this.#columns = columns;
    this.#takenIn = to;
    while (this.#takenIn - this.#written >= rowsPerGroup) this.#writeRows(columns, rowsPerGroup);
  }

  /** Writes what is left, ends the file and forces it to disk. */
  async finish(): Promise<ArtifactFile> {
    const left = this.#takenIn - this.#written;
    if (this.#columns !== undefined && left > 0) this.#writeRows(this.#columns, left);
    if (this.#failure !== undefined) throw this.#failure;
    return { name: predictionsFile, ...(await this.#file.finish()) };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #writeRows(columns: PredictionColumns, rows: number): void {
    const from = this.#written;
    this.#written += rows;
    if (this.#failure !== undefined) return;
    try {
      this.#file.writeRowGroup(this.#encode(columns, from, from + rows));
    } catch (thrown) {
      this.#failure = thrown;
    }
  }

  #encode(columns: PredictionColumns, from: number, to: number): EncodedColumn[] {
    const scope = columns.scope.subarray(from, to);
    const doubles = (column: Float64Array): EncodedColumn => encodeDoubles(column.subarray(from, to));
    return [
      encodeTimes(columns.ts.subarray(from, to)),
      encodeNames(scope, this.#scopeKeys),
      encodeNames(scope, this.#subjects),
      encodeNames(columns.status.subarray(from, to), predictionStatuses),
      doubles(columns.signal),
      doubles(columns.entryPrice),
      doubles(columns.resolvedPrice),
      encodeTimes(columns.resolvedTs.subarray(from, to)),
      doubles(columns.actualReturn),
      doubles(columns.score),
      encodeTexts(columns.outputJson, from, to),
      encodeTexts(columns.reason, from, to),
    ];
  }
}
