import { useEffect, useState } from 'preact/hooks';
import { type Failure, get, type ReportRow } from '../api';
import { asFailure, Problem, State } from '../parts';
import { number, place, status } from '../state';

type Node = null | boolean | number | string | Node[] | { [key: string]: Node };
type Obj = { [key: string]: Node };

const isObject = (node: Node | undefined): node is Obj => typeof node === 'object' && node !== null && !Array.isArray(node);

/** An effect with its interval, wherever one stands in a report: {mean, low, high, inputs}. */
interface Effect { name: string; mean: number; low: number; high: number }

function isEstimate(node: Node | undefined): node is Obj {
  return isObject(node) && typeof node['mean'] === 'number' && 'low' in node && 'high' in node;
}

function effects(node: Node | undefined, name = '', found: Effect[] = []): Effect[] {
  if (Array.isArray(node)) {
    node.forEach((one, i) => effects(one, isObject(one) ? [name, one['arm'] ?? one['name'] ?? one['label'] ?? one['against'] ?? ''].filter(Boolean).join(' · ') || String(i) : name, found));
  } else if (isEstimate(node)) {
    found.push({ name, mean: Number(node['mean']), low: Number(node['low'] ?? NaN), high: Number(node['high'] ?? NaN) });
  } else if (isObject(node)) {
    Object.entries(node).forEach(([key, value]) => effects(value, [name, words(key)].filter(Boolean).join(' · '), found));
  }
  return found;
}

const words = (key: string): string => key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function verdicts(node: Node | undefined, found: string[] = []): string[] {
  if (Array.isArray(node)) node.forEach((one) => verdicts(one, found));
  else if (isObject(node)) {
    Object.entries(node).forEach(([key, value]) => {
      if (key === 'verdicts' && Array.isArray(value)) value.forEach((line) => { if (typeof line === 'string') found.push(line); });
      else if (key === 'verdict' && typeof value === 'string') found.push(value);
      else verdicts(value, found);
    });
  }
  return found;
}

/** Effects as points with their intervals, around nothing; those whose interval holds nothing are hollow. */
function Forest({ effects: all }: { effects: Effect[] }) {
  const finite = all.filter((one) => Number.isFinite(one.low) && Number.isFinite(one.high));
  const reach = Math.max(1e-6, ...finite.flatMap((one) => [Math.abs(one.low), Math.abs(one.high)]));
  const at = (value: number): string => `${50 + 48 * Math.max(-1, Math.min(1, value / reach))}%`;
  return (
    <table class="forest">
      <caption>Effects with their intervals, in the report's own units. ◆ the interval leaves out 0; ◇ it does not: nothing can be told.</caption>
      <thead><tr><th scope="col">effect</th><th scope="col" class="plotted"><span class="visually-hidden">interval around 0</span></th><th scope="col">mean [interval]</th></tr></thead>
      <tbody>
        {all.map((one, i) => {
          const told = one.low > 0 || one.high < 0;
          const known = Number.isFinite(one.low) && Number.isFinite(one.high);
          return (
            <tr key={i}>
              <th scope="row"><bdi dir="auto">{one.name}</bdi></th>
              <td class="plotted"><svg class="interval" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
                <line x1="50%" x2="50%" y1="0" y2="16" class="zero" />
                {known ? <line x1={at(one.low)} x2={at(one.high)} y1="8" y2="8" class={told ? 'told' : 'untold'} /> : null}
              </svg><span class="at" aria-hidden="true" style={{ left: at(one.mean) }}>{told ? '◆' : '◇'}</span></td>
              <td>{number(one.mean)} {known ? `[${number(one.low)}, ${number(one.high)}]` : '(no interval: too few clusters)'}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
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
          {told.length ? <><h3>What can be said</h3><ul class="verdicts">{told.map((line, i) => <li key={i}><bdi dir="auto">{line}</bdi></li>)}</ul></> : <State>This report holds no verdict.</State>}
          {reactions.map((reaction, i) => {
            const inner = isObject(reaction['reaction']) ? reaction['reaction'] : reaction;
            const found = effects(inner);
            return found.length ? <Forest key={i} effects={found.slice(0, 120)} /> : null;
          })}
          {isObject(report['field']) && effects(report['field']).length ? <Forest effects={effects(report['field']).slice(0, 120)} /> : null}
          {isObject(report['training']) && effects(report['training']).length ? <Forest effects={effects(report['training']).slice(0, 120)} /> : null}
          <details><summary>All numbers, as JSON</summary><pre class="log"><bdi dir="auto">{JSON.stringify(report, null, 1).slice(0, 200_000)}</bdi></pre></details>
        </article>
      ) : id || !rows?.length ? null : <State>Choose a report.</State>}
    </section>
  );
}
