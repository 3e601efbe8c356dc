import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { useEffect, useRef, useState } from 'preact/hooks';
import { tags } from './tags';
import { type Failure, post, type Rows } from '../api';
import { asFailure, Needs, Problem, State } from '../parts';
import { count, go, link, number, place, status } from '../state';

const WORDS = /^(match|optional|where|return|with|order|by|limit|skip|unwind|call|yield|create|merge|set|delete|detach|remove|foreach|union|all|as|and|or|not|in|is|null|desc|asc|distinct|case|when|then|else|end|exists|count|starts|ends|contains|explain|profile)\b/i;

const cypher = StreamLanguage.define<null>({
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^\/\/.*/)) return 'comment';
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string';
    if (stream.match(/^\d+(?:\.\d+)?/)) return 'number';
    if (stream.match(/^\$[A-Za-z_]\w*/)) return 'variableName';
    if (stream.match(/^:[A-Za-z_`]\w*/)) return 'typeName';
    if (stream.match(WORDS)) return 'keyword';
    if (stream.match(/^[\p{L}_]\w*/u)) return null;
    stream.next();
    return null;
  },
});

const EXAMPLES: [string, string][] = [
  ['The largest basins', 'MATCH (b:Basin {level: 0})\nRETURN b.label AS basin, b.size AS thoughts, round(b.depth, 3) AS depth\nORDER BY thoughts DESC LIMIT 20'],
  ['What leads on from a token', 'MATCH (t:Token {text: $word})-[l:LEADS_TO]->(n)\nRETURN n.text AS next, l.count AS times, round(l.npmi, 3) AS npmi\nORDER BY npmi DESC LIMIT 20'],
  ['Documents with the most thoughts between basins', "MATCH (d:Document)-[:HAS]->(t:Thought {zone: 'unstable'})\nRETURN d.title AS document, count(t) AS thoughts ORDER BY thoughts DESC LIMIT 20"],
  ['Ask the probe', "CALL stellator.probe('A theory is tested by what it forbids.')"],
  ['Stored paths', 'MATCH (p:Path)-[:LEADS_INTO]->(b:Basin)\nMATCH (p)-[s:STEP]->(t:Token)\nWITH p, b, s, t ORDER BY s.ordinal\nRETURN b.label AS basin, round(p.energy, 3) AS energy, collect(t.text) AS tokens LIMIT 20'],
];

/** The editor, in a shadow root: its styles are its own sheet there, which the page's policy allows. */
function Editor({ text, onText, onRun }: { text: string; onText: (text: string) => void; onRun: () => void }) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const run = useRef(onRun);
  run.current = onRun;
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' });
    const parent = document.createElement('div');
    root.append(parent);
    const theme = EditorView.theme({
      '&': { color: 'inherit', backgroundColor: 'transparent', fontSize: '15px' },
      '.cm-content': { caretColor: 'currentColor', fontFamily: 'ui-monospace, monospace', minHeight: '6.5em' },
      '.cm-cursor': { borderLeftColor: 'currentColor' },
      '.cm-gutters': { color: 'inherit', opacity: '0.65', backgroundColor: 'transparent', border: 'none' },
      '&.cm-focused': { outline: '2px solid #5b93d1' },
      '.cm-placeholder': { color: 'inherit', opacity: '0.7' },
    });
    const highlight = HighlightStyle.define([
      { tag: tags.keyword, fontWeight: '700' }, { tag: tags.string, color: 'var(--accent)' }, { tag: tags.typeName, color: 'var(--link)' },
      { tag: tags.comment, fontStyle: 'italic', opacity: '0.75' },
    ]);
    const editor = new EditorView({
      parent, root: root as unknown as Document,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(), history(), cypher, syntaxHighlighting(highlight), theme, EditorView.lineWrapping, placeholder('MATCH …'),
          EditorView.contentAttributes.of({ 'aria-label': 'Cypher query. Control-Enter runs it; Escape, then Tab leaves the editor.' }),
          keymap.of([{ key: 'Mod-Enter', run: () => { run.current(); return true; } }, ...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => { if (update.docChanged) onText(update.state.doc.toString()); }),
        ],
      }),
    });
    view.current = editor;
    return () => { editor.destroy(); parent.remove(); };
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== text) editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  return <div ref={host} class="editor" />;
}

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return value.length > 400 ? `${value.slice(0, 400)}…` : value;
  if (Array.isArray(value) && value.length > 24 && typeof value[0] === 'number') return `[${value.slice(0, 4).join(', ')}, … ${value.length} numbers]`;
  const text = JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
};

export function CypherView() {
  const needs = Needs({ basins: false });
  const [text, setText] = useState(place.value.query.get('q') ?? EXAMPLES[0]![1]);
  const [word, setWord] = useState(place.value.query.get('word') ?? 'theory');
  const [rows, setRows] = useState<Rows | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [write, setWrite] = useState(false);
  const unlocked = status.value?.unlocked ?? false;
  const run = (): void => {
    setBusy(true);
    go(link('cypher', { q: text, ...(text.includes('$word') ? { word } : {}) }), true);
    void post<Rows>('cypher', { query: text, parameters: text.includes('$word') ? { word } : {}, write: write && unlocked })
      .then((found) => { setRows(found); setFailure(null); }).catch((error: unknown) => { setRows(null); setFailure(asFailure(error)); }).finally(() => setBusy(false));
  };
  const unlock = (open: boolean): void => {
    void post<{ unlocked: boolean }>('session', { unlocked: open }).then((now) => {
      if (status.value) status.value = { ...status.value, unlocked: now.unlocked };
      setWrite(now.unlocked);
    }).catch((error: unknown) => setFailure(asFailure(error)));
  };
  return (
    <section aria-labelledby="title">
      <h1 id="title">Cypher</h1>
      {needs ?? (
        <>
          <div class="fields">
            <div><label for="example">Cookbook</label>
              <select id="example" onChange={(event) => { const chosen = EXAMPLES[Number(event.currentTarget.value)]; if (chosen) setText(chosen[1]); }}>
                {EXAMPLES.map(([name], i) => <option key={name} value={i}>{name}</option>)}
              </select></div>
            {text.includes('$word') ? <div><label for="word">$word</label><input id="word" dir="auto" value={word} onInput={(event) => setWord(event.currentTarget.value)} /></div> : null}
          </div>
          <Editor text={text} onText={setText} onRun={run} />
          <p class="actions">
            <button type="button" onClick={run} disabled={busy}>Run</button>{' '}
            {status.value?.readOnly ? <span class="meta">read-only server</span> : (
              <label><input type="checkbox" checked={unlocked} onChange={(event) => unlock(event.currentTarget.checked)} /> let queries of this session change the graph</label>
            )}
          </p>
          <Problem failure={failure} />
          {busy ? <State><span class="spin" aria-hidden="true" /> asking…</State> : null}
          {rows ? (
            <>
              <p class="meta" role="status">{count(rows.rows.length)} rows{rows.left ? ', and more that are left out: add LIMIT, or use the command' : ''}, {number(rows.seconds, 2)} s
                {Object.entries(rows.changes).map(([what, times]) => `, ${times} ${what}`).join('')}</p>
              <div class="scroll" tabIndex={0} role="region" aria-label="Answer">
                <table><thead><tr>{rows.columns.map((column) => <th scope="col" key={column}>{column}</th>)}</tr></thead>
                  <tbody>{rows.rows.map((row, i) => <tr key={i}>{row.map((value, k) => <td key={k}><bdi dir="auto">{cell(value)}</bdi></td>)}</tr>)}</tbody></table>
              </div>
            </>
          ) : null}
        </>
      )}
    </section>
  );
}
