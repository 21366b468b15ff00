-- A job in every state, in a group, waiting for others, in a paused queue, as the seventh step of the schema has them.

INSERT INTO dataset_snapshot (snapshot_id, files_json, dataset_version_ids_json) VALUES
  ('one', '[]', '{"synthetic/BTC/candle/1m":"0011223344556677"}');

INSERT INTO job_group (group_id, name, created_by, created_at) VALUES
  ('g1', 'sweep', 'ada', '2026-11-10T10:00:00.000Z');

UPDATE queue_control SET paused_at = '2026-11-15T10:00:00.000Z', paused_by = 'ada';

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, group_id, feeds_json, first_day, last_day, model_label, model_path, search_text, notes, pinned, created_at, queued_at, start_order, not_before, blocked_by, attempt, retries, max_retries, beat, phase, fraction, message, warnings_json)
VALUES ('00000000000000000000000000000001', 'replay', 'pending job', '{"kind":"replay","name":"pending job"}', '{"checkLookahead":false}', 'pending', 0, 'ada', 'one', 'm1', '{"model.ts":"h1"}', 'g1', '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', 'pending job
replay
model.ts', '', 0, '2026-11-10T10:00:00.000Z', '2026-11-10T10:00:00.000Z', 1794304800000, '2026-12-01T00:00:00.000Z', 1, 0, 0, 3, 0, 'starting', 0, '', '[]');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, feeds_json, first_day, last_day, model_label, model_path, search_text, notes, pinned, created_at, queued_at, started_at, start_order, blocked_by, attempt, retries, max_retries, lease_id, owner_process, beat, phase, fraction, message, warnings_json)
VALUES ('00000000000000000000000000000002', 'replay', 'running job', '{"kind":"replay","name":"running job"}', '{"checkLookahead":false}', 'running', 1, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', 'running job
replay
model.ts', '', 0, '2026-11-11T10:00:00.000Z', '2026-11-11T10:00:00.000Z', '2026-11-11T10:00:05.000Z', 1794384000000, 0, 1, 0, 3, '1-0123456789abcdef', '4194305@', 0, 'simulating', 0.5, '', '[]');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, group_id, feeds_json, first_day, last_day, model_label, model_path, search_text, notes, pinned, created_at, queued_at, started_at, completed_at, start_order, blocked_by, attempt, retries, max_retries, beat, peak_memory_bytes, phase, fraction, message, warnings_json, headline_json, result_path, result_bytes)
VALUES ('00000000000000000000000000000003', 'replay', 'completed job', '{"kind":"replay","name":"completed job"}', '{"checkLookahead":false}', 'completed', 2, 'ada', 'one', 'm1', '{"model.ts":"h1"}', 'g1', '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', 'completed job
replay
model.ts', 'a note', 1, '2026-11-12T10:00:00.000Z', '2026-11-12T10:00:00.000Z', '2026-11-12T10:00:05.000Z', '2026-11-12T10:01:00.000Z', 1794456000000, 0, 1, 0, 3, 0, 1000, 'finished', 1, '', '["1 candle missing"]', '{"confidence":0.95,"interval_high":null,"interval_low":null,"label":"Mean score","method":"none","metric":"score_mean","standard_error":null,"value":0.25}', 'results/00000000000000000000000000000003', 2000);

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, feeds_json, first_day, last_day, model_label, model_path, search_text, notes, pinned, created_at, queued_at, started_at, completed_at, start_order, blocked_by, attempt, retries, max_retries, beat, phase, fraction, message, error_code, error_message, warnings_json)
VALUES ('00000000000000000000000000000004', 'replay', 'failed job', '{"kind":"replay","name":"failed job"}', '{"checkLookahead":false}', 'failed', 3, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', 'failed job
replay
model.ts', '', 0, '2026-11-13T10:00:00.000Z', '2026-11-13T10:00:00.000Z', '2026-11-13T10:00:05.000Z', '2026-11-13T10:01:00.000Z', 1794477600000, 0, 1, 1, 3, 0, 'simulating', 0.4, '', 'MODEL_FAILED', 'predict() threw', '[]');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, feeds_json, first_day, last_day, model_label, model_path, search_text, notes, pinned, created_at, queued_at, completed_at, cancel_requested_at, start_order, blocked_by, attempt, retries, max_retries, beat, phase, fraction, message, warnings_json)
VALUES ('00000000000000000000000000000005', 'replay', 'cancelled job', '{"kind":"replay","name":"cancelled job"}', '{"checkLookahead":false}', 'cancelled', 0, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', 'cancelled job
replay
model.ts', '', 0, '2026-11-14T10:00:00.000Z', '2026-11-14T10:00:00.000Z', '2026-11-14T10:01:00.000Z', '2026-11-14T10:01:00.000Z', 1794650400000, 0, 0, 0, 3, 0, 'starting', 0, '', '[]');

INSERT INTO job_dependency (job_id, after_job_id, is_met) VALUES
  ('00000000000000000000000000000001', '00000000000000000000000000000002', 0),
  ('00000000000000000000000000000001', '00000000000000000000000000000003', 1);

INSERT INTO job_event (job_id, seq, at, type, actor, cause) VALUES
  ('00000000000000000000000000000001', 1, '2026-11-10T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000001', 2, '2026-11-10T10:00:01.000Z', 'changed', 'ada', 'moved to the front'),
  ('00000000000000000000000000000002', 1, '2026-11-11T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000002', 2, '2026-11-11T10:00:05.000Z', 'running', 'hindcast', 'attempt 1'),
  ('00000000000000000000000000000003', 1, '2026-11-12T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000003', 2, '2026-11-12T10:00:05.000Z', 'running', 'hindcast', 'attempt 1'),
  ('00000000000000000000000000000003', 3, '2026-11-12T10:01:00.000Z', 'completed', 'hindcast', 'its end'),
  ('00000000000000000000000000000004', 1, '2026-11-13T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000004', 2, '2026-11-13T10:00:05.000Z', 'running', 'hindcast', 'attempt 1'),
  ('00000000000000000000000000000004', 3, '2026-11-13T10:01:00.000Z', 'failed', 'hindcast', 'its end'),
  ('00000000000000000000000000000005', 1, '2026-11-14T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000005', 2, '2026-11-14T10:01:00.000Z', 'cancelled', 'ada', 'cancelled before it started');
