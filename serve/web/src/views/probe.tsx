import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, get, type NullScores, post, type Probed } from '../api';
import { asFailure, Chart, Needs, Problem, State, Text, Zone } from '../parts';
import { chosen, descent, finest, go, link, number, place } from '../state';
import { MapCanvas } from './map';

export function ProbeView() {
  const needs = Needs({});
  const query = place.value.query.get('q') ?? '';
  const [text, setText] = useState(query);
  const [answer, setAnswer] = useState<Probed | null>(null);
  const [scores, setScores] = useState<NullScores | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asking, setAsking] = useState(false);
  const [took, setTook] = useState(0);
  const running = useRef<AbortController | null>(null);

  useEffect(() => {
    if (!needs && !scores) void get<NullScores>('probe/null').then(setScores).catch((error: unknown) => setFailure(asFailure(error)));
  }, [needs === null]);

  useEffect(() => {
    if (needs) return undefined;
    const timer = setTimeout(() => {
      running.current?.abort();
      const asked = text.trim();
      if (!asked) {
        setAnswer(null);
        descent.value = [];
        return;
      }
      const control = new AbortController();
      running.current = control;
      setAsking(true);
      const begun = performance.now();
      void post<Probed>('probe', { text: asked }, control.signal).then((found) => {
        setTook(performance.now() - begun);
        setAnswer(found);
        setFailure(null);
        setAsking(false);
        chosen.value = null;
        descent.value = found.descent.filter((stop) => stop.x !== null && stop.y !== null).map((stop) => ({ x: stop.x!, y: stop.y! }));
        go(link('probe', { q: asked }), true);
      }).catch((error: unknown) => {
        if (error instanceof DOMException) return;
        setAsking(false);
        setAnswer(null);
        setFailure(asFailure(error));
      });
    }, 120);
    return () => clearTimeout(timer);
  }, [text, needs === null]);

  useEffect(() => () => { descent.value = []; running.current?.abort(); }, []);

  const found = answer?.answer;
  const centres = scores ? scores.counts.map((_, i) => scores.low + (i + 0.5) * scores.width) : [];
  return (
    <section aria-labelledby="title" class="split">
      <div class="stage">
        <h1 id="title">Does this thought fall into a basin?</h1>
        {needs ?? (
          <>
            <label for="thought">A thought of your own</label>
            <textarea id="thought" dir="auto" rows={3} value={text} onInput={(event) => setText(event.currentTarget.value)} placeholder="Two statements that cannot both hold." data-took={took.toFixed(1)} />
            <Problem failure={failure} />
            {!text.trim() ? <State>Type a sentence; the answer follows as you type.</State> : null}
            <MapCanvas basin={found ? finest.value.findIndex((basin) => basin?.id === found.basinId) : -1} onChoose={() => {}} />
            <p class="meta">The square is where the thought stands, the dot where the field leads it. Both are means of the stored thoughts that hold the field's mass there.</p>
          </>
        )}
      </div>
      <div class="side" tabIndex={0} role="region" aria-label="The answer" aria-live="polite" aria-busy={asking}>
        {found ? (
          <>
            <p class={`verdict ${found.inside ? 'in' : 'out'}`}>
              <strong>{found.inside ? 'Inside' : 'Outside'}</strong> <Zone zone={found.zone} />
            </p>
            <p><bdi dir="auto">{found.why}</bdi>.</p>
            <dl>
              <div><dt>basin</dt><dd><a href={link('map', { basin: found.basinId })}><bdi dir="auto">{found.basin}</bdi></a></dd></div>
              <div><dt>p</dt><dd>{number(found.p)} <span class="meta">(refused at or below 0.05)</span></dd></div>
              <div><dt>share of the field's mass</dt><dd>{number(100 * found.share, 1)} %</dd></div>
              <div><dt>distance from the attractor</dt><dd>{number(found.distance)}</dd></div>
              <div><dt>runner-up</dt><dd><bdi dir="auto">{found.runnerUp ?? 'none'}</bdi>{found.margin === null ? '' : `, ${number(found.margin)} higher`}</dd></div>
              <div><dt>energy</dt><dd>{number(found.energyBefore)} → {number(found.energyAfter)} in {found.steps} steps{found.converged ? '' : ', not come to rest'}</dd></div>
            </dl>
            {scores && scores.counts.length ? (
              <Chart title={`Its score among those of the corpus's ${scores.thoughts} own thoughts`} x={centres} bars height={170}
                lines={[{ label: 'thoughts', values: scores.counts }]} xLabel="score: farther outside →" yLabel="thoughts"
                marks={[{ at: Math.max(scores.low, Math.min(found.score, scores.low + scores.width * scores.counts.length)), text: 'this thought' }, ...(scores.refused === null ? [] : [{ at: scores.refused, text: 'refused beyond' }])]} />
            ) : null}
            {answer && answer.descent.length > 1 ? (
              <Chart title="Its way down the field" x={answer.descent.map((_, i) => i)} lines={[{ label: 'energy', values: answer.descent.map((stop) => stop.energy) }]}
                xLabel="step" yLabel="energy" height={150} />
            ) : null}
            {found.parts.length > 1 ? (
              <>
                <h2>Its parts</h2>
                <ul class="thoughts">{found.parts.map((part, i) => <li key={i}><Text text={part.text} /><p class="meta">p {number(part.p)} · <Zone zone={part.zone} /> · <bdi dir="auto">{part.basin}</bdi></p></li>)}</ul>
              </>
            ) : null}
            <h2>Nearest thoughts</h2>
            <ol class="thoughts">{found.nearest.map((near) => <li key={near.id}><Text text={near.text} /><p class="meta">cosine {number(near.similarity)}</p></li>)}</ol>
            <p><a href={link('path', { thought: found.text })}>The path from here into its basin</a> · <a href={link('think', { q: found.text })}>Think from here</a></p>
          </>
        ) : null}
      </div>
    </section>
  );
}
