import { useEffect, useState } from 'preact/hooks';
import { type Failure, type FieldNumbers, type FieldRow, get } from '../api';
import { asFailure, Chart, Problem, State } from '../parts';
import { count, go, number, place, short, status } from '../state';

type Matrix = (number | null)[][];

/** What a heat map can show: a word for it, what it says, and its numbers by layer and head. */
interface Part { name: string; says: string; rows: Matrix }

const SHOWN = 0;
const NEXT = 1;
const PREVIOUS = 2;
const FAR = 3;

const minus = (a: Matrix, b: Matrix): Matrix => a.map((row, layer) => row.map((value, head) => (value ?? 0) - (b[layer]?.[head] ?? 0)));
const same = (a: Matrix, b: Matrix): boolean => JSON.stringify(a) === JSON.stringify(b);

function partsOf(field: FieldNumbers): Part[] {
  const [on, next, previous, off] = [SHOWN, NEXT, PREVIOUS, FAR].map((at) => field.nats[at] ?? []) as [Matrix, Matrix, Matrix, Matrix];
  const parts = [
    { name: 'on − off', says: 'how much more the shown step is attended than the others, nats', rows: minus(on, off) },
    { name: 'on', says: 'added to the scores of the step that is shown, nats', rows: on },
    { name: 'off', says: 'added to the scores of the other steps, nats', rows: off },
  ];
  if (!same(next, off)) parts.push({ name: 'next', says: 'added to the scores of the step after the shown one, nats', rows: next });
  if (!same(previous, off)) parts.push({ name: 'previous', says: 'added to the scores of the step before the shown one, nats', rows: previous });
  if (field.contrast.length) parts.push({ name: 'contrast', says: 'the part of what the rail displaces that comes from the rail’s own mean, not from the text', rows: field.contrast });
  if (field.emphasis.length) parts.push({ name: 'emphasis', says: 'what the rail gives counts one and this much', rows: field.emphasis });
  return parts;
}

const signed = (value: number | null): string => value === null ? '–' : `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(1)}`;
const mean = (row: (number | null)[]): number => row.reduce<number>((sum, value) => sum + (value ?? 0), 0) / Math.max(1, row.length);

/** Numbers by layer and head: each cell is its number, and its colour says the same again. */
function Heat({ part, lowest }: { part: Part; lowest: number }) {
  const seen = part.rows.map((row, layer) => ({ layer, row })).slice(lowest);
  const reach = Math.max(1e-6, ...seen.flatMap(({ row }) => row.map((value) => Math.abs(value ?? 0))));
  const heads = seen[0]?.row.length ?? 0;
  const far = seen.flatMap(({ layer, row }) => row.map((value, head) => ({ layer, head, value: value ?? 0 })))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
  return (
    <>
      <p>{part.name}: {part.says}. {far ? `Farthest from 0 is layer ${far.layer}, head ${far.head}: ${signed(far.value)}.` : ''}</p>
      <p class="meta">Layers below {lowest} do not see the rail. Blue with + raises, red with − lowers.</p>
      <div class="scroll heat" tabIndex={0} role="region" aria-label="Numbers by layer and head">
        <table>
          <thead><tr><th scope="col">layer</th>{Array.from({ length: heads }, (_, head) => <th scope="col" key={head}><span class="visually-hidden">head </span>{head}</th>)}<th scope="col">mean</th></tr></thead>
          <tbody>
            {seen.map(({ layer, row }) => (
              <tr key={layer}>
                <th scope="row">{layer}</th>
                {row.map((value, head) => (
                  <td key={head} class={(value ?? 0) < 0 ? 'lowers' : 'raises'} style={{ '--much': `${Math.round(40 * Math.min(1, Math.abs(value ?? 0) / reach))}%` }}>{signed(value)}</td>
                ))}
                <td>{signed(mean(row))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** What remains of the order with each band of layers closed, beside the whole. */
function Bands({ field }: { field: FieldNumbers }) {
  const { bands, order } = field.provenance;
  if (!bands.length) return <p class="meta">It was not measured what remains with layers closed.</p>;
  const reach = Math.max(1e-6, order ?? 0, ...bands.map((band) => band.order ?? 0));
  const bar = (value: number | null) => <meter min={0} max={reach} value={Math.max(0, value ?? 0)} aria-hidden="true" />;
  return (
    <>
    <p>The less of the order remains, the more the closed band does.</p>
    <table class="bands">
      <caption>Order on unseen paths, nats</caption>
      <thead><tr><th scope="col">closed</th><th scope="col">order</th><th scope="col"><span class="visually-hidden">as a bar</span></th></tr></thead>
      <tbody>
        {order === null ? null : <tr><th scope="row">none</th><td>{number(order)}</td><td>{bar(order)}</td></tr>}
        {bands.map((band) => <tr key={band.first}><th scope="row">layers {band.first}–{band.last}</th><td>{number(band.order)}</td><td>{bar(band.order)}</td></tr>)}
      </tbody>
    </table>
    </>
  );
}

function Origin({ field, row }: { field: FieldNumbers; row: FieldRow | undefined }) {
  const from = field.provenance;
  const told: [string, preact.ComponentChildren][] = [
    ['model', <><bdi dir="auto">{from.model}</bdi> <code>{short(from.fingerprint)}</code></>],
    ['learned on', from.corpora.length ? <bdi dir="auto">{from.corpora.join('; ')}</bdi> : 'nothing yet'],
    ['learning', `${count(from.paths)} paths, ${count(from.steps)} steps, seed ${from.seed}`],
    ['budget', `${number(from.budget, 2)} nats a subword, mean KL to the base model`],
  ];
  if (from.start) told.push(['begun from', <bdi dir="auto">{from.start}</bdi>]);
  if (from.order !== null) told.push(['on unseen paths', `order ${number(from.order)} nats at KL ${number(from.kl)}${from.handSet === null ? '' : `; a hand-set rail there ${number(from.handSet)}`}`]);
  if (field.maps.length) told.push(['maps of values', `in ${field.maps.length} layers, rank ${field.maps[0]!.down.length}`]);
  if (field.strengths.length) told.push(['direction sweep', `in ${field.strengths.filter((value) => value !== 0).length} layers`]);
  if (field.gates.length) told.push(['gates', `in ${field.gates.length} layers`]);
  return (
    <>
      <h2><bdi dir="auto">{from.name}</bdi> <span class="meta">{row?.inUse ? '● in use' : '○ not in use'}</span></h2>
      <dl>{told.map(([what, value]) => <div key={what}><dt>{what}</dt><dd>{value}</dd></div>)}</dl>
    </>
  );
}

function List({ rows, open }: { rows: FieldRow[]; open: string }) {
  const named = status.value?.graph?.field;
  return (
    <>
      <h2>Fields</h2>
      <ul class="reports">
        {rows.map((row) => (
          <li key={`${row.shipped}${row.name}`}>
            <a href={`#/field/${encodeURIComponent(row.name)}`} aria-current={row.name === open ? 'true' : undefined}><bdi dir="auto">{row.name}</bdi></a>
            {' '}<span class="meta">{row.inUse ? '● in use' : '○'} · {row.shipped ? 'comes with the program' : 'learned here'} · for <bdi dir="auto">{row.model}</bdi>{row.order === null ? '' : ` · order ${number(row.order)}`}</span>
          </li>
        ))}
      </ul>
      {named && !rows.some((row) => row.name === named) ? <p>The graph names <bdi dir="auto">{named}</bdi>, but its file is gone. Learn one anew, or copy the file back.</p> : null}
      <p class="meta">A field is learned in <a href="#/jobs?command=train">Jobs</a> from the corpus’s paths. It is put to use where it is better than the one before on paths that neither saw.</p>
    </>
  );
}

function One({ field, row }: { field: FieldNumbers; row: FieldRow | undefined }) {
  const parts = partsOf(field);
  const part = parts.find((one) => one.name === place.value.query.get('part')) ?? parts[0]!;
  const curve = field.provenance.curve;
  return (
    <>
      <Origin field={field} row={row} />
      <h2>Gains by layer and head</h2>
      <p><label for="part">Show</label>{' '}
        <select id="part" value={part.name} onChange={(event) => go(`#/field/${encodeURIComponent(field.provenance.name)}?${new URLSearchParams({ part: event.currentTarget.value }).toString()}`, true)}>
          {parts.map((one) => <option key={one.name} value={one.name}>{one.name}</option>)}
        </select></p>
      <Heat part={part} lowest={field.lowest} />
      <h2>What remains with layers closed</h2>
      <Bands field={field} />
      <h2>How it was learned</h2>
      {curve.length > 1
        ? <Chart title={`Order of each step on its own batch, nats; first ${number(curve[0])}, last ${number(curve[curve.length - 1])}`} x={curve.map((_, i) => i + 1)} lines={[{ label: 'order', values: curve }]} xLabel="step" yLabel="nats" />
        : <p class="meta">Its file holds no curve.</p>}
    </>
  );
}

export function FieldView() {
  const [rows, setRows] = useState<FieldRow[] | null>(null);
  const [field, setField] = useState<FieldNumbers | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [listFailure, setListFailure] = useState<Failure | null>(null);
  const asked = place.value.id;
  const name = asked || rows?.find((row) => row.inUse)?.name || '';
  useEffect(() => {
    void get<FieldRow[]>('fields').then((all) => { setRows(all); setListFailure(null); }).catch((error: unknown) => setListFailure(asFailure(error)));
  }, [status.value?.generation]);
  useEffect(() => {
    setField(null);
    setFailure(null);
    if (!name) return undefined;
    const stop = new AbortController();
    void get<FieldNumbers>(`fields/${encodeURIComponent(name)}`, stop.signal).then(setField)
      .catch((error: unknown) => { if (!stop.signal.aborted) setFailure(asFailure(error)); });
    return () => stop.abort();
  }, [name]);
  return (
    <section aria-labelledby="title" class="split">
      <div class="stage">
        <h1 id="title">Field</h1>
        <p class="meta">Numbers by layer and head by which a model follows any path. Programs with <code>field</code>, or with nothing fixed, act by the one in use.</p>
        <Problem failure={failure ?? listFailure} />
        {field ? <One field={field} row={rows?.find((row) => row.name === name)} />
          : failure ?? listFailure ? null
            : rows === null || name ? <State>Reading…</State>
              : <State>No field is in use. Choose one from the list, or learn one in <a href="#/jobs?command=train">Jobs</a>.</State>}
      </div>
      <div class="side" tabIndex={0} role="region" aria-label="The fields there are">{rows ? <List rows={rows} open={name} /> : null}</div>
    </section>
  );
}
