-- What the latest completed runs of a model file used and took, without looking at all that wait.
CREATE INDEX job_completed_by_model ON job (model_path, completed_at) WHERE state = 'completed';
