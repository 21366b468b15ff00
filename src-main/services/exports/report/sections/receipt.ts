import { formatCount, formatSeconds } from '../../../../../src-core/result/format-figure.ts';
import { markup, type Html } from '../html.ts';
import { section, table, words, type RunSection } from './section.ts';

/** Every hash and version that the result depends on, so that anyone can compute it again. */
export const receiptSection: RunSection = ({ receipt, timings_seconds: timings }, id) => {
  const { files, model_files: modelFiles, dataset_version_ids: datasets, runtime, ...plain } = receipt;
  const lines: (readonly [string, string])[] = [
    ...Object.entries(plain).map(([name, value]) => [words(name), value] as const),
    ...Object.entries(datasets).map(([feed, version]) => [`Dataset ${feed}`, version] as const),
    ...Object.entries(modelFiles).map(([file, hash]) => [`Model file ${file}`, hash] as const),
    ...Object.entries(runtime).map(([name, version]) => [`Runtime ${name}`, version] as const),
    ...Object.entries(timings).map(
      ([name, seconds]) => [`Time ${words(name).toLowerCase()}`, formatSeconds(seconds)] as const,
    ),
  ];
  const textId = `${id}-receipt-json`;
  return section(
    'Receipt',
    markup`<p class="hint">
      What the result was made from. The same inputs give the same strict hash; the canonical hash also agrees
      across machines that differ in a last bit.
    </p>`,
    markup`<dl class="receipt">
      ${lines.map(
        ([name, value]) =>
          markup`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`,
    filesTable(files),
    copyable(textId, 'Receipt as JSON', 'receipt', receipt),
  );
};

/** The spec that was run, as JSON. */
export const configurationSection: RunSection = ({ config }, id) =>
  section('Configuration', copyable(`${id}-config-json`, 'Configuration as JSON', 'configuration', config));

function copyable(id: string, title: string, what: string, value: unknown): Html {
  return markup`<details>
      <summary>${title}</summary>
      <pre id="${id}" tabindex="0">${JSON.stringify(value, null, 2)}</pre>
    </details>
    <p class="actions"><button type="button" data-copy="${id}">Copy ${what}</button></p>`;
}

function filesTable(
  files: readonly { path: string; sha256: string; size_bytes: number; rows: number }[],
): Html {
  const head = markup`<tr>
    <th scope="col">File</th>
    <th scope="col" class="number">Rows</th>
    <th scope="col" class="number">Bytes</th>
    <th scope="col">SHA-256</th>
  </tr>`;
  const rows = files.map(
    (file) =>
      markup`<tr>
        <th scope="row">${file.path}</th>
        <td class="number">${formatCount(file.rows)}</td>
        <td class="number">${formatCount(file.size_bytes)}</td>
        <td class="hash">${file.sha256}</td>
      </tr>`,
  );
  const title = `${formatCount(files.length)} candle ${files.length === 1 ? 'file' : 'files'}`;
  return markup`<details>
    <summary>${title}</summary>
    ${table('Candle files of the run', head, rows, 'long')}
  </details>`;
}
