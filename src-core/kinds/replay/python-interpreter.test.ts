import { expect, it } from 'vitest';
import { pythonInterpreter } from './python-interpreter.ts';

const isFolder = (path: string): boolean => path.endsWith('venv');

it.each([
  [undefined, 'python3', 'python'],
  ['python3.12', 'python3.12', 'python3.12'],
  ['/opt/venv', '/opt/venv/bin/python', '/opt/venv\\Scripts\\python.exe'],
])('the choice %j means one interpreter', (chosen, elsewhere, onWindows) => {
  expect(pythonInterpreter(chosen, { isWindows: false, isFolder })).toBe(elsewhere);
  expect(pythonInterpreter(chosen, { isWindows: true, isFolder })).toBe(onWindows);
});
