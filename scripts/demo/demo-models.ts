import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface DemoModel {
  readonly language: 'JavaScript' | 'TypeScript' | 'Python';
  /** Absolute path of its job spec. */
  readonly spec: string;
}

const specs = fileURLToPath(new URL('../../examples/specs/', import.meta.url));
const models: readonly DemoModel[] = [
  { language: 'JavaScript', spec: join(specs, 'demo-volatility-regime.json') },
  { language: 'TypeScript', spec: join(specs, 'demo-mean-reversion.json') },
  { language: 'Python', spec: join(specs, 'demo-trend-following.json') },
];

/** The models that this machine can run: without Python 3 one less. */
export function demoModels(): readonly DemoModel[] {
  return hasPython() ? models : models.filter(({ language }) => language !== 'Python');
}

function hasPython(): boolean {
  const command = process.platform === 'win32' ? 'python' : 'python3';
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith('Python 3');
}

const specSchema = z.looseObject({ end: z.string(), model: z.looseObject({ path: z.string() }) });

/** A copy of a model's spec in `folder` that ends on another day. */
export function shortenedModel(model: DemoModel, lastDay: string, folder: string): DemoModel {
  const { $schema: _schema, ...spec } = specSchema.parse(JSON.parse(readFileSync(model.spec, 'utf8')));
  const path = resolve(dirname(model.spec), spec.model.path);
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(model.spec));
  writeFileSync(
    copy,
    `${JSON.stringify({ ...spec, end: lastDay, model: { ...spec.model, path } }, null, 2)}\n`,
  );
  return { ...model, spec: copy };
}
