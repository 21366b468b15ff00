-- Jobs as Hindcast wrote them before there was a second step of the schema.
INSERT INTO dataset_snapshot (snapshot_id, files_json, dataset_version_ids_json) VALUES
  ('one',
   '[{"path":"synthetic/BTC/candle/1m/2022-01-03.parquet","sha256":"a1","sizeBytes":9,"rows":1440},{"path":"synthetic/BTC/candle/1m/2022-01-04.parquet","sha256":"a2","sizeBytes":9,"rows":1440},{"path":"synthetic/BTC/candle/1m/2022-01-05.parquet","sha256":"a3","sizeBytes":9,"rows":1439}]',
   '{"synthetic/BTC/candle/1m":"0011223344556677"}'),
  ('two', '[]', '{"binance/BTCUSDT/candle/1m":"1111111111111111","binance/ETHUSDT/candle/1m":"2222222222222222"}');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash,
  code_files_json, created_at, queued_at, started_at, completed_at, attempt, phase, fraction, warnings_json,
  headline_json, result_path)
VALUES ('00000000000000000000000000000001', 'replay', 'on linux',
  '{"end":"2022-01-05","feed":{"granularity":"1m","kind":"candle","source":"synthetic","subject":"BTC"},"kind":"replay","model":{"call_timeout_seconds":30,"export":"default","feeding":"batched","on_tick_error":"stop","params":{},"path":"/home/ada/models/mean-reversion.ts"},"name":"on linux","seed":1,"start":"2022-01-03"}',
  '{"checkLookahead":false}', 'completed', 1, 'ada', 'one', 'm1', '{"mean-reversion.ts":"h1"}',
  '2026-10-01T10:00:00.000Z', '2026-10-01T10:00:00.000Z', '2026-10-01T10:00:01.000Z', '2026-10-01T10:00:13.500Z', 1,
  'finished', 1, '["1 candle missing"]',
  '{"confidence":0.95,"interval_high":null,"interval_low":null,"label":"Mean score","method":"none","metric":"score_mean","standard_error":null,"value":0.25}',
  'results/00000000000000000000000000000001');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash,
  code_files_json, created_at, queued_at, started_at, completed_at, attempt, phase, fraction, error_code, error_message)
VALUES ('00000000000000000000000000000002', 'replay', 'on windows',
  '{"end":"2022-02-28T12:00:00Z","kind":"replay","model":{"path":"C:\\models\\model two.py"},"name":"on windows","start":" 2022-02-01 00:00"}',
  '{"checkLookahead":false}', 'failed', 2, 'ada', 'two', 'm2', '{"model two.py":"h2"}',
  '2026-10-02T10:00:00.000Z', '2026-10-02T10:00:00.000Z', '2026-10-02T10:00:01.000Z', '2026-10-02T10:00:02.000Z', 1,
  'simulating', 0.4, 'MODEL_FAILED', 'predict() threw');

INSERT INTO job_event (job_id, at, type, actor, cause) VALUES
  ('00000000000000000000000000000001', '2026-10-01T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000001', '2026-10-01T10:00:01.000Z', 'running', 'hindcast', 'attempt 1'),
  ('00000000000000000000000000000001', '2026-10-01T10:00:13.500Z', 'completed', 'hindcast', 'result in place');
