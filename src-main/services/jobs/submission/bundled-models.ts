import { mkdir, readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTextDurably } from '../../files/durable-files.ts';
import type { Home } from '../../home/home.ts';

/** A model that ships with Hindcast. */
export interface BundledModel {
  /** As a spec names it: `examples/models/mean-reversion.ts`. */
  readonly path: string;
  /** The first sentence of its first comment, else its name. */
  readonly title: string;
  /** Programming language, by its own name. */
  readonly language: string;
}

const source = fileURLToPath(new URL('../../../../examples/models/', import.meta.url));
const place = 'examples/models';

const languages: Readonly<Record<string, string>> = {
  '.js': 'JavaScript',
  '.mjs': 'JavaScript',
  '.ts': 'TypeScript',
  '.mts': 'TypeScript',
  '.py': 'Python',
};

/** The models that ship with Hindcast, by title. */
export async function bundledModels(): Promise<BundledModel[]> {
  const models = (await modelFiles()).map(async (name): Promise<BundledModel> => {
    const title = titleOf(await readFile(join(source, name), 'utf8')) ?? name;
    return { path: `${place}/${name}`, title, language: languages[extname(name)] ?? '' };
  });
  const byTitle = (left: BundledModel, right: BundledModel): number =>
    left.title.localeCompare(right.title, 'en') || left.language.localeCompare(right.language, 'en');
  return (await Promise.all(models)).sort(byTitle);
}

/** The folder of a home in which bundled models run. */
export function bundledModelsFolder(home: Home): string {
  return join(home.root, ...place.split('/'));
}

/**
 * Puts a bundled model into the home, where jobs find it however long they are kept: an application that is updated, or
 * that unpacks itself somewhere else at each start, does not keep its own files in place.
 *
 * @returns whether there is a bundled model of that name
 */
export async function provideBundledModel(home: Home, name: string): Promise<boolean> {
  if (!(await modelFiles()).includes(name)) return false;
  const folder = bundledModelsFolder(home);
  const target = join(folder, name);
  const text = await readFile(join(source, name), 'utf8');
  if ((await readFile(target, 'utf8').catch(() => undefined)) === text) return true;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeTextDurably(target, text);
  return true;
}

async function modelFiles(): Promise<string[]> {
  return (await readdir(source)).filter((name) => extname(name) in languages);
}

/** The first sentence of the first comment for readers, `/** … *\/` or `"""…"""`. */
function titleOf(code: string): string | undefined {
  const comment = /\/\*\*([\s\S]*?)\*\/|"""([\s\S]*?)"""/.exec(code);
  const text = (comment?.[1] ?? comment?.[2] ?? '').replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
  const sentence = /^.*?(?=\.(?:\s|$))/.exec(text)?.[0] ?? text;
  return sentence === '' ? undefined : sentence;
}
