import { useEffect, useState } from 'preact/hooks';
import { type Failure, get, type Job, post, type Probed } from '../api';
import { asFailure, Needs, Problem, State, Text, Zone } from '../parts';
import { born, go, link, number, place, status } from '../state';
import { useJob } from './jobs';
import { MapCanvas } from './map';

interface Line {
  event: string; arm?: string; step?: number; token?: string; text?: string; zone?: string; energy?: number; distance?: number;
  coalesced?: boolean; tokens?: string[]; basin?: string; radius?: number; open?: boolean; thoughts?: number;
}

const ARMS = ['base', 'path', 'prompt'];

function parse(lines: string[]): Line[] {
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}

export function ThinkView() {
  const needs = Needs({});
  const query = place.value.query;
  const [thought, setThought] = useState(query.get('q') ?? '');
  const [path, setPath] = useState(query.get('path') ?? '');
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = place.value.id;
  const { job, lines, notes } = useJob(id);
  const said = parse(lines);
  const start = said.find((line) => line.event === 'start');
  const thoughts = said.filter((line) => line.event === 'thought');
  const arms = [...new Set([...ARMS, ...thoughts.map((line) => line.arm ?? '')])].filter((arm) => thoughts.some((line) => line.arm === arm) || ARMS.includes(arm));

  useEffect(() => {
    let alive = true;
    const fresh = thoughts.slice(born.value.length);
    void (async () => {
      for (const line of fresh) {
        try {
          const found = await post<Probed>('probe', { text: line.text ?? '' });
          const stop = found.descent[0];
          if (alive && stop && stop.x !== null && stop.y !== null) born.value = [...born.value, { arm: line.arm ?? '', x: stop.x, y: stop.y }];
        } catch {
          return;
        }
      }
    })();
    return () => { alive = false; };
  }, [thoughts.length]);
  useEffect(() => () => { born.value = []; }, [id]);

  const begin = (): void => {
    void post<Job>('think', { thought: thought.trim(), path: path.trim() || null }).then((begun) => {
      setFailure(null);
      go(`#/think/${begun.id}?${new URLSearchParams({ q: thought.trim(), ...(path.trim() ? { path: path.trim() } : {}) }).toString()}`);
    }).catch((error: unknown) => setFailure(asFailure(error)));
  };
  return (
    <section aria-labelledby="title">
      <h1 id="title">Think along a path</h1>
      {needs ?? (
        <>
          <form class="fields" onSubmit={(event) => { event.preventDefault(); begin(); }}>
            <div class="wide"><label for="beginning">The beginning</label>
              <input id="beginning" dir="auto" value={thought} placeholder="A theory is tested by what it forbids." onInput={(event) => setThought(event.currentTarget.value)} /></div>
            <div><label for="along">Stored path (start of its id; empty for the thought's own)</label>
              <input id="along" value={path} onInput={(event) => setPath(event.currentTarget.value)} /></div>
            <button type="submit" disabled={!thought.trim() || status.value?.readOnly || job?.state === 'running'}>Think</button>
          </form>
          {status.value?.readOnly ? <State>This server is read-only: the model is not run here.</State> : null}
          <Problem failure={failure} />
          {!id ? <State>The language model writes thought after thought under the path's program, beside what it says without it and with the path's words as a prompt. It loads when first used, which takes some seconds.</State> : null}
          {job ? (
            <div aria-live="polite">
              <p class="meta">
                {job.state === 'running' || job.state === 'waiting' ? <span class="spin" aria-hidden="true" /> : null} {job.state}{job.stage && job.state === 'running' ? `, ${job.stage}` : ''}
                {' '}{notes.length && job.state !== 'done' ? <bdi dir="auto">{notes[notes.length - 1]}</bdi> : null}{' '}
                <a href={`#/jobs/${job.id}`}>this job</a>
              </p>
              {start ? <p>Path <bdi dir="auto">{(start.tokens ?? []).join(' → ')}</bdi>, into <bdi dir="auto">{start.basin}</bdi> (radius {number(start.radius)}); the start is <Zone zone={start.zone ?? ''} />{start.open === false ? ', so the gate is shut and the base model answers, unchanged' : ''}.</p> : null}
              {thoughts.length ? (
                <div class="arms">
                  {arms.map((arm) => (
                    <div key={arm} class={`arm ${arm}`}>
                      <h2><span aria-hidden="true">{arm === 'path' ? '●' : arm === 'base' ? '■' : '▲'}</span> {arm}</h2>
                      <ol>
                        {thoughts.filter((line) => line.arm === arm).map((line, i) => (
                          <li key={i}>
                            <p class="token meta">{line.step}. <bdi dir="auto">{line.token}</bdi></p>
                            <Text text={line.text ?? ''} />
                            <p class="meta">energy {number(line.energy)} · distance {number(line.distance)} · {line.coalesced ? <strong>coalesced</strong> : <Zone zone={line.zone ?? ''} />}</p>
                          </li>
                        ))}
                      </ol>
                    </div>
                  ))}
                </div>
              ) : null}
              {thoughts.length ? <MapCanvas basin={-1} onChoose={() => {}} /> : null}
            </div>
          ) : null}
          <Latest />
        </>
      )}
    </section>
  );
}

function Latest() {
  const [jobs, setJobs] = useState<Job[]>([]);
  useEffect(() => { void get<Job[]>('jobs').then(setJobs).catch(() => setJobs([])); }, [place.value.id]);
  const earlier = jobs.filter((job) => job.command === 'think').slice(0, 8);
  if (!earlier.length) return null;
  return (
    <>
      <h2>Earlier</h2>
      <ul>{earlier.map((job) => {
        const text = job.arguments[job.arguments.length - 1] ?? '';
        return <li key={job.id}><a href={`${link('think').split('?')[0]}/${job.id}?q=${encodeURIComponent(text)}`}><bdi dir="auto">{text}</bdi></a> <span class="meta">{job.state}</span></li>;
      })}</ul>
    </>
  );
}
