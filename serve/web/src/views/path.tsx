import { useEffect, useState } from 'preact/hooks';
import { type Failure, type FoundPath, get, post, type StoredPath } from '../api';
import { asFailure, Needs, Problem, State, Text } from '../parts';
import { basinById, go, link, number, place, short, status } from '../state';

export function PathView() {
  const needs = Needs({});
  const query = place.value.query;
  const [thought, setThought] = useState(query.get('thought') ?? '');
  const [from, setFrom] = useState(query.get('from') ?? '');
  const [to, setTo] = useState(query.get('to') ?? '');
  const [found, setFound] = useState<FoundPath | null>(null);
  const [stored, setStored] = useState<StoredPath[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = { thought: query.get('thought'), from: query.get('from'), to: query.get('to') };
  const key = JSON.stringify(asked);

  const list = (): void => { void get<StoredPath[]>('paths').then(setStored).catch((error: unknown) => setFailure(asFailure(error))); };
  useEffect(() => { if (!needs) list(); }, [needs === null, status.value?.generation]);
  useEffect(() => {
    if (needs || (!asked.thought && !(asked.from && asked.to))) return;
    setBusy(true);
    setFound(null);
    void post<FoundPath>('paths/find', asked).then((path) => { setFound(path); setFailure(null); })
      .catch((error: unknown) => setFailure(asFailure(error))).finally(() => setBusy(false));
  }, [key, needs === null]);

  const store = (): void => {
    void post<FoundPath>('paths', asked).then(() => list()).catch((error: unknown) => setFailure(asFailure(error)));
  };
  const kept = found && stored?.some((path) => path.id === found.id);
  return (
    <section aria-labelledby="title">
      <h1 id="title">The path into a basin</h1>
      {needs ?? (
        <>
          <form class="fields" onSubmit={(event) => { event.preventDefault(); go(thought.trim() ? link('path', { thought: thought.trim() }) : link('path', { from: from.trim(), to: to.trim() })); }}>
            <div class="wide"><label for="from-thought">From a thought</label>
              <input id="from-thought" dir="auto" value={thought} placeholder="A theory is tested by what it forbids." onInput={(event) => setThought(event.currentTarget.value)} /></div>
            <p class="or">or from one token to another</p>
            <div><label for="from">From</label><input id="from" dir="auto" value={from} disabled={thought.trim() !== ''} placeholder="error" onInput={(event) => setFrom(event.currentTarget.value)} /></div>
            <div><label for="to">To</label><input id="to" dir="auto" value={to} disabled={thought.trim() !== ''} placeholder="theory" onInput={(event) => setTo(event.currentTarget.value)} /></div>
            <button type="submit" disabled={busy}>Find</button>
          </form>
          <Problem failure={failure} />
          {busy ? <State><span class="spin" aria-hidden="true" /> looking for paths…</State> : null}
          {found ? (
            <article>
              <h2>Into <a href={link('map', { basin: found.basinId })}><bdi dir="auto">{found.basin}</bdi></a>, {number(found.energy)} nats</h2>
              <ol class="chain">
                {found.steps.map((step, i) => (
                  <li key={i}>
                    <p class="token"><bdi dir="auto">{step.token}</bdi>{i > 0 && step.places < 2 ? <span class="meta"> (rests on one place)</span> : null}</p>
                    {i > 0 ? (
                      <p class="cost">
                        <span class="bar" aria-hidden="true"><i style={{ width: `${Math.min(100, 100 * step.rarity / Math.max(0.01, found.energy))}%` }} /><b style={{ width: `${Math.min(100, 100 * found.lambda * step.distance / Math.max(0.01, found.energy))}%` }} /></span>
                        {number(step.energy)} nats = {number(step.rarity)} rarity + {number(found.lambda, 0)} × {number(step.distance)} off the attractor
                      </p>
                    ) : null}
                    {step.evidence ? <blockquote><Text text={step.evidence} /></blockquote> : null}
                  </li>
                ))}
              </ol>
              <p class="meta">Chosen by: {found.rule}</p>
              {found.alternatives.length ? (
                <>
                  <h3>Alternatives, by the same rule</h3>
                  <ol>{found.alternatives.map((other, i) => <li key={i}><bdi dir="auto">{other.tokens.join(' → ')}</bdi> <span class="meta">{number(other.energy)} nats{other.onOnePlace ? `, ${other.onOnePlace} steps on one place` : ''}</span></li>)}</ol>
                </>
              ) : null}
              <h3>Its program</h3>
              <pre><bdi dir="auto">{found.program}</bdi></pre>
              <p class="actions">
                {kept ? <span>Stored as <code>{short(found.id)}</code>.</span>
                  : <button type="button" disabled={status.value?.readOnly} onClick={store}>Store this path</button>}
                {' '}<a href={link('program', { text: found.program })}>Change the program</a>
              </p>
            </article>
          ) : null}
          <h2>Stored paths</h2>
          {stored === null ? <State>Reading…</State> : stored.length === 0 ? <State>None yet: find one above and store it.</State> : (
            <table>
              <thead><tr><th scope="col">path</th><th scope="col">energy</th><th scope="col">into</th><th scope="col">tokens</th><th scope="col">next</th></tr></thead>
              <tbody>
                {stored.map((path) => (
                  <tr key={path.id}>
                    <td><code>{short(path.id)}</code></td><td>{number(path.energy)}</td>
                    <td><bdi dir="auto">{basinById.value.get(path.basinId)?.label ?? '–'}</bdi></td>
                    <td><bdi dir="auto">{path.tokens.join(' → ')}</bdi></td>
                    <td><a href={link('jobs', { command: 'react', path: short(path.id) })}>measure</a> <a href={link('think', { path: short(path.id) })}>think</a></td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      )}
    </section>
  );
}
