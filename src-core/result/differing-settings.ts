/** A setting of several runs; undefined where a run does not have it. */
export interface ComparedSetting {
  /** Where it stands: `model.path`. */
  readonly path: string;
  /** As JSON, text without its quotes. */
  readonly values: readonly (string | undefined)[];
}

/** The settings in which configurations differ, in the order in which they are first met. */
export function differingSettings(configs: readonly unknown[]): ComparedSetting[] {
  return allSettings(configs).filter(({ values }) => new Set(values).size > 1);
}

/** Every setting that a configuration has, in the order in which they are first met. */
export function allSettings(configs: readonly unknown[]): ComparedSetting[] {
  const flat = configs.map((config) => new Map(leaves(config, '')));
  const paths = new Set(flat.flatMap((settings) => [...settings.keys()]));
  return [...paths].map((path) => ({ path, values: flat.map((settings) => settings.get(path)) }));
}

function leaves(value: unknown, path: string): [string, string][] {
  // A list is one setting: its places say nothing by themselves.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
