import { expect, it } from 'vitest';
import { isSupported } from './electron-support.ts';

it.each([
  ['45.4.1', '45.9.0', true],
  ['45.4.1', '47.0.0', true],
  ['45.4.1', '48.0.0', false],
])('Electron %s is mended while %s is the latest: %s', (version, latest, expected) => {
  expect(isSupported(version, latest)).toBe(expected);
});
