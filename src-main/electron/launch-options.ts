import { parseArgs } from 'node:util';

export interface LaunchOptions {
  readonly home: string | undefined;
  /** Look whether everything a run needs works here, say so, and end. */
  readonly selfCheck: boolean;
  readonly devTools: boolean;
}

/** Reads the arguments of the application; what it does not know is for Chromium, or of a shortcut long gone. */
export function launchOptions(parameters: readonly string[]): LaunchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    strict: false,
    options: {
      home: { type: 'string' },
      'self-check': { type: 'boolean' },
      devtools: { type: 'boolean' },
    },
  });
  return {
    home: typeof values.home === 'string' ? values.home : undefined,
    selfCheck: values['self-check'] === true,
    devTools: values.devtools === true,
  };
}
