import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** What a stack begins with where Node knows the place: the file and the line. */
const headOfStack = /^(.*):(\d+)\n/;

/**
 * Where in a user's file a syntax error is: " in line 3", with the file where it is another one. Empty where nobody
 * knows: V8 does not say it of ES modules, of which the file itself is parsed once more, by what strips types.
 */
export function placeOfSyntaxError(cause: SyntaxError, path: string): string {
  const [, file = '', line] = headOfStack.exec(cause.stack ?? '') ?? [];
  if (line === undefined) return placeByParsing(path);
  return file.endsWith(path) ? ` in line ${line}` : ` in line ${line} of ${file}, which it imports`;
}

function placeByParsing(path: string): string {
  // It warns that it is new, which is nothing to the user, whose run has failed.
  process.removeAllListeners('warning');
  try {
    stripTypeScriptTypes(readFileSync(path, 'utf8'));
    return '';
  } catch (error) {
    const line = headOfStack.exec((error as Error).stack ?? '')?.[2];
    return line === undefined ? '' : ` in line ${line}`;
  }
}
