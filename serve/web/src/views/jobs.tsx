import { useEffect, useState } from 'preact/hooks';
import { type Failure, Failure as Fault, get, type Job, post, remove } from '../api';
import { asFailure, Chart, Needs, Problem, State } from '../parts';
import { go, number, place, status } from '../state';

/** Listens to a job: what it prints, what it notes, where it stands. A lost connection is taken up where it was. */
export function useJob(id: string): { job: Job | null; lines: string[]; notes: string[]; failure: Failure | null; curve: [number, number][] } {
  const [job, setJob] = useState<Job | null>(null);
  const [lines, setLines] = useState<string[]>([]);
  const [notes, setNotes] = useState<string[]>([]);
  const [curve, setCurve] = useState<[number, number][]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    setJob(null);
    setLines([]);
    setNotes([]);
    setCurve([]);
    setFailure(null);
    if (!id) return undefined;
    let alive = true;
    const look = (): void => {
      void get<Job>(`jobs/${id}`).then((now) => { if (alive) setJob(now); }).catch((error: unknown) => { if (alive) setFailure(asFailure(error)); });
    };
    look();
    const source = new EventSource(`/api/v1/jobs/${id}/events`);
    source.addEventListener('line', (event) => setLines((before) => [...before, JSON.parse(event.data) as string]));
    source.addEventListener('note', (event) => setNotes((before) => [...before.slice(-300), (JSON.parse(event.data) as string).replace(/^stellator: /, '')]));
    source.addEventListener('state', look);
    source.addEventListener('progress', (event) => {
      const now = JSON.parse(event.data) as { stage: string; done: number; total: number; figures: string; secondsLeft: number | null };
      setJob((before) => before ? { ...before, ...now } : before);
      const figure = /-?\d+(?:\.\d+)?/.exec(now.figures);
      if (figure) setCurve((before) => before.length && before[before.length - 1]![0] >= now.done ? before : [...before, [now.done, Number(figure[0])]]);
    });
    source.addEventListener('over', () => { source.close(); look(); });
    return () => { alive = false; source.close(); };
  }, [id]);
  return { job, lines, notes, failure, curve };
}

/** What a job was asked for: of the page's own what stands behind the options, of a command all of it. */
const told = (job: Job): string => {
  const at = job.arguments.indexOf('--');
  return job.arguments.slice(at < 0 ? 1 : at + 1).filter((text, i, all) => text !== '--json' && !text.startsWith('--data') && all[i - 1] !== '--data').join(' ');
};

const ENDED: Record<string, string> = { done: '✓', failed: '✕', stopped: '■', interrupted: '‖', running: '▶', waiting: '…' };

export function JobsView() {
  const [jobs, setJobs] = useState<Job[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = place.value.id;
  const refresh = (): void => { void get<Job[]>('jobs').then((all) => { setJobs(all); setFailure(null); }).catch((error: unknown) => setFailure(asFailure(error))); };
  useEffect(() => {
    refresh();
    const timer = setInterval(refresh, 3000);
    return () => clearInterval(timer);
  }, [id]);
  return (
    <section aria-labelledby="title" class="split">
      <div class="stage">
        <h1 id="title">Jobs</h1>
        <Begin onFailure={setFailure} />
        <Problem failure={failure} />
        {jobs === null ? <State>Reading…</State> : jobs.length === 0 ? <State>No job yet. Start one above; it goes on when this page is closed.</State> : (
          <table>
            <thead><tr><th scope="col">job</th><th scope="col">state</th><th scope="col">begun</th><th scope="col">stage</th><th scope="col">what to do</th></tr></thead>
            <tbody>
              {jobs.map((job) => (
                <tr key={job.id} class={job.id === id ? 'open' : ''}>
                  <td><a href={`#/jobs/${job.id}`}>{job.command}</a> <bdi dir="auto" class="meta">{told(job).slice(0, 70)}</bdi></td>
                  <td><span aria-hidden="true">{ENDED[job.state]}</span> {job.state}</td>
                  <td>{new Date(job.created).toLocaleTimeString()}</td>
                  <td>{job.state === 'running' ? job.stage : ''}{job.state === 'running' && job.total > 0 ? ` ${Math.floor(100 * job.done / job.total)} %` : ''}{job.secondsLeft && job.secondsLeft > 1 ? `, about ${Math.ceil(job.secondsLeft)} s left` : ''}</td>
                  <td><Acts job={job} after={refresh} onFailure={setFailure} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <div class="side" tabIndex={0} role="region" aria-label="The chosen job">{id ? <One id={id} after={refresh} /> : null}</div>
    </section>
  );
}

function Acts({ job, after, onFailure }: { job: Job; after: () => void; onFailure: (failure: Failure | null) => void }) {
  const act = (work: Promise<unknown>): void => { void work.then(() => after()).catch((error: unknown) => onFailure(asFailure(error))); };
  if (job.state === 'running' || job.state === 'waiting') return <button type="button" onClick={() => act(remove(`jobs/${job.id}`))}>Stop</button>;
  return (
    <>
      {job.resumable && !status.value?.readOnly ? <button type="button" onClick={() => act(post<Job>(`jobs/${job.id}/resume`, {}).then((next) => go(`#/jobs/${next.id}`)))}>Resume</button> : null}{' '}
      <button type="button" disabled={status.value?.readOnly} onClick={() => act(remove(`jobs/${job.id}`))}>Forget</button>
    </>
  );
}

function One({ id, after }: { id: string; after: () => void }) {
  const { job, lines, notes, failure, curve } = useJob(id);
  if (failure) return <Problem failure={failure.status === 404 ? new Fault(404, 'stale link', 'There is no such job any more.', 'Choose one from the list.') : failure} />;
  if (!job) return <State>Reading…</State>;
  return (
    <div aria-live="polite">
      <h2>{job.command} <span class="meta">{job.state}{job.code === null ? '' : `, exit code ${job.code}`}</span></h2>
      {job.state === 'running' ? (
        <p>
          <label for="progress">{job.stage || 'at work'}</label>{' '}
          <progress id="progress" {...(job.total > 0 ? { value: job.done, max: job.total } : {})} />{' '}
          {job.secondsLeft ? `about ${number(job.secondsLeft, 0)} s left` : ''} <span class="meta">{job.figures}</span>
        </p>
      ) : null}
      {job.command === 'think' ? <p><a href={`#/think/${job.id}`}>Read it side by side</a></p> : null}
      {curve.length > 2 ? <Chart title={`${job.stage}: ${job.figures}`} x={curve.map((point) => point[0])} lines={[{ label: 'first figure', values: curve.map((point) => point[1]) }]} xLabel="step" yLabel="value" height={160} /> : null}
      <Acts job={job} after={after} onFailure={() => {}} />
      {notes.length ? <><h3>Notes</h3><pre class="log"><bdi dir="auto">{notes.slice(-40).join('\n')}</bdi></pre></> : null}
      {lines.length ? <><h3>Result</h3><pre class="log"><bdi dir="auto">{lines.join('\n').slice(0, 40_000)}</bdi></pre></> : null}
      {['react', 'train', 'simulate', 'think'].includes(job.command) && job.state === 'done' ? <p><a href="#/measure">Its report is in Measure</a></p> : null}
    </div>
  );
}

function Begin({ onFailure }: { onFailure: (failure: Failure | null) => void }) {
  const query = place.value.query;
  const [command, setCommand] = useState(query.get('command') ?? (status.value?.hasGraph === false ? 'import' : 'import'));
  const [source, setSource] = useState('');
  const [path, setPath] = useState(query.get('path') ?? '');
  const [amount, setAmount] = useState('');
  useEffect(() => {
    if (query.get('command')) setCommand(query.get('command')!);
    if (query.get('path')) setPath(query.get('path')!);
  }, [query.toString()]);
  const needs = command === 'import' ? null : Needs({ basins: command !== 'basins' });
  const size = amount.trim() ? Number(amount) : null;
  const asked: Record<string, unknown> = {
    command, source: command === 'import' ? source.trim() : null, path: command === 'react' || command === 'train' ? path.trim() || null : null,
    draws: command === 'react' ? size : null, steps: command === 'train' ? size : null, iterations: command === 'simulate' ? size : null,
  };
  const sizes: Record<string, string> = { react: 'Drawn controls (100)', train: 'Steps', simulate: 'Iterations' };
  if (status.value?.readOnly) return <State>This server is read-only: no job can be started here.</State>;
  return (
    <form class="fields" onSubmit={(event) => {
      event.preventDefault();
      void post<Job>('jobs', asked).then((job) => { onFailure(null); go(`#/jobs/${job.id}`); }).catch((error: unknown) => onFailure(asFailure(error)));
    }}>
      <div><label for="command">What</label>
        <select id="command" value={command} onChange={(event) => setCommand(event.currentTarget.value)}>
          <option value="import">Import documents</option><option value="basins">Find basins</option><option value="react">Measure a path (react)</option>
          <option value="train">Learn a field, or along a path (train)</option><option value="simulate">Search for paths (simulate)</option>
        </select></div>
      {command === 'import' ? <div class="wide"><label for="source">Folder or file on this machine</label><input id="source" value={source} onInput={(event) => setSource(event.currentTarget.value)} /></div> : null}
      {command === 'react' || command === 'train' ? <div><label for="stored">{command === 'react' ? 'Stored path' : 'Stored path (empty: a field)'}</label><input id="stored" value={path} onInput={(event) => setPath(event.currentTarget.value)} /></div> : null}
      {sizes[command] ? <div><label for="amount">{sizes[command]}</label><input id="amount" inputMode="numeric" pattern="[0-9]*" value={amount} onInput={(event) => setAmount(event.currentTarget.value)} /></div> : null}
      <button type="submit" disabled={needs !== null}>Start</button>
      {needs}
    </form>
  );
}
