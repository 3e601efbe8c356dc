import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { Failure } from './api';
import { dark, status, trouble } from './state';

/** Text of a document: any script, any direction, and nothing but text. */
export function Text({ text }: { text: string }) {
  return <bdi dir="auto" class="document">{text}</bdi>;
}

const ZONES: Record<string, string> = { stable: '●', unstable: '✚', outside: '○' };

/** A zone as a word with its shape on the map. */
export function Zone({ zone }: { zone: string }) {
  return <span class={`zone ${zone}`}><span aria-hidden="true">{ZONES[zone] ?? '·'}</span> {zone || 'in no basin yet'}</span>;
}

export function Problem({ failure }: { failure: Failure | null }) {
  if (!failure) return null;
  return (
    <div class="problem" role="alert">
      <strong>{failure.title}</strong>
      <p><bdi dir="auto">{failure.message}</bdi></p>
      {failure.remedy ? <p class="remedy">What to do: <bdi dir="auto">{failure.remedy}</bdi></p> : null}
    </div>
  );
}

export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure(0, 'failed', String(error), 'Reload the page and try again.');
}

export function State({ children }: { children: ComponentChildren }) {
  return <p class="state">{children}</p>;
}

/** Says why a view has nothing to show yet, and what to do; nothing where it has. */
export function Needs({ basins = true }: { basins?: boolean }) {
  const now = status.value;
  if (!now) return trouble.value ? null : <State>Asking the server…</State>;
  if (!now.hasGraph) {
    return (
      <State>
        There is no graph in this data folder yet. Import a folder of documents in <a href="#/jobs">Jobs</a>, or with{' '}
        <code>stellator import FOLDER</code>.
      </State>
    );
  }
  const ready = now.graph !== null && (!basins || now.graph.basins === 0 || now.probe || now.map !== null);
  if (now.doing && !ready) return <State><span class="spin" aria-hidden="true" /> {now.doing}…</State>;
  if (now.failure) return <Problem failure={new Failure(0, 'not ready', now.failure, 'See the message; then start the job `basins` in Jobs, or the server anew.')} />;
  if (basins && (now.graph?.basins ?? 0) === 0) {
    return <State>There are no basins yet: start <em>Find basins</em> in <a href="#/jobs">Jobs</a>.</State>;
  }
  return null;
}

/** A chart of lines; it says in words what it draws. */
export function Chart({ title, x, lines, xLabel, yLabel, marks = [], bars = false, height = 180 }: {
  title: string; x: number[]; lines: { label: string; values: (number | null)[] }[]; xLabel: string; yLabel: string;
  marks?: { at: number; text: string }[]; bars?: boolean; height?: number;
}) {
  const box = useRef<HTMLDivElement>(null);
  const key = JSON.stringify([x, lines, marks]);
  useEffect(() => {
    const place = box.current;
    if (!place || x.length === 0) return undefined;
    const ink = getComputedStyle(place).color;
    const faint = dark.matches ? '#3a3f45' : '#d8dce0';
    const strokes = [dark.matches ? '#7db5ee' : '#2f6aa8', dark.matches ? '#f0a07a' : '#b4491f', dark.matches ? '#8fd19e' : '#2f7d43'];
    const dashes = [[], [6, 4], [2, 3]];
    const drawMarks = (plot: uPlot): void => {
      const context = plot.ctx;
      context.save();
      context.strokeStyle = ink;
      context.fillStyle = ink;
      context.font = `600 ${12 * devicePixelRatio}px system-ui, sans-serif`;
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      for (const [i, mark] of marks.entries()) {
        const at = plot.valToPos(mark.at, 'x', true);
        context.setLineDash(i ? [4 * devicePixelRatio, 3 * devicePixelRatio] : []);
        context.lineWidth = 2 * devicePixelRatio;
        context.beginPath();
        context.moveTo(at, plot.bbox.top);
        context.lineTo(at, plot.bbox.top + plot.bbox.height);
        context.stroke();
        const wide = context.measureText(mark.text).width;
        const flip = at + wide + 8 > plot.bbox.left + plot.bbox.width;
        const left = flip ? at - wide - 8 : at + 6;
        const high = plot.bbox.top + (10 + 18 * i) * devicePixelRatio;
        context.fillStyle = dark.matches ? 'rgba(22,24,27,.85)' : 'rgba(251,250,247,.88)';
        context.fillRect(left - 3, high - 9 * devicePixelRatio, wide + 6, 18 * devicePixelRatio);
        context.fillStyle = ink;
        context.fillText(mark.text, left, high);
      }
      context.restore();
    };
    const axis = { stroke: ink, grid: { stroke: faint, width: 1 }, ticks: { stroke: faint, width: 1 }, font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif', labelSize: 18 };
    const plot = new uPlot({
      width: place.clientWidth || 320, height,
      legend: { show: false }, cursor: { show: false }, scales: { x: { time: false } },
      axes: [{ ...axis, label: xLabel, size: 34, ...(x.every(Number.isInteger) ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] } : {}) }, { ...axis, label: yLabel, size: 52 }],
      series: [{}, ...lines.map((line, i) => ({
        label: line.label, stroke: strokes[i % 3]!, width: 2, dash: dashes[i % 3]!, points: { show: !bars && x.length < 60, size: 5 },
        ...(bars ? { paths: uPlot.paths.bars!({ size: [0.9], align: 1 }), fill: `${strokes[i % 3]!}66` } : {}),
      }))],
      hooks: { draw: [drawMarks] },
    }, [x, ...lines.map((line) => line.values)] as uPlot.AlignedData, place);
    const observer = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height }));
    observer.observe(place);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
    // the key holds all that is drawn
  }, [key, dark.matches]);
  return (
    <figure class="chart">
      <figcaption>{title}{lines.length > 1 ? <span class="legend">{lines.map((line, i) => <span key={line.label} class={`line${i % 3}`}>{line.label}</span>)}</span> : null}</figcaption>
      <div ref={box} class="plot" />
    </figure>
  );
}
