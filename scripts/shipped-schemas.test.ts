import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { candleSchema } from '../src-core/feed/candle-schema.ts';
import { challengeProfileSchema } from '../src-core/kinds/replay/challenge/profile.ts';
import { starterChallenge } from '../src-core/kinds/replay/challenge/starter.ts';
import { parseJobSpec } from '../src-core/kinds/registry.ts';
import { shippedSchemas } from './shipped-schemas.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('resources/schemas', () => {
  it.each(Object.keys(shippedSchemas))('%s is current; run "npm run schemas" when this fails', (name) => {
    expect(read(`resources/schemas/${name}`)).toBe(shippedSchemas[name]?.());
  });

  it('describes what the parsers take', () => {
    expect(candleSchema.safeParse({ ts: 1, open: 1, high: 1, low: 1, close: 1, volume: 0 }).success).toBe(
      true,
    );
    expect(candleSchema.safeParse({ ts: 1.5, open: 1, high: 1, low: 1, close: 1, volume: 0 }).success).toBe(
      false,
    );
  });
});

describe('examples/challenges/starter/challenge.json', () => {
  it('is the starter challenge that is built in', () => {
    const { $schema, ...profile } = challengeProfileSchema.parse(
      JSON.parse(read('examples/challenges/starter/challenge.json')),
    );
    expect($schema).toBe('../../../resources/schemas/challenge.schema.json');
    expect(profile).toEqual(starterChallenge);
  });
});

it('the job spec of the first issue is one, as it stands there', () => {
  const { spec } = parseJobSpec(
    JSON.parse(
      '{"kind":"replay","name":"…","model":{"path":"examples/models/mean-reversion.ts","export":"default","params":{}},"feed":{"source":"binance","subject":"BTCUSDT","kind":"candle","granularity":"1m"},"start":"2022-01-03","end":"2022-01-05","window_size":120,"prediction_interval_seconds":60,"resolve_horizon_seconds":60,"step_seconds":60,"scoring":"directional","mode":"compatible","seed":1,"priority":"normal","timeout_seconds":3600,"memory_limit_mb":4096}',
    ),
    'spec.json',
  );
  expect(spec).toMatchObject({ window_size: 120, scoring: 'directional', mode: 'compatible' });
});
