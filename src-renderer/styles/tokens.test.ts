import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const renderer = fileURLToPath(new URL('..', import.meta.url));
const tokens = readFileSync(`${renderer}/styles/tokens.css`, 'utf8');

/** Relative luminance of WCAG 2.2 of a colour written `#rrggbb`. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Every value that a token has in a theme: the default and those of the palettes. */
function valuesOf(token: string, theme: 'light' | 'dark'): string[] {
  const pattern = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`, 'g');
  const values = [...tokens.matchAll(pattern)].map(([, light = '', dark = '']) =>
    theme === 'light' ? light : dark,
  );
  expect(values, token).not.toEqual([]);
  return values;
}

const surfaces = ['surface-0', 'surface-1', 'surface-2'];
const texts = ['text-1', 'text-2', 'text-3', 'accent', 'good', 'bad', 'warn', 'danger'];
const series = Array.from({ length: 8 }, (_, index) => `series-${index + 1}`);

describe.each(['dark', 'light'] as const)('the %s theme', (theme) => {
  const worst = (token: string, on: readonly string[]): number =>
    Math.min(
      ...valuesOf(token, theme).flatMap((value) =>
        on.flatMap((surface) => valuesOf(surface, theme).map((behind) => contrast(value, behind))),
      ),
    );

  it.each(texts)('has %s readable on window and panel', (token) => {
    expect(worst(token, ['surface-0', 'surface-1'])).toBeGreaterThanOrEqual(4.5);
  });

  it('has words readable on the accent', () => {
    expect(worst('text-on-accent', ['accent'])).toBeGreaterThanOrEqual(4.5);
    expect(worst('text-on-accent', ['accent-hover'])).toBeGreaterThanOrEqual(4.5);
  });

  it.each([...series, 'line-strong'])('has %s visible on every surface', (token) => {
    expect(worst(token, surfaces)).toBeGreaterThanOrEqual(3);
  });
});

describe('style sheets', () => {
  const sheets = globSync('**/*.css', { cwd: renderer }).filter((sheet) => !sheet.endsWith('tokens.css'));

  it.each(sheets)('%s names no colour and no size of its own', (sheet) => {
    const css = readFileSync(`${renderer}/${sheet}`, 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
    expect(css.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|[\d.](?:px|rem)\b/gi) ?? []).toEqual([]);
  });
});
