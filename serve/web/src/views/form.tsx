import { useEffect, useRef, useState } from 'preact/hooks';
import { type Checked, type Failure, post, type ProgramDrift, type ProgramForm } from '../api';
import { asFailure, Problem, State } from '../parts';

const EMPTY: ProgramDrift = { kind: 'FIELD', window: 'SWEEP', first: null, last: null, heads: [], gain: null, share: null, strength: null, rank: null };

const numberOf = (text: string): number | null => text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text);
const round = (value: number): number => Number(value.toPrecision(12));

/** What is being typed stays while an answer to an earlier change comes; it is handed on when the field is left. */
function useDraft(value: string, commit: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);
  type Typed = { currentTarget: { value: string } };
  return {
    value: draft ?? value,
    onInput: (event: Typed) => setDraft(event.currentTarget.value),
    onChange: (event: Typed) => { setDraft(null); commit(event.currentTarget.value); },
  };
}

function Line({ id, label, value, onValue, placeholder = '' }: { id: string; label: string; value: string; onValue: (text: string) => void; placeholder?: string }) {
  return <div><label for={id}>{label}</label><input id={id} dir="auto" placeholder={placeholder} {...useDraft(value, onValue)} /></div>;
}

function Lines({ id, label, value, onValue }: { id: string; label: string; value: string[]; onValue: (lines: string[]) => void }) {
  const typed = useDraft(value.join('\n'), (text) => onValue(text.split('\n').map((line) => line.trim()).filter(Boolean)));
  return <div class="wide"><label for={id}>{label}</label><textarea id={id} dir="auto" rows={Math.max(2, value.length + 1)} {...typed} /></div>;
}

/** A number that may be left open. */
function Numeric({ id, label, value, onValue, step = 'any', min }: {
  id: string; label: string; value: number | null; onValue: (value: number | null) => void; step?: string; min?: number;
}) {
  return <div><label for={id}>{label}</label><input id={id} type="number" step={step} min={min} {...useDraft(value === null ? '' : String(value), (text) => onValue(numberOf(text)))} /></div>;
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
          <Line id="form-heads" label="Heads (empty: all)" value={drift.heads.join(', ')} placeholder="0, 3" onValue={(text) => change({ heads: (text.match(/\d+/g) ?? []).map(Number) })} />
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
  // What was asked for last: a second change may come before the answer to the first, and must not undo it.
  const asked = useRef(form);
  const turn = useRef(0);
  useEffect(() => {
    asked.current = form;
    turn.current++;
    setFailure(null);
  }, [form]);
  if (!form) return <State>This text has several drifts, or comments, which a form would lose: change it as text.</State>;
  const write = (next: Partial<ProgramForm>): void => {
    const whole = { ...(asked.current ?? form), ...next };
    asked.current = whole;
    const mine = ++turn.current;
    void post<Checked>('programs/write', whole).then((written) => { if (mine === turn.current) onWritten(written); })
      .catch((error: unknown) => {
        if (mine !== turn.current) return;
        asked.current = form;
        setFailure(asFailure(error));
      });
  };
  const writeDrift = (next: Partial<ProgramDrift>): void => write({ drift: { ...EMPTY, ...asked.current?.drift, ...next } });
  const drift = form.drift;
  return (
    <form class="fields program-form" onSubmit={(event) => event.preventDefault()}>
      <Lines id="form-tokens" label="Steps, one a line" value={form.tokens} onValue={(tokens) => write({ tokens })} />
      <Choice id="form-zone" label="Acts on texts that are" value={form.zone ?? ''} options={[['', 'anywhere'], ['STABLE', 'stable'], ['UNSTABLE', 'unstable'], ['OUTSIDE', 'outside']]} onValue={(zone) => write({ zone: zone || null })} />
      <Choice id="form-drift" label="Drift" value={drift?.kind ?? ''} options={[['', 'none'], ['FIELD', 'field'], ['ATTENTION', 'attention'], ['DIRECTION', 'direction sweep'], ['HIDDEN', 'hidden, learned']]} onValue={(kind) => write({ drift: kind ? { ...EMPTY, window: drift?.window ?? 'SWEEP', first: drift?.first ?? null, last: drift?.last ?? null, kind } : null })} />
      {drift ? <Drift drift={drift} change={writeDrift} /> : null}
      <Line id="form-anchor" label="Anchor (empty: none)" value={form.anchor?.text ?? ''} onValue={(text) => write({ anchor: text.trim() ? { text: text.trim(), bias: form.anchor?.bias ?? null } : null })} />
      {form.anchor ? <Numeric id="form-bias" label="Its bias (empty: none)" value={form.anchor.bias} onValue={(bias) => write({ anchor: { ...form.anchor!, bias } })} /> : null}
      <Numeric id="form-phase" label="Phase, times π (empty: none)" value={form.phase ? round(form.phase.radians / Math.PI) : null} onValue={(times) => write({ phase: times === null ? null : { layers: form.phase?.layers ?? null, radians: times * Math.PI } })} />
      <Numeric id="form-dampening" label="Gradients times (empty: 1)" min={0} value={form.dampening} onValue={(dampening) => write({ dampening })} />
      <div class="wide" aria-live="polite"><Problem failure={failure} /></div>
    </form>
  );
}
