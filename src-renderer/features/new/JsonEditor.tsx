import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { linter, lintKeymap } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';

/** Colours are the tokens', so the editor follows the theme by itself. */
const look = [
  EditorView.theme({
    '&': { height: '100%', color: 'var(--text-1)', backgroundColor: 'var(--surface-0)' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', fontSize: 'var(--text-size-table)' },
    '.cm-content': { caretColor: 'var(--text-1)' },
    '.cm-gutters': {
      backgroundColor: 'var(--surface-1)',
      color: 'var(--text-3)',
      borderRight: 'var(--border) solid var(--line)',
    },
    '&.cm-focused': { outline: 'var(--focus-width) solid var(--accent)' },
    '&.cm-focused .cm-cursor': { borderLeftColor: 'var(--text-1)' },
    '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
      backgroundColor: 'var(--accent-faint)',
    },
    '.cm-tooltip': {
      backgroundColor: 'var(--surface-2)',
      color: 'var(--text-1)',
      border: 'var(--border) solid var(--line)',
    },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--accent)' },
      { tag: tags.string, color: 'var(--text-1)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
    ]),
  ),
];

/** Without the keys that run the backtest. */
const quietKeymap = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');

/** A text of JSON with line numbers, brackets that match and errors where they are. Tab leaves it, as in any field. */
export default function JsonEditor({
  label,
  text,
  onChange,
}: {
  label: string;
  text: string;
  onChange: (text: string) => void;
}) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ text, onChange });
  useEffect(() => {
    latest.current = { text, onChange };
  });
  useEffect(() => {
    if (parent.current === null) return undefined;
    // In a tree of its own the editor's styles are adopted sheets; in the page they would be style elements, which the
    // content security policy refuses.
    const root = parent.current.shadowRoot ?? parent.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          lineNumbers(),
          history(),
          bracketMatching(),
          json(),
          linter(jsonParseLinter()),
          keymap.of([...quietKeymap, ...historyKeymap, ...lintKeymap]),
          // Said though it goes without saying: a text that scrolls has to be reachable.
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            // What the form has written comes in through `text`: only what was typed goes out.
            if (update.docChanged && update.state.doc.toString() !== latest.current.text) {
              latest.current.onChange(update.state.doc.toString());
            }
          }),
          look,
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  return <div ref={parent} style={{ height: '100%' }} />;
}
