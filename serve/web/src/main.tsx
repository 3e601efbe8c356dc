import 'uplot/dist/uPlot.min.css';
import './app.css';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { count, place, start, status, trouble } from './state';
import { Problem } from './parts';
import { CypherView } from './views/cypher';
import { FieldView } from './views/field';
import { JobsView } from './views/jobs';
import { MapView } from './views/map';
import { MeasureView } from './views/measure';
import { PathView } from './views/path';
import { ProbeView } from './views/probe';
import { ProgramView } from './views/program';
import { ThinkView } from './views/think';

const VIEWS: Record<string, [string, () => preact.JSX.Element]> = {
  map: ['Map', MapView], probe: ['Probe', ProbeView], path: ['Path', PathView], program: ['Program', ProgramView],
  think: ['Think', ThinkView], measure: ['Measure', MeasureView], field: ['Field', FieldView], jobs: ['Jobs', JobsView], cypher: ['Cypher', CypherView],
};

const many = (number: number, what: string): string => `${count(number)} ${what}${number === 1 ? '' : 's'}`;

function Bar() {
  const now = status.value;
  const graph = now?.graph;
  const line = trouble.value ? 'no answer'
    : !now ? 'asking…'
      : now.doing ? `${now.doing}…`
        : graph ? `${count(graph.thoughts)} thoughts (each a ${graph.unit}), ${many(graph.documents, 'document')}, ${many(graph.paths, 'path')}` : 'no graph yet';
  return (
    <p class="bar-line" role="status">
      {now?.doing ? <span class="spin" aria-hidden="true" /> : null} {line}
      {now?.model ? ` · model ${now.model}` : ''}{now?.readOnly ? ' · read-only' : ''}{now?.jobs ? ` · ${now.jobs} at work` : ''}
    </p>
  );
}

function App() {
  const view = place.value.view;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus();
  }, [view]);
  const [, View] = VIEWS[view] ?? ['', Lost];
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>To the content</a>
      <header>
        <a class="home" href="#/map"><img src="/icon.svg" alt="" width="22" height="22" /> Stellator</a>
        <nav aria-label="Views">
          {Object.entries(VIEWS).map(([name, [title]]) => <a key={name} href={`#/${name}`} aria-current={name === view ? 'page' : undefined}>{title}</a>)}
        </nav>
        <Bar />
      </header>
      <main id="main" ref={main} tabIndex={-1} data-ready={status.value && !status.value.doing ? 'true' : 'false'}>
        {trouble.value ? <Problem failure={trouble.value} /> : null}
        <View key={view} />
      </main>
    </>
  );
}

function Lost() {
  return <section><h1>There is no such view</h1><p class="state">Go to the <a href="#/map">map</a>.</p></section>;
}

start();
const root = document.getElementById('app')!;
root.replaceChildren();
render(<App />, root);
