import { useState } from 'preact/hooks';
import { type Checked, type Failure, post, type ProgramDrift, type ProgramForm } from '../api';
import { asFailure, Problem, State } from '../parts';

const EMPTY: ProgramDrift = { kind: 'FIELD', window: 'SWEEP', first: null, last: null, heads: [], gain: null, share: null, strength: null, rank: null };

const numberOf = (text: string): number | null => text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text);
const round = (value: number): number => Number(value.toPrecision(12));

/** A number that may be left open. */
function Numeric({ id, label, value, onValue, step = 'any', min }: {
  id: string; label: string; value: number | null; onValue: (value: number | null) => void; step?: string; min?: number;
}) {
  return <div><label for={id}>{label}</label><input id={id} type="number" step={step} min={min} value={value ?? ''} onChange={(event) => onValue(numberOf(event.currentTarget.value))} /></div>;
}

function Choice({ id, label, value, options, onValue }: { id: string; label: string; value: string; options: [string, string][]; onValue: (value: string) => void }) {
  return (
    <div><label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>{options.map(([name, text]) => <option key={name} value={name}>{text}</option>)}</select></div>
  );
}

function Drift({ drift, change }: { drift: ProgramDrift; change: (next: Partial<ProgramDrift>) => void }) {
  const windowed = drift.kind === 'ATTENTION' || drift.kind === 'FIELD';
  return (
    <>
      {windowed ? <Choice id="form-window" label="Window" value={drift.window ?? 'SWEEP'} options={[['SWEEP', 'sweep: step by step'], ['HOLD', 'hold: all steps alike']]} onValue={(window) => change({ window })} /> : null}
      {drift.kind === 'FIELD' ? null : (
        <>
          <Numeric id="form-first" label="From layer (empty: found)" step="1" min={0} value={drift.first} onValue={(first) => change(first === null ? { first, last: null } : { first, last: Math.max(first, drift.last ?? first) })} />
          <Numeric id="form-last" label="To layer" step="1" min={0} value={drift.last} onValue={(last) => change(last === null ? { last: drift.first } : { last, first: Math.min(last, drift.first ?? last) })} />
        </>
      )}
      {drift.kind === 'ATTENTION' ? (
        <>
          <div><label for="form-heads">Heads (empty: all)</label><input id="form-heads" value={drift.heads.join(', ')} placeholder="0, 3" onChange={(event) => change({ heads: (event.currentTarget.value.match(/\d+/g) ?? []).map(Number) })} /></div>
          <Numeric id="form-gain" label="Gain, nats (empty: found)" value={drift.gain} onValue={(gain) => change({ gain, ...(gain === null ? {} : { share: null }) })} />
          <Numeric id="form-share" label="or share, 0 to 1" value={drift.share} onValue={(share) => change({ share, ...(share === null ? {} : { gain: null }) })} />
        </>
      ) : null}
      {drift.kind === 'FIELD' || drift.kind === 'DIRECTION' ? <Numeric id="form-strength" label="Strength (empty: found)" min={0} value={drift.strength} onValue={(strength) => change({ strength })} /> : null}
      {drift.kind === 'HIDDEN' ? <Numeric id="form-rank" label="Rank (empty: default)" step="1" min={1} value={drift.rank} onValue={(rank) => change({ rank })} /> : null}
    </>
  );
}

/** The program's lines as fields. What is changed here is written into the text by the server, and read back from it. */
export function Form({ form, onWritten }: { form: ProgramForm | null; onWritten: (written: Checked) => void }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  if (!form) return <State>This text has several drifts, or comments, which a form would lose: change it as text.</State>;
  const write = (next: Partial<ProgramForm>): void => {
    void post<Checked>('programs/write', { ...form, ...next }).then((written) => { setFailure(null); onWritten(written); })
      .catch((error: unknown) => setFailure(asFailure(error)));
  };
  const drift = form.drift;
  return (
    <form class="fields program-form" onSubmit={(event) => event.preventDefault()}>
      <div class="wide"><label for="form-tokens">Steps, one a line</label>
        <textarea id="form-tokens" dir="auto" rows={Math.max(2, form.tokens.length + 1)} value={form.tokens.join('\n')} onChange={(event) => write({ tokens: event.currentTarget.value.split('\n').map((line) => line.trim()).filter(Boolean) })} /></div>
      <Choice id="form-zone" label="Acts on texts that are" value={form.zone ?? ''} options={[['', 'anywhere'], ['STABLE', 'stable'], ['UNSTABLE', 'unstable'], ['OUTSIDE', 'outside']]} onValue={(zone) => write({ zone: zone || null })} />
      <Choice id="form-drift" label="Drift" value={drift?.kind ?? ''} options={[['', 'none'], ['FIELD', 'field'], ['ATTENTION', 'attention'], ['DIRECTION', 'direction sweep'], ['HIDDEN', 'hidden, learned']]} onValue={(kind) => write({ drift: kind ? { ...EMPTY, window: drift?.window ?? 'SWEEP', first: drift?.first ?? null, last: drift?.last ?? null, kind } : null })} />
      {drift ? <Drift drift={drift} change={(next) => write({ drift: { ...drift, ...next } })} /> : null}
      <div><label for="form-anchor">Anchor (empty: none)</label><input id="form-anchor" dir="auto" value={form.anchor?.text ?? ''} onChange={(event) => { const text = event.currentTarget.value.trim(); write({ anchor: text ? { text, bias: form.anchor?.bias ?? null } : null }); }} /></div>
      {form.anchor ? <Numeric id="form-bias" label="Its bias (empty: none)" value={form.anchor.bias} onValue={(bias) => write({ anchor: { ...form.anchor!, bias } })} /> : null}
      <Numeric id="form-phase" label="Phase, times π (empty: none)" value={form.phase ? round(form.phase.radians / Math.PI) : null} onValue={(times) => write({ phase: times === null ? null : { layers: form.phase?.layers ?? null, radians: times * Math.PI } })} />
      <Numeric id="form-dampening" label="Gradients times (empty: 1)" min={0} value={form.dampening} onValue={(dampening) => write({ dampening })} />
      <div class="wide" aria-live="polite"><Problem failure={failure} /></div>
    </form>
  );
}
