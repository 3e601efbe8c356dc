import { useEffect, useState } from 'preact/hooks';
import { type Checked, type Failure, post } from '../api';
import { Form } from './form';
import { asFailure, Problem, State } from '../parts';
import { go, link, place } from '../state';

const FIRST = '[ZONE:unstable]\nTOKEN → “contradiction”\nDRIFT → activates attention sweep on layer 17\nANCHOR → “theory”\nPHASE → +π/2\nGRADIENT DAMPEN → backward pass ~0.1\n';

export function ProgramView() {
  const [text, setText] = useState(place.value.query.get('text') ?? FIRST);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void post<Checked>('programs/check', { text }, stop.signal).then((found) => { setChecked(found); setFailure(null); })
        .catch((error: unknown) => { if (!stop.signal.aborted) { setChecked(null); setFailure(asFailure(error)); } });
      go(link('program', { text }), true);
    }, 200);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [text]);
  const fault = failure?.line ? text.split('\n')[failure.line - 1] ?? '' : '';
  return (
    <section aria-labelledby="title" class="split">
      <div class="stage">
        <h1 id="title">Program</h1>
        <label for="program">What a path compiles to; write it by hand here</label>
        <textarea id="program" class="code" dir="auto" rows={12} value={text} aria-invalid={failure?.line ? 'true' : 'false'} aria-describedby="fault" onInput={(event) => setText(event.currentTarget.value)} />
        <div id="fault" aria-live="polite">
          <Problem failure={failure} />
          {failure?.line ? (
            <pre class="fault"><bdi dir="auto">{`${failure.line} │ ${fault}\n${' '.repeat(String(failure.line).length)} │ ${' '.repeat(Math.max(0, (failure.column ?? 1) - 1))}▲`}</bdi></pre>
          ) : null}
        </div>
        <h2>As a form</h2>
        <p class="meta">What is changed here is written into the text above, which counts.</p>
        {checked ? <Form form={checked.form} onWritten={(written) => { setChecked(written); setText(written.printed); }} />
          : failure?.line ? <State>The form comes back once the text can be read.</State> : null}
      </div>
      <div class="side" tabIndex={0} role="region" aria-label="What the program does">
        {checked ? (
          <>
            <h2>What each line does</h2>
            <dl class="lines">{checked.lines.map((line, i) => <div key={i}><dt><code><bdi dir="auto">{line.line}</bdi></code></dt><dd>{line.meaning}</dd></div>)}</dl>
            <h2>In its plain form</h2>
            <pre><bdi dir="auto">{checked.printed}</bdi></pre>
          </>
        ) : null}
      </div>
    </section>
  );
}
