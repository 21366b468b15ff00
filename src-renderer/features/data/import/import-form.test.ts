import { expect, it } from 'vitest';
import {
  columnsOfField,
  describeFile,
  emptyForm,
  optionsOf,
  suggestedFeed,
  withPath,
  type Preview,
} from './import-form.ts';

const preview: Preview = {
  format: 'metatrader',
  delimiter: '\t',
  decimalComma: false,
  hasHeader: true,
  fileColumns: [
    { name: '<DATE>', values: ['2022.01.03'] },
    { name: '<TIME>', values: ['00:00'] },
    { name: 'a + b', values: ['1'] },
  ],
  columns: { time: '<DATE> + <TIME>', close: 'a + b' },
  rows: [],
  rowsRead: 1440,
  badRows: 0,
  badRowExamples: [],
  duplicates: 0,
  dayCount: 2,
  firstDay: '2022-01-03',
  lastDay: '2022-01-04',
  stepSeconds: 60,
  suggestion: { source: null, subject: 'EURUSD', kind: 'candle', granularity: '1m' },
  overlap: { days: 0, firstDay: null, lastDay: null },
  problem: null,
};

it('another file forgets what was said of the one before', () => {
  const form = {
    ...emptyForm,
    path: 'a.csv',
    feed: 'mine/A/candle/1m',
    timeZone: 'Europe/Zurich',
    skipBadRows: true,
  };
  expect(withPath(form, 'b.csv')).toEqual({ path: 'b.csv', columns: {}, skipBadRows: true });
  expect(withPath(form, 'a.csv')).toBe(form);
});

it('the host is told only what the person has said', () => {
  expect(optionsOf(emptyForm)).toEqual({});
  expect(
    optionsOf({
      ...emptyForm,
      columns: { volume: [] },
      timeZone: 'Asia/Tokyo',
      delimiter: ';',
      decimalComma: true,
    }),
  ).toEqual({ columns: { volume: [] }, timeZone: 'Asia/Tokyo', delimiter: ';', decimalComma: true });
});

it('a feed is suggested when its subject and its period are known', () => {
  expect(suggestedFeed(preview)).toBe('mine/EURUSD/candle/1m');
  expect(suggestedFeed({ suggestion: { ...preview.suggestion, source: 'dukascopy' } })).toBe(
    'dukascopy/EURUSD/candle/1m',
  );
  expect(suggestedFeed({ suggestion: { ...preview.suggestion, subject: null } })).toBe('');
});

it('a field shows the columns it is taken from', () => {
  expect(columnsOfField(emptyForm, preview, 'time')).toEqual(['<DATE>', '<TIME>']);
  expect(columnsOfField(emptyForm, preview, 'close')).toEqual(['a + b']);
  expect(columnsOfField(emptyForm, preview, 'volume')).toEqual([]);
  expect(columnsOfField({ ...emptyForm, columns: { close: ['<TIME>'] } }, preview, 'close')).toEqual([
    '<TIME>',
  ]);
});

it('a file is described in sentences', () => {
  expect(describeFile(preview)).toBe('A file of MetaTrader: 1,440 rows on 2 days, 2022-01-03 to 01-04.');
  expect(
    describeFile({ ...preview, badRows: 1, duplicates: 2, overlap: { ...preview.overlap, days: 1 } }),
  ).toContain(
    '1 row cannot be read. 2 rows come twice; the last one counts. 1 of the days is here already and will be merged.',
  );
  expect(describeFile({ ...preview, duplicates: 1 })).toContain('1 row comes twice; the last one counts.');
});
