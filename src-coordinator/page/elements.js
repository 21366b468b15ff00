/**
 * Makes an element. Text becomes text, never markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | undefined>} attributes those that are false or undefined are left out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/**
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id of an element that index.html has
 * @returns {Kind}
 */
export function byId(id) {
  return /** @type {Kind} */ (document.getElementById(id));
}

/**
 * Replaces what an element holds; the focus stays on what has the same `data-key` afterwards.
 *
 * @param {HTMLElement} parent
 * @param {...(Node | string)} children
 */
export function fill(parent, ...children) {
  const focused = document.activeElement;
  const key = parent.contains(focused) ? focused?.getAttribute('data-key') : undefined;
  parent.replaceChildren(...children);
  if (!key) return;
  /** @type {HTMLElement | null} */
  const same = parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
  same?.focus();
}

/**
 * A table with a header row; the first cell of each row names it.
 *
 * @param {string} name for who hears it
 * @param {{ title: string, isNumber?: boolean }[]} columns
 * @param {(Node | string)[][]} rows
 */
export function table(name, columns, rows) {
  const classOf = (/** @type {number} */ at) => (columns[at]?.isNumber === true ? 'number' : undefined);
  const head = columns.map(({ title }, at) => element('th', { scope: 'col', class: classOf(at) }, title));
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      ...cells.map((cell, at) =>
        at === 0 ? element('th', { scope: 'row' }, cell) : element('td', { class: classOf(at) }, cell),
      ),
    ),
  );
  return element(
    'table',
    {},
    element('caption', { class: 'visually-hidden' }, name),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}

/**
 * @param {Record<string, string | boolean | undefined>} attributes
 * @param {string} words
 * @param {() => void} onPress
 */
export function button(attributes, words, onPress) {
  const made = element('button', { type: 'button', class: 'button', ...attributes }, words);
  made.addEventListener('click', onPress);
  return made;
}
