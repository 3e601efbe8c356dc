import { useEffect, useState } from 'preact/hooks';
import { type Failure, get, type ReportRow } from '../api';
import { asFailure, Problem, State, Text } from '../parts';
import { number, place, status } from '../state';

type Node = null | boolean | number | string | Node[] | { [key: string]: Node };
type Obj = { [key: string]: Node };

const isObject = (node: Node | undefined): node is Obj => typeof node === 'object' && node !== null && !Array.isArray(node);

/** Sentences that a report says of the whole, wherever they stand. */
function verdicts(node: Node | undefined, found: string[] = []): string[] {
  if (Array.isArray(node)) node.forEach((one) => verdicts(one, found));
  else if (isObject(node)) {
    Object.entries(node).forEach(([key, value]) => {
      if (key === 'verdicts' && Array.isArray(value)) value.forEach((line) => { if (typeof line === 'string') found.push(line); });
      else if (key !== 'comparisons' && key !== 'reactions' && key !== 'reaction') verdicts(value, found);
    });
  }
  return found;
}

const text = (node: Node | undefined): string =>
  typeof node === 'string' ? node : isObject(node) ? Object.values(node).filter((value) => typeof value === 'string' || typeof value === 'number').join(': ') : String(node ?? '');

interface Comparison { measure: string; arm: string; control: string; mean: number; low: number | null; high: number | null; p: number | null; q: number | null; primary: boolean; verdict: string }

function comparisons(reaction: Obj): Comparison[] {
  const all = Array.isArray(reaction['comparisons']) ? reaction['comparisons'].filter(isObject) : [];
  return all.map((one) => {
    const difference = isObject(one['difference']) ? one['difference'] : {};
    const value = (node: Node | undefined): number | null => typeof node === 'number' ? node : null;
    return {
      measure: text(one['measure']), arm: text(one['arm']), control: text(one['control']), mean: value(difference['mean']) ?? NaN,
      low: value(difference['low']), high: value(difference['high']), p: value(one['p']), q: value(one['q']), primary: one['primary'] === true,
      verdict: text(one['verdict']),
    };
  }).sort((a, b) => Number(b.primary) - Number(a.primary));
}

/** Effects as points with their intervals, around nothing; where an interval holds nothing, or there is none, the point is hollow. */
function Forest({ rows }: { rows: Comparison[] }) {
  const reach = Math.max(1e-6, ...rows.flatMap((one) => [one.low, one.high, one.mean].filter((value): value is number => value !== null && Number.isFinite(value)).map(Math.abs)));
  const at = (value: number): string => `${50 + 48 * Math.max(-1, Math.min(1, value / reach))}%`;
  return (
    <table class="forest">
      <caption>Each arm against its control, in nats. ◆ the interval leaves out 0; ◇ it does not, or there is none: nothing can be told yet.</caption>
      <thead><tr><th scope="col">what, against what</th><th scope="col" class="plotted"><span class="visually-hidden">interval around 0</span></th><th scope="col">difference [interval]</th><th scope="col">what it says</th></tr></thead>
      <tbody>
        {rows.map((one, i) => {
          const told = one.low !== null && one.high !== null && (one.low > 0 || one.high < 0);
          return (
            <tr key={i}>
              <th scope="row">{one.primary ? <strong>{one.measure}</strong> : one.measure}<p class="meta"><bdi dir="auto">{one.arm}</bdi> against <bdi dir="auto">{one.control}</bdi></p></th>
              <td class="plotted"><svg class="interval" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
                <line x1="50%" x2="50%" y1="0" y2="16" class="zero" />
                {one.low !== null && one.high !== null ? <line x1={at(one.low)} x2={at(one.high)} y1="8" y2="8" class={told ? 'told' : 'untold'} /> : null}
              </svg>{Number.isFinite(one.mean) ? <span class="at" aria-hidden="true" style={{ left: at(one.mean) }}>{told ? '◆' : '◇'}</span> : null}</td>
              <td>{number(one.mean)} {one.low === null ? '' : `[${number(one.low)}, ${number(one.high)}]`}</td>
              <td>{one.verdict}<p class="meta">p {number(one.p, 4)}{one.q === null ? '' : `, q ${number(one.q, 4)}`}</p></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Reaction({ reaction }: { reaction: Obj }) {
  const lines = (key: string): string[] => Array.isArray(reaction[key]) ? reaction[key].map(text).filter(Boolean) : [];
  const rows = comparisons(reaction);
  const said = Array.isArray(reaction['continuations']) ? reaction['continuations'].filter(isObject) : [];
  return (
    <>
      <h3>What can be said</h3>
      <ul class="verdicts">{lines('verdicts').map((line, i) => <li key={i}><bdi dir="auto">{line}</bdi></li>)}</ul>
      {lines('open').length ? <><h3>What cannot be told yet, and what it would take</h3><ul>{lines('open').map((line, i) => <li key={i}><bdi dir="auto">{line}</bdi></li>)}</ul></> : null}
      {rows.length ? <Forest rows={rows} /> : null}
      {said.length ? (
        <details><summary>What the model wrote, arm by arm</summary>
          <dl>{said.map((one, i) => <div key={i}><dt>{text(one['arm'])}</dt><dd><Text text={text(one['text'])} /></dd></div>)}</dl></details>
      ) : null}
      {lines('notes').length ? <p class="meta">{lines('notes').join(' ')}</p> : null}
    </>
  );
}

export function MeasureView() {
  const [rows, setRows] = useState<ReportRow[] | null>(null);
  const [report, setReport] = useState<Obj | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = place.value.id;
  useEffect(() => { void get<ReportRow[]>('reports').then(setRows).catch((error: unknown) => setFailure(asFailure(error))); }, [status.value?.generation, status.value?.jobs]);
  useEffect(() => {
    setReport(null);
    if (id) void get<Obj>(`reports/${id}`).then((found) => { setReport(found); setFailure(null); }).catch((error: unknown) => setFailure(asFailure(error)));
  }, [id]);
  const told = report ? verdicts(report) : [];
  const reactions = report ? (Array.isArray(report['reactions']) ? report['reactions'] : [report['reaction'] ?? null]).filter(isObject) : [];
  return (
    <section aria-labelledby="title">
      <h1 id="title">Measure</h1>
      <Problem failure={failure} />
      {rows === null ? <State>Reading…</State> : rows.length === 0 ? (
        <State>Nothing was measured yet. <a href="#/jobs?command=react">Measure a stored path</a>, or start <code>stellator run FOLDER</code>.</State>
      ) : (
        <ul class="reports">{rows.map((row) => <li key={row.id}><a href={`#/measure/${row.id}`} aria-current={row.id === id ? 'page' : undefined}><bdi dir="auto">{row.title}</bdi></a> <span class="meta">{new Date(row.written).toLocaleString()}</span></li>)}</ul>
      )}
      {report ? (
        <article>
          <h2><bdi dir="auto">{String(report['title'] ?? id)}</bdi></h2>
          {told.length ? <ul class="verdicts">{told.map((line, i) => <li key={i}><bdi dir="auto">{line}</bdi></li>)}</ul> : null}
          {reactions.map((reaction, i) => <Reaction key={i} reaction={isObject(reaction['reaction']) ? reaction['reaction'] : reaction} />)}
          <details><summary>All numbers, as JSON</summary><pre class="log"><bdi dir="auto">{JSON.stringify(report, null, 1).slice(0, 200_000)}</bdi></pre></details>
        </article>
      ) : id || !rows?.length ? null : <State>Choose a report.</State>}
    </section>
  );
}
