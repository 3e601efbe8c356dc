/** The server's answers, as `docs/json` and the interface's description have them. */

export interface Basin {
  id: string; level: number; parent: string | null; label: string; size: number; depth: number; radius: number;
  stability: number | null; anchors: string[]; representative: string;
}
export interface Overview {
  documents: number; thoughts: number; tokens: number; transitions: number; basins: number; paths: number; runs: number;
  corpora: string[]; unit: string; embedder: string | null; field: string | null;
}
export interface MapState { version: string; settled: boolean; thoughts: number; basins: string[]; note: string }
export interface Status {
  version: string; readOnly: boolean; unlocked: boolean; doing: string; failure: string | null; hasGraph: boolean;
  graph: Overview | null; generation: number; map: MapState | null; encoder: boolean; probe: boolean;
  model: string | null; jobs: number;
}
export interface Thought {
  row: number; id: string; text: string; language: string; document: string; position: number; basinId: string;
  zone: string; energy: number | null; margin: number | null; similarity: number | null;
}
export interface Thoughts { thoughts: Thought[]; left: number }
export interface ProbeAnswer {
  text: string; unit: string; parts: { text: string; p: number; zone: string; basin: string }[];
  basin: string; basinId: string; runnerUp: string | null; p: number; score: number; inside: boolean; zone: string;
  share: number; margin: number | null; energyBefore: number; energyAfter: number; steps: number; converged: boolean;
  distance: number; nearest: { similarity: number; id: string; text: string }[]; why: string;
}
export interface Stop { energy: number; x: number | null; y: number | null }
export interface Probed { answer: ProbeAnswer; descent: Stop[] }
export interface NullScores {
  thoughts: number; alpha: number; low: number; width: number; counts: number[]; refused: number | null;
}
export interface Step {
  token: string; energy: number; rarity: number; distance: number; places: number; evidence: string | null;
}
export interface FoundPath {
  id: string; basin: string; basinId: string; energy: number; lambda: number; rule: string; steps: Step[];
  alternatives: { tokens: string[]; energy: number; onOnePlace: number }[]; program: string;
}
export interface StoredPath { id: string; basinId: string; energy: number; tokens: string[]; program: string }
export interface Job {
  id: string; command: string; arguments: string[]; state: string; created: string; started: string | null;
  ended: string | null; code: number | null; stage: string; done: number; total: number; figures: string;
  secondsLeft: number | null; resumable: boolean;
}
export interface ProgramDrift {
  kind: string; window: string | null; first: number | null; last: number | null; heads: number[]; gain: number | null;
  share: number | null; strength: number | null; rank: number | null;
}
export interface ProgramForm {
  zone: string | null; tokens: string[]; drift: ProgramDrift | null; anchor: { text: string; bias: number | null } | null;
  phase: { radians: number; layers: { first: number; last: number } | null } | null; dampening: number | null;
}
export interface Checked {
  program: unknown; printed: string; lines: { line: string; meaning: string }[]; form: ProgramForm | null;
}
export interface Rows {
  columns: string[]; rows: unknown[][]; changes: Record<string, number>; left: boolean; seconds: number;
}
export interface ReportRow { id: string; title: string; written: string }

export interface FieldRow {
  name: string; model: string; fingerprint: string; corpora: string[]; paths: number; steps: number; seed: number;
  budget: number | null; order: number | null; kl: number | null; shipped: boolean; inUse: boolean;
}
/** What `train --show --json` prints; gains are [distance][layer][head] in nats: shown, next, previous, far. */
export interface FieldNumbers {
  lowest: number; nats: (number | null)[][][]; contrast: (number | null)[][]; emphasis: (number | null)[][]; strengths: number[];
  maps: { layer: number; down: number[][] }[]; gates: { layer: number }[];
  provenance: {
    name: string; model: string; fingerprint: string; corpora: string[]; learned: string[]; paths: number; steps: number;
    budget: number | null; seed: number; start: string; command: string; order: number | null; handSet: number | null;
    kl: number | null; bands: { first: number; last: number; order: number | null }[]; curve: (number | null)[];
  };
}

/** What the server said was wrong, or that it is not there. */
export class Failure extends Error {
  constructor(
    readonly status: number, readonly title: string, detail: string, readonly remedy: string,
    readonly line: number | null = null, readonly column: number | null = null,
  ) {
    super(detail);
  }
}

export const gone = new Failure(0, 'server gone', 'The server does not answer.',
  'Start it again with `stellator serve`, and open the address that it prints.');

async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    const init: RequestInit = { method, credentials: 'same-origin' };
    if (signal) init.signal = signal;
    if (body !== undefined) {
      init.headers = { 'Content-Type': 'application/json' };
      init.body = JSON.stringify(body);
    }
    answer = await fetch(`/api/v1/${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw gone;
  }
  if (answer.ok || answer.status === 304) return answer;
  let problem: Record<string, unknown> = {};
  try {
    problem = await answer.json() as Record<string, unknown>;
  } catch {
    // an answer that is no problem+json is told by its status alone
  }
  throw new Failure(answer.status, String(problem['title'] ?? answer.status), String(problem['detail'] ?? ''),
    String(problem['remedy'] ?? ''), problem['line'] as number | null, problem['column'] as number | null);
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return await (await ask('GET', path, undefined, signal)).json() as T;
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return await (await ask('POST', path, body, signal)).json() as T;
}

export async function remove(path: string): Promise<void> {
  await ask('DELETE', path);
}

/** All thoughts in two dimensions; {@link decode} of what `GET /map` sends. */
export interface MapData {
  version: string; size: number; settled: boolean; x: Float32Array; y: Float32Array; basin: Int16Array; zone: Uint8Array;
}

export async function getMap(): Promise<MapData | null> {
  const answer = await ask('GET', 'map');
  if (answer.status === 204) return null;
  return decode(await answer.arrayBuffer(), answer.headers.get('ETag') ?? '');
}

function decode(bytes: ArrayBuffer, tag: string): MapData {
  const head = new DataView(bytes);
  const size = head.getUint32(4, true);
  const places = new Float32Array(bytes, 16, 2 * size);
  const x = new Float32Array(size);
  const y = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    x[i] = places[2 * i]!;
    y[i] = places[2 * i + 1]!;
  }
  return {
    version: tag.replaceAll('"', ''), size, settled: head.getUint32(12, true) === 1, x, y,
    basin: new Int16Array(bytes, 16 + 8 * size, size), zone: new Uint8Array(bytes, 16 + 10 * size, size),
  };
}
