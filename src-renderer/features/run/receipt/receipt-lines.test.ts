import { describe, expect, it } from 'vitest';
import { sampleSummary } from '../testing/sample-summary.ts';
import { receiptGroups } from './receipt-lines.ts';

describe('the receipt on screen', () => {
  it('shows every text of the receipt once', () => {
    const { receipt } = sampleSummary();
    const full = {
      ...receipt,
      dataset_version_ids: { 'synthetic/BTC/candle/1m': 'abc' },
      model_files: { 'model.ts': '5'.repeat(64) },
      runtime: { node: '24.21.0' },
    };
    const shown = receiptGroups(sampleSummary({ receipt: full })).flatMap(({ lines }) =>
      lines.map(({ value }) => value),
    );
    const { files: _files, dataset_version_ids: datasets, model_files: code, runtime, ...plain } = full;
    const texts = [plain, datasets, code, runtime].flatMap((record) => Object.values(record));
    expect(shown.toSorted()).toEqual(texts.toSorted());
  });

  it('leaves out groups with nothing in them, and writes versions for people', () => {
    const groups = receiptGroups(sampleSummary({ timings_seconds: { total: 2.4854 } }));
    expect(groups.find(({ title }) => title === 'Versions')?.lines[0]).toEqual({
      name: 'Engine version',
      value: '1.0.0',
    });
    expect(groups.at(-1)).toEqual({
      title: 'Time in the worker',
      lines: [{ name: 'Total', value: '2.49 s' }],
    });
    expect(receiptGroups(sampleSummary()).map(({ title }) => title)).not.toContain('Time in the worker');
  });
});
