import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { get, type Thought, type Thoughts } from '../api';
import { css, type Camera, Painter, placed } from '../painter';
import { asFailure, Needs, Problem, Text, Zone } from '../parts';
import { basinById, born, calm, chosen, count, dark, descent, finest, go, link, map, number, place, status } from '../state';
import type { Failure } from '../api';

const LINE = 18;
const ALL: ReadonlySet<number> = new Set();

/** The map of all thoughts; other views show their findings on it. */
export function MapCanvas({ basin, onChoose }: { basin: number; onChoose: (rows: number[], why: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const points = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const camera = useRef<Camera | null>(null);
  const redraw = useRef<() => void>(() => {});
  const [hover, setHover] = useState<{ x: number; y: number; thought: Thought } | null>(null);
  const [lasso, setLasso] = useState(false);
  const data = map.value;
  const painter = useMemo(() => data ? new Painter(data) : null, [data]);
  const labels = useMemo(() => painter?.labels(finest.value.map((one) => one?.label)) ?? [], [painter, finest.value]);
  const lit = useMemo(() => chosen.value ? new Set(chosen.value.rows) : ALL, [chosen.value]);
  const way = descent.value;
  const said = born.value;

  useEffect(() => {
    const frame = box.current;
    const canvas = points.current;
    const top = over.current;
    if (!frame || !canvas || !top || !painter) return undefined;
    const context = canvas.getContext('2d')!;
    const drawing = top.getContext('2d')!;
    let wanted = 0;
    let walked = calm.matches ? 1 : 0;
    let polygon: [number, number][] = [];
    const size = (): [number, number] => [frame.clientWidth, frame.clientHeight];

    const marks = (width: number, height: number, ratio: number): void => {
      const at = camera.current!;
      const ink = dark.matches ? '#f4f1ea' : '#17191c';
      const ground = dark.matches ? 'rgba(20,22,25,.82)' : 'rgba(255,255,255,.84)';
      const screen = (p: { x: number; y: number }): [number, number] =>
        [(p.x - at.x) * at.scale + width / 2, height / 2 - (p.y - at.y) * at.scale];
      drawing.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawing.clearRect(0, 0, width, height);
      drawing.font = '600 13px system-ui, sans-serif';
      drawing.textBaseline = 'middle';
      const shown = placed(labels, at, width, height, (text) => drawing.measureText(text).width, LINE);
      for (const { label, text, left, top: y, width: wide } of shown) {
        drawing.globalAlpha = basin >= 0 && label.basin !== basin ? 0.45 : 1;
        drawing.fillStyle = ground;
        drawing.beginPath();
        drawing.roundRect(left, y + 1, wide, LINE - 2, 4);
        drawing.fill();
        drawing.fillStyle = css(label.basin, dark.matches);
        drawing.fillRect(left, y + 3, 3, LINE - 6);
        drawing.fillStyle = ink;
        drawing.fillText(text, left + 6, y + LINE / 2);
      }
      drawing.globalAlpha = 1;
      frame.dataset['labels'] = String(shown.length);
      if (way.length) {
        const reached = Math.max(1, Math.ceil(walked * way.length));
        drawing.strokeStyle = ink;
        drawing.lineWidth = 2;
        drawing.setLineDash([5, 4]);
        drawing.beginPath();
        way.slice(0, reached).forEach((stop, i) => {
          const [px, py] = screen(stop);
          if (i) drawing.lineTo(px, py);
          else drawing.moveTo(px, py);
        });
        drawing.stroke();
        drawing.setLineDash([]);
        const [sx, sy] = screen(way[0]!);
        drawing.strokeRect(sx - 5, sy - 5, 10, 10);
        const [ex, ey] = screen(way[reached - 1]!);
        drawing.fillStyle = dark.matches ? '#ffb08a' : '#b4491f';
        drawing.beginPath();
        drawing.arc(ex, ey, 7, 0, 7);
        drawing.fill();
        drawing.lineWidth = 2;
        drawing.stroke();
      }
      for (const one of said) {
        const [px, py] = screen(one);
        drawing.strokeStyle = ink;
        drawing.fillStyle = one.arm === 'path' ? '#2f7d43' : one.arm === 'base' ? '#777' : '#b4491f';
        drawing.lineWidth = 1.5;
        drawing.beginPath();
        if (one.arm === 'path') drawing.arc(px, py, 6, 0, 7);
        else if (one.arm === 'base') drawing.rect(px - 5, py - 5, 10, 10);
        else {
          drawing.moveTo(px, py - 7);
          drawing.lineTo(px + 7, py + 6);
          drawing.lineTo(px - 7, py + 6);
          drawing.closePath();
        }
        drawing.fill();
        drawing.stroke();
      }
      if (polygon.length > 1) {
        drawing.strokeStyle = ink;
        drawing.lineWidth = 1.5;
        drawing.setLineDash([4, 3]);
        drawing.beginPath();
        polygon.forEach(([px, py], i) => { if (i) drawing.lineTo(px, py); else drawing.moveTo(px, py); });
        drawing.closePath();
        drawing.stroke();
        drawing.setLineDash([]);
      }
    };

    const paint = (): void => {
      wanted = 0;
      const [width, height] = size();
      if (!width || !height) return;
      const ratio = Math.min(2, devicePixelRatio || 1);
      for (const one of [canvas, top]) {
        if (one.width !== Math.round(width * ratio) || one.height !== Math.round(height * ratio)) {
          one.width = Math.round(width * ratio);
          one.height = Math.round(height * ratio);
        }
      }
      camera.current ??= painter.whole(width, height);
      const begun = performance.now();
      painter.paint(context, camera.current, ratio, dark.matches, lit, basin);
      marks(width, height, ratio);
      frame.dataset['paint'] = (performance.now() - begun).toFixed(2);
      frame.dataset['drawn'] = painter.data.version;
      if (way.length && walked < 1) {
        walked = Math.min(1, walked + 0.035);
        ask();
      }
    };
    const ask = (): void => { if (!wanted) wanted = requestAnimationFrame(paint); };
    redraw.current = ask;

    let from: { x: number; y: number; moved: boolean; lasso: boolean } | null = null;
    const where = (event: PointerEvent | WheelEvent): [number, number] => {
      const edge = frame.getBoundingClientRect();
      return [event.clientX - edge.left, event.clientY - edge.top];
    };
    const touches = new Map<number, [number, number]>();
    let spread = 0;
    const down = (event: PointerEvent): void => {
      const [x, y] = where(event);
      touches.set(event.pointerId, [x, y]);
      from = { x, y, moved: false, lasso: event.shiftKey || lasso };
      polygon = from.lasso ? [[x, y]] : [];
      frame.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent): void => {
      const [x, y] = where(event);
      const at = camera.current;
      if (!at) return;
      if (touches.has(event.pointerId)) touches.set(event.pointerId, [x, y]);
      if (touches.size === 2) {
        const [a, b] = [...touches.values()];
        const now = Math.hypot(a![0] - b![0], a![1] - b![1]);
        if (spread) zoom(now / spread, (a![0] + b![0]) / 2, (a![1] + b![1]) / 2);
        spread = now;
        return;
      }
      if (!from) {
        point(x, y);
        return;
      }
      if (Math.hypot(x - from.x, y - from.y) > 3) from.moved = true;
      if (from.lasso) polygon.push([x, y]);
      else if (from.moved) {
        camera.current = { ...at, x: at.x - (x - from.x) / at.scale, y: at.y + (y - from.y) / at.scale };
        from = { ...from, x, y };
      }
      ask();
    };
    const up = (event: PointerEvent): void => {
      touches.delete(event.pointerId);
      spread = 0;
      const [width, height] = size();
      const [x, y] = where(event);
      if (from?.lasso && polygon.length > 2) {
        const rows = painter.within(polygon, camera.current!, width, height);
        onChoose(rows, `${count(rows.length)} thoughts in the outline`);
        setLasso(false);
      } else if (from && !from.moved) {
        const row = painter.nearest(x, y, camera.current!, width, height, 16);
        if (row >= 0) onChoose([row], 'the thought at this place');
      }
      from = null;
      polygon = [];
      ask();
    };
    let asked = -1;
    const point = (x: number, y: number): void => {
      const [width, height] = size();
      const row = painter.nearest(x, y, camera.current!, width, height);
      if (row === asked) return;
      asked = row;
      if (row < 0) {
        setHover(null);
        return;
      }
      void get<Thoughts>(`thoughts?rows=${row}`).then((found) => {
        const thought = found.thoughts[0];
        if (asked === row && thought) setHover({ x, y, thought });
      }).catch(() => setHover(null));
    };
    const zoom = (factor: number, x: number, y: number): void => {
      const at = camera.current!;
      const [width, height] = size();
      const wx = (x - width / 2) / at.scale + at.x;
      const wy = at.y - (y - height / 2) / at.scale;
      const least = painter.whole(width, height).scale * 0.5;
      const scale = Math.min(least * 800, Math.max(least, at.scale * factor));
      camera.current = { scale, x: wx - (x - width / 2) / scale, y: wy + (y - height / 2) / scale };
      ask();
    };
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const [x, y] = where(event);
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), x, y);
    };
    const key = (event: KeyboardEvent): void => {
      const at = camera.current;
      if (!at) return;
      const [width, height] = size();
      const step = 60 / at.scale;
      const moves: Record<string, () => void> = {
        ArrowLeft: () => { camera.current = { ...at, x: at.x - step }; },
        ArrowRight: () => { camera.current = { ...at, x: at.x + step }; },
        ArrowUp: () => { camera.current = { ...at, y: at.y + step }; },
        ArrowDown: () => { camera.current = { ...at, y: at.y - step }; },
        '+': () => zoom(1.3, width / 2, height / 2),
        '=': () => zoom(1.3, width / 2, height / 2),
        '-': () => zoom(1 / 1.3, width / 2, height / 2),
        '0': () => { camera.current = painter.whole(width, height); },
        Enter: () => {
          const row = painter.nearest(width / 2, height / 2, at, width, height, 400);
          if (row >= 0) onChoose([row], 'the thought nearest to the middle');
        },
      };
      const act = moves[event.key];
      if (act) {
        event.preventDefault();
        act();
        ask();
      }
    };
    const leave = (): void => { asked = -1; setHover(null); };
    const observer = new ResizeObserver(ask);
    observer.observe(frame);
    frame.addEventListener('pointerdown', down);
    frame.addEventListener('pointermove', move);
    frame.addEventListener('pointerup', up);
    frame.addEventListener('pointercancel', up);
    frame.addEventListener('pointerleave', leave);
    frame.addEventListener('wheel', wheel, { passive: false });
    frame.addEventListener('keydown', key);
    const scheme = (): void => ask();
    dark.addEventListener('change', scheme);
    ask();
    return () => {
      cancelAnimationFrame(wanted);
      observer.disconnect();
      dark.removeEventListener('change', scheme);
      frame.removeEventListener('pointerdown', down);
      frame.removeEventListener('pointermove', move);
      frame.removeEventListener('pointerup', up);
      frame.removeEventListener('pointercancel', up);
      frame.removeEventListener('pointerleave', leave);
      frame.removeEventListener('wheel', wheel);
      frame.removeEventListener('keydown', key);
    };
  }, [painter, labels, lit, basin, way, said, lasso]);

  useEffect(() => { camera.current = null; }, [painter]);

  if (!data) return <p class="state"><span class="spin" aria-hidden="true" /> The map is being drawn…</p>;
  const act = (name: string) => () => box.current?.dispatchEvent(new KeyboardEvent('keydown', { key: name }));
  return (
    <div class="map">
      <div ref={box} class="plane" tabIndex={0} role="application" aria-roledescription="map"
        aria-label={`Map of ${count(data.size)} thoughts in ${finest.value.length} basins. Arrow keys move it, plus and minus zoom, 0 shows all, Enter chooses the thought nearest to the middle. The list beside it holds the same basins.`}>
        <canvas ref={points} aria-hidden="true" />
        <canvas ref={over} aria-hidden="true" />
        {hover ? (
          <div class="card" style={{ left: `${Math.max(4, Math.min(hover.x + 14, (box.current?.clientWidth ?? 400) - 290))}px`, top: `${Math.max(4, Math.min(hover.y + 14, (box.current?.clientHeight ?? 300) - 120))}px` }}>
            <Text text={hover.thought.text.slice(0, 220)} />
            <p><Zone zone={hover.thought.zone} /> · <bdi dir="auto">{basinById.value.get(hover.thought.basinId)?.label ?? 'no basin'}</bdi></p>
          </div>
        ) : null}
      </div>
      <div class="tools" role="group" aria-label="Map">
        <button type="button" onClick={act('+')} aria-label="Zoom in">+</button>
        <button type="button" onClick={act('-')} aria-label="Zoom out">−</button>
        <button type="button" onClick={act('0')}>All</button>
        <button type="button" aria-pressed={lasso} onClick={() => setLasso(!lasso)}>Outline</button>
      </div>
    </div>
  );
}

/** A list of thoughts. */
export function ThoughtList({ thoughts }: { thoughts: Thought[] }) {
  return (
    <ol class="thoughts">
      {thoughts.map((thought) => (
        <li key={thought.id}>
          <Text text={thought.text} />
          <p class="meta">
            {thought.similarity === null ? null : <span>cosine {number(thought.similarity)} · </span>}
            <Zone zone={thought.zone} /> · <bdi dir="auto">{basinById.value.get(thought.basinId)?.label ?? 'no basin'}</bdi>
            {' '}· <bdi dir="auto">{thought.document}</bdi>{' '}
            <a href={link('probe', { q: thought.text.slice(0, 1000) })}>probe</a>{' '}
            <a href={link('path', { thought: thought.text.slice(0, 1000) })}>path</a>
          </p>
        </li>
      ))}
    </ol>
  );
}

export function MapView() {
  const needs = Needs({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [words, setWords] = useState(place.value.query.get('q') ?? '');
  const query = place.value.query.get('q') ?? '';
  const wanted = place.value.query.get('basin') ?? '';
  const open = finest.value.findIndex((basin) => basin?.id === wanted);
  const shown = chosen.value;

  const choose = (rows: number[], why: string): void => {
    chosen.value = { why, rows, thoughts: [], left: 0 };
    if (rows.length === 0) return;
    void get<Thoughts>(`thoughts?rows=${rows.slice(0, 700).join(',')}`).then((found) => {
      chosen.value = { why, rows, thoughts: found.thoughts, left: rows.length - found.thoughts.length };
      setFailure(null);
    }).catch((error: unknown) => setFailure(asFailure(error)));
  };

  useEffect(() => {
    if (!query || needs) return;
    void get<Thoughts>(`thoughts?limit=60&near=${encodeURIComponent(query)}`).then((found) => {
      chosen.value = {
        why: `the ${found.thoughts.length} thoughts most alike to “${query}”`,
        rows: found.thoughts.map((thought) => thought.row).filter((row) => row >= 0), thoughts: found.thoughts, left: 0,
      };
      setFailure(null);
    }).catch((error: unknown) => setFailure(asFailure(error)));
  }, [query, needs === null]);

  useEffect(() => {
    const data = map.value;
    if (open < 0 || !data) return;
    const rows: number[] = [];
    for (let i = 0; i < data.size; i++) if (data.basin[i] === open) rows.push(i);
    choose(rows, `basin “${finest.value[open]?.label ?? ''}”`);
  }, [wanted, open, map.value]);

  if (needs) return <section aria-labelledby="title"><h1 id="title">Map</h1>{needs}</section>;
  const all = finest.value;
  return (
    <section aria-labelledby="title" class="split">
      <div class="stage">
        <h1 id="title" class="quiet">Map</h1>
        <form class="search" role="search" onSubmit={(event) => { event.preventDefault(); go(words.trim() ? link('map', { q: words.trim() }) : '#/map'); }}>
          <label for="near">Look for</label>
          <input id="near" type="search" dir="auto" value={words} placeholder="a word or a sentence" onInput={(event) => setWords(event.currentTarget.value)} />
          <button type="submit">Find</button>
        </form>
        <MapCanvas basin={open} onChoose={choose} />
        <p class="meta">{status.value?.map?.note} <span class="keys">Shapes: ● stable, ✚ between basins, ○ outside. Drag to move, scroll or + − to zoom, Shift-drag to outline.</span></p>
      </div>
      <div class="side" tabIndex={0} role="region" aria-label="Basins and thoughts">
        <Problem failure={failure} />
        {shown ? (
          <div class="chosen">
            <h2><bdi dir="auto">{shown.why}</bdi></h2>
            <button type="button" onClick={() => { chosen.value = null; setWords(''); go('#/map'); }}>Show all again</button>
            {shown.rows.length === 0 && shown.thoughts.length === 0 ? <p class="state">No thought is there.</p> : <ThoughtList thoughts={shown.thoughts} />}
            {shown.left > 0 ? <p class="meta">{count(shown.left)} more are on the map and left out of this list.</p> : null}
          </div>
        ) : (
          <div>
            <h2>{count(all.length)} basins</h2>
            <ul class="basins">
              {all.map((basin, i) => basin ? (
                <li key={basin.id}>
                  <a href={link('map', { basin: basin.id })}>
                    <span class="swatch" aria-hidden="true" style={{ background: css(i, dark.matches) }} />
                    <bdi dir="auto" class="name">{basin.label}</bdi> <span class="meta">{count(basin.size)}</span>
                  </a>
                  <p class="meta"><bdi dir="auto">{basin.representative.slice(0, 140)}</bdi></p>
                </li>
              ) : null)}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}
