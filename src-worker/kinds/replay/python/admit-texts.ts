import type { RawPredictionList } from '../../../../src-core/kinds/replay/engine/raw-prediction-list.ts';
import { parsePython } from './from-python.ts';

/** Adds outputs and errors that came as JSON, numbered from `first` on. */
export function admitTexts(raw: RawPredictionList, first: number, json: string): void {
  const texts = parsePython(json) as { outputs: Record<string, unknown>; errors: Record<string, string> };
  for (const [row, output] of Object.entries(texts.outputs)) raw.outputs.set(first + Number(row), output);
  for (const [row, error] of Object.entries(texts.errors)) raw.errors.set(first + Number(row), error);
}
