-- A job in every state, in a group, waiting for others, in a paused queue, as the sixth step of the schema has them.
INSERT INTO dataset_snapshot (snapshot_id, files_json, dataset_version_ids_json) VALUES ('one', '[]', '{"synthetic/BTC/candle/1m":"0011223344556677"}');

INSERT INTO job_group (group_id, name, created_by, created_at) VALUES ('g1', 'sweep', 'ada', '2026-11-10T10:00:00.000Z');

UPDATE queue_control SET paused_at = '2026-11-15T10:00:00.000Z', paused_by = 'ada';

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, created_at, queued_at, started_at, completed_at, cancel_requested_at, attempt, retries, feeds_json, first_day, last_day, model_label, model_path, notes, pinned, start_order, max_retries, blocked_by, group_id, not_before, search_text)
VALUES ('00000000000000000000000000000001', 'replay', 'pending job', '{"kind":"replay","name":"pending job"}', '{"checkLookahead":false}', 'pending', 0, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '2026-11-10T10:00:00.000Z', '2026-11-10T10:00:00.000Z', NULL, NULL, NULL, 0, 0, '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', '', 0, 1794304800000, 3, 1, 'g1', '2026-12-01T00:00:00.000Z', 'pending job' || char(10) || 'replay' || char(10) || 'model.ts');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, created_at, queued_at, started_at, completed_at, cancel_requested_at, attempt, retries, lease_id, owner_process, phase, fraction, feeds_json, first_day, last_day, model_label, model_path, notes, pinned, start_order, max_retries, search_text)
VALUES ('00000000000000000000000000000002', 'replay', 'running job', '{"kind":"replay","name":"running job"}', '{"checkLookahead":false}', 'running', 1, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '2026-11-11T10:00:00.000Z', '2026-11-11T10:00:00.000Z', '2026-11-11T10:00:05.000Z', NULL, NULL, 1, 0, '1-0123456789abcdef', '4194305@', 'simulating', 0.5, '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', '', 0, 1794384000000, 3, 'running job' || char(10) || 'replay' || char(10) || 'model.ts');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, created_at, queued_at, started_at, completed_at, cancel_requested_at, attempt, retries, phase, fraction, headline_json, warnings_json, result_path, feeds_json, first_day, last_day, model_label, model_path, notes, pinned, start_order, max_retries, peak_memory_bytes, result_bytes, group_id, search_text)
VALUES ('00000000000000000000000000000003', 'replay', 'completed job', '{"kind":"replay","name":"completed job"}', '{"checkLookahead":false}', 'completed', 2, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '2026-11-12T10:00:00.000Z', '2026-11-12T10:00:00.000Z', '2026-11-12T10:00:05.000Z', '2026-11-12T10:01:00.000Z', NULL, 1, 0, 'finished', 1, '{"confidence":0.95,"interval_high":null,"interval_low":null,"label":"Mean score","method":"none","metric":"score_mean","standard_error":null,"value":0.25}', '["1 candle missing"]', 'results/00000000000000000000000000000003', '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', 'a note', 1, 1794456000000, 3, 1000, 2000, 'g1', 'completed job' || char(10) || 'replay' || char(10) || 'model.ts');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, created_at, queued_at, started_at, completed_at, cancel_requested_at, attempt, retries, phase, fraction, error_code, error_message, feeds_json, first_day, last_day, model_label, model_path, notes, pinned, start_order, max_retries, search_text)
VALUES ('00000000000000000000000000000004', 'replay', 'failed job', '{"kind":"replay","name":"failed job"}', '{"checkLookahead":false}', 'failed', 3, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '2026-11-13T10:00:00.000Z', '2026-11-13T10:00:00.000Z', '2026-11-13T10:00:05.000Z', '2026-11-13T10:01:00.000Z', NULL, 1, 1, 'simulating', 0.4, 'MODEL_FAILED', 'predict() threw', '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', '', 0, 1794477600000, 3, 'failed job' || char(10) || 'replay' || char(10) || 'model.ts');

INSERT INTO job (job_id, kind, name, spec_json, options_json, state, priority, created_by, snapshot_id, model_hash, code_files_json, created_at, queued_at, started_at, completed_at, cancel_requested_at, attempt, retries, feeds_json, first_day, last_day, model_label, model_path, notes, pinned, start_order, max_retries, search_text)
VALUES ('00000000000000000000000000000005', 'replay', 'cancelled job', '{"kind":"replay","name":"cancelled job"}', '{"checkLookahead":false}', 'cancelled', 0, 'ada', 'one', 'm1', '{"model.ts":"h1"}', '2026-11-14T10:00:00.000Z', '2026-11-14T10:00:00.000Z', NULL, '2026-11-14T10:01:00.000Z', '2026-11-14T10:01:00.000Z', 0, 0, '["synthetic/BTC/candle/1m"]', '2022-01-03', '2022-01-05', 'Model.ts', '/models/Model.ts', '', 0, 1794650400000, 3, 'cancelled job' || char(10) || 'replay' || char(10) || 'model.ts');

INSERT INTO job_event (job_id, at, type, actor, cause) VALUES
  ('00000000000000000000000000000001', '2026-11-10T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000001', '2026-11-10T10:00:01.000Z', 'changed', 'ada', 'moved to the front'),
  ('00000000000000000000000000000002', '2026-11-11T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000002', '2026-11-11T10:00:05.000Z', 'running', 'hindcast', 'attempt 1'),
  ('00000000000000000000000000000003', '2026-11-12T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000003', '2026-11-12T10:00:05.000Z', 'running', 'hindcast', 'attempt 1'),
  ('00000000000000000000000000000003', '2026-11-12T10:01:00.000Z', 'completed', 'hindcast', 'its end'),
  ('00000000000000000000000000000004', '2026-11-13T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000004', '2026-11-13T10:00:05.000Z', 'running', 'hindcast', 'attempt 1'),
  ('00000000000000000000000000000004', '2026-11-13T10:01:00.000Z', 'failed', 'hindcast', 'its end'),
  ('00000000000000000000000000000005', '2026-11-14T10:00:00.000Z', 'pending', 'ada', 'submitted'),
  ('00000000000000000000000000000005', '2026-11-14T10:01:00.000Z', 'cancelled', 'ada', 'cancelled before it started');

INSERT INTO job_dependency (job_id, after_job_id, is_met) VALUES ('00000000000000000000000000000001', '00000000000000000000000000000002', 0), ('00000000000000000000000000000001', '00000000000000000000000000000003', 1);
