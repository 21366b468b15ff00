import { vi } from 'vitest';

type Call = (...parameters: never[]) => unknown;
type ParametersOf<Part, Name extends keyof Part> = Parameters<Extract<Part[Name], Call>>;

/**
 * Makes a part of the store refuse calls as SQLite does, with an error of that code.
 *
 * @param first what is done of a call before it is refused
 */
export function refuse<Part extends object, Name extends keyof Part & string>(
  part: Part,
  name: Name,
  code: string,
  { times = 1, first }: { times?: number; first?: (...parameters: ParametersOf<Part, Name>) => void } = {},
): void {
  const spy = vi.spyOn(part as Record<string, Call>, name);
  for (let time = 0; time < times; time++) {
    spy.mockImplementationOnce((...parameters: unknown[]) => {
      first?.(...(parameters as ParametersOf<Part, Name>));
      throw Object.assign(new Error(`refused: ${code}`), { code });
    });
  }
}
