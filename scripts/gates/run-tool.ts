import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

export interface ToolResult {
  status: number;
  output: string;
}

/** Runs a tool of node_modules/.bin in the repository and returns its exit status and all it printed. */
export function runTool(tool: string, parameters: readonly string[]): ToolResult {
  const script = fileURLToPath(new URL(`../../node_modules/.bin/${tool}`, import.meta.url));
  const result = spawnSync(process.platform === 'win32' ? `${script}.cmd` : script, [...parameters], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  return { status: result.status ?? 1, output: `${result.stdout}${result.stderr}` };
}

/** Ends the gate with a message when `condition` does not hold. */
export function require(condition: boolean, message: string, output = ''): void {
  if (condition) return;
  console.error(output);
  console.error(`✕ ${message}`);
  process.exit(1);
}

/** The TypeScript files that git knows or could know in these folders. */
export function typescriptFiles(folders: readonly string[]): string[] {
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...folders], {
    cwd: repository,
    encoding: 'utf8',
  });
  return listed.stdout
    .split('\n')
    .filter((file) => /(?<!\.d)\.tsx?$/.test(file) && !file.includes('negative-controls'));
}
